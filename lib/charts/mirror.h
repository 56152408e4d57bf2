// SPDX-License-Identifier: Apache-2.0
// Some series drawn downwards: what goes out below what comes in.
#pragma once

#include "charts/request.h"
#include "text/regex.h"

namespace plumb::charts {

// Changes the sign of the values of series whose metric name, query or one of whose label values
// matches, and notes them in Data::mirrored.
void Mirror(Data& data, const text::Regex& which);

}  // namespace plumb::charts
