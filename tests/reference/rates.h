// SPDX-License-Identifier: Apache-2.0
// Functions of counters and gauges over a window of floats, as the reference evaluator has them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "value.h"

namespace plumb::reference {

// A window of one series: its floats, at least one, with from < time <= to.
struct FloatWindow {
  std::vector<Point> points;
  Timestamp from = 0;
  Timestamp to = 0;
  Timestamp at = 0;                // the instant of evaluation
  std::vector<double> parameters;  // the scalar arguments
};

// nullopt: no result. REQUIRES: IsRate(function)
std::optional<double> RateValue(std::string_view function, const FloatWindow& window);
bool IsRate(std::string_view function);

}  // namespace plumb::reference
