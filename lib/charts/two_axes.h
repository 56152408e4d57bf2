// SPDX-License-Identifier: Apache-2.0
// Which of two axes of values a series has.
#pragma once

#include "charts/request.h"
#include "charts/selection.h"

namespace plumb::charts {

// Series that Request::right names have the right axis; without it, where the series have two
// units, those of the second one, in the order of the data. Their names say so. Sets
// Selected::right and the units of both axes; one axis of several units has `short`.
void ChooseAxes(const Data& data, const Request& request, Selection& selection);

}  // namespace plumb::charts
