// SPDX-License-Identifier: Apache-2.0
// One suffix for a whole axis: the scale its labels share, and labels that are all different.
#pragma once

#include <string>
#include <vector>

#include "units/unit.h"

namespace plumb::units {

struct AxisLabels {
  std::vector<std::string> texts;  // one a tick
  std::string base;                // not "": each text is relative to this value, "+1.795 GB"
};

// How much of the axis' values is 1 in its labels, where the largest tick is `largest` and ticks
// are `step` apart (0: not known yet): 1024^3 for bytes up to 8 GiB. For times a smaller unit where
// the step is no half of the larger one: 90 min rather than 1.5 hour only where 10 min are the
// step.
const Step* ChooseAxisStep(const Unit& unit, double largest, double step);

// Texts of the ticks, `step` apart, all with the same suffix and decimals; decimals are raised
// until the texts differ. Where the range is less than 1e-4 of the values, they are relative to a
// base. REQUIRES: ticks ascending, step > 0
AxisLabels LabelTicks(const Unit& unit, const std::vector<double>& ticks, double step,
                      const TextOptions& options = {});

}  // namespace plumb::units
