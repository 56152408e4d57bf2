// SPDX-License-Identifier: Apache-2.0
// The axis of values: its range, its round ticks, and their labels in the unit.
#pragma once

#include <string>
#include <vector>

#include "charts/request.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "scene/scale.h"
#include "scene/value_ticks.h"
#include "units/unit.h"

namespace plumb::charts {

// What the values of the drawn series are like, together.
struct ValueExtent {
  double low = 0;
  double high = 0;
  bool empty = true;          // no finite value
  bool integer = true;        // whole numbers only: no tick between them
  double least_positive = 0;  // 0 if there is none
  size_t not_positive = 0;    // values a logarithmic axis cannot show
};

// What is round in a unit, on an axis whose largest value is `largest`.
scene::LadderSpec LadderOf(const units::Unit& unit, double largest);

// The most a unit can mean, where data stays below it: of shares 100 or 1; 0 for other units.
double WholeOf(const units::Unit& unit);

ValueExtent ExtentOf(const std::vector<Selected>& series);

struct ValueTick {
  double value = 0;
  std::string label;
};

struct ValueAxis {
  scene::Scale scale;  // of the values; at_low and at_high are for the chart to set
  std::vector<ValueTick> ticks;
  std::string base;  // "1.795 GB" if the labels are relative to it
};

struct ValueAxisSpec {
  units::Unit unit;
  std::optional<double> min;  // hard ends
  std::optional<double> max;
  std::optional<double> soft_min;  // ends unless values lie beyond them
  std::optional<double> soft_max;
  ValueScale kind = ValueScale::kLinear;
  double length = 0;  // of the axis, in units of the scene
  double gap = 0;     // least between two ticks
  // Of terminals, where rows are few: both ends are ticks, and ticks are best the same number of
  // rows apart. 0: any position will do.
  double row = 0;
  TimeZone zone = TimeZone::Utc();
};

// In rows of text: the length at which as many rows lie between any two ticks, a little less than
// `length`, or that itself where there is none.
double EvenLength(const ValueAxis& axis, double length, double row);

// What a chart with a logarithmic axis says of the values that it cannot show; "" of none.
std::string SayNotShown(size_t not_positive);

// The axis for values of `extent`, with 2 to 12 ticks unless its ends are hard or there is no whole
// number between. Linear: 10 % room at both ends, but 0 is not crossed for it; a flat line at v has
// 0 to 2v. Logarithmic: whole decades or powers of two. Symmetric logarithmic: decades on both
// sides of zero, linear below the smallest positive value, or a millionth of the largest.
ValueAxis MakeValueAxis(const ValueExtent& extent, const ValueAxisSpec& spec);

}  // namespace plumb::charts
