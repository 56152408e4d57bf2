// SPDX-License-Identifier: Apache-2.0
// From values to steps of the scale from little to much, and the bar that explains it.
#pragma once

#include <vector>

#include "charts/style.h"
#include "scene/scene.h"
#include "units/unit.h"

namespace plumb::charts {

enum class HeatCurve {
  kLinear,
  kRoot,  // counts: a few large ones do not leave the rest dark
  kLog,
};

struct HeatScale {
  HeatCurve curve = HeatCurve::kLinear;
  double low = 0;
  double high = 1;

  // From 0 to 1. REQUIRES: kLog: 0 < low
  [[nodiscard]] double PartOf(double value) const;
  [[nodiscard]] double ValueAt(double part) const;
  // Round values from `low` to `high`, about five of them.
  [[nodiscard]] std::vector<double> Ticks(const units::Unit& unit) const;
  // One of so few colours that cells of the same one can be drawn together.
  [[nodiscard]] scene::Ink InkOf(double value) const;
};

// A linear scale from a round value to another, around `low` and `high`.
void MakeRound(HeatScale& scale, const units::Unit& unit);

// A strip of all colours with values under it (pictures) or at its ends (terminals).
struct ColorBar {
  const HeatScale& scale;
  const units::Unit& unit;

  [[nodiscard]] double Height(const Style& style) const;
  void Draw(double x, double y, double width, const Style& style,
            std::vector<scene::Shape>& shapes) const;
};

}  // namespace plumb::charts
