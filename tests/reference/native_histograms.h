// SPDX-License-Identifier: Apache-2.0
// What functions make of native histograms, in the reference evaluator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "value.h"

namespace plumb::reference {

// A function of a window with histograms in it, perhaps floats as well; nullopt: no result.
Result<std::optional<Point>> MixedRangeValue(std::string_view function,
                                             const std::vector<Point>& points, const Matrix& window,
                                             Timestamp at, const std::vector<double>& parameters);

bool IsHistogramFunction(std::string_view function);
// REQUIRES: IsHistogramFunction(function)
Result<Vector> HistogramCall(std::string_view function, const Vector& vector,
                             const std::vector<double>& scalars,
                             const std::vector<std::string>& strings);

double NativeQuantile(double q, const model::Histogram& histogram);

}  // namespace plumb::reference
