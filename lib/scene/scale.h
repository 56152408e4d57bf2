// SPDX-License-Identifier: Apache-2.0
// From values to positions: linear, logarithmic and symmetric logarithmic scales. A time is a value
// in milliseconds.
#pragma once

namespace plumb::scene {

enum class ScaleKind {
  kLinear,
  kLog,
  kSymlog,  // logarithmic on both sides of zero and linear around it (the inverse hyperbolic sine)
};

// Maps [low, high] onto [at_low, at_high]; values outside are mapped outside.
// REQUIRES: low < high, both finite; for kLog 0 < low.
struct Scale {
  ScaleKind kind = ScaleKind::kLinear;
  double low = 0;
  double high = 1;
  double at_low = 0;
  double at_high = 1;
  double linear = 1;  // of kSymlog, above 0: about as far from zero it is linear

  // The position of `value`. For kLog a value <= 0 has none: NaN.
  [[nodiscard]] double Map(double value) const {
    if (kind != ScaleKind::kLinear) return MapCurved(value);
    // Halved, so that a range of the largest doubles does not overflow.
    const double part = (value / 2 - low / 2) / (high / 2 - low / 2);
    return at_low + part * (at_high - at_low);
  }

 private:
  [[nodiscard]] double MapCurved(double value) const;
};

}  // namespace plumb::scene
