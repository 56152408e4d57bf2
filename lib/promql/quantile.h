// SPDX-License-Identifier: Apache-2.0
// The quantile of a list of values, as PromQL defines it.
#pragma once

#include <span>
#include <string>

namespace plumb::promql {

// NaN sorts below everything; phi < 0 gives -Inf, phi > 1 +Inf, NaN or no values NaN; otherwise
// linear between the two nearest ranks. Reorders `values`.
double Quantile(double phi, std::span<double> values);
// The same of values in order.
double QuantileOfSorted(double phi, std::span<const double> values);

// Whether phi is outside [0, 1] or NaN.
bool IsBadQuantile(double phi);
// Upstream's warning about it, without `PromQL warning: `.
std::string BadQuantileText(double phi);

}  // namespace plumb::promql
