// SPDX-License-Identifier: Apache-2.0
// Small multiples: a chart for each value of a label, side by side, with the same axes.
#pragma once

#include "base/result.h"
#include "charts/chart.h"
#include "charts/request.h"

namespace plumb::charts {

// REQUIRES: request.by is not empty and data have a width to be drawn in, as for ChartType::draw
// Errors: kUsage if no series has the label.
Result<scene::Scene> DrawMultiples(const Data& data, const Request& request, const ChartType& type);

}  // namespace plumb::charts
