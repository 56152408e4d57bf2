// SPDX-License-Identifier: Apache-2.0
// Grafana's unit ids: from a value to the text people read, "9.54 GiB", "2.8 hour", "$1.53K".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"

namespace plumb::units {

struct TextOptions {
  std::optional<int> decimals;  // exactly that many; absent: three significant digits
  TimeZone zone = TimeZone::Utc();
  Timestamp now = 0;  // what "2 hours ago" and "today" are relative to
};

// The three parts of a text, so that a big number can have a small unit behind it.
struct Parts {
  std::string prefix;
  std::string number;
  std::string suffix;
  [[nodiscard]] std::string Joined() const { return prefix + number + suffix; }
};

// From this magnitude on values are divided by `factor` and written with `suffix`.
struct Step {
  double from = 0;
  double factor = 1;
  std::string suffix;
};

// What round numbers of a unit are; see scene/value_ticks.h.
enum class Rounding { kDecimal, kPercent, kBinary, kSeconds };

// A unit id, looked up. A value: cheap enough to keep, independent of the table.
struct Unit {
  std::string id;
  std::string prefix;  // before the number, after a minus sign: "$"
  std::vector<Step>
      steps;  // ascending; empty for units that are no scaled number (dates, durations, hex)
  Rounding rounding = Rounding::kDecimal;
  double rounding_unit = 1;  // values of the axis in one second (kSeconds) or byte (kBinary)
  // For units without steps; `argument` is what stands behind the colon of `time:YYYY` or
  // `bool:Up/Down`.
  Parts (*write)(const Unit& unit, double value, const TextOptions& options) = nullptr;
  std::string argument;
};

// The unit with this id. Ids are case-sensitive (`bps` bits, `Bps` bytes). `prefix:x`, `suffix:x`,
// `time:FORMAT`, `si:mV`, `count:x`, `currency:x` and `bool:yes/no` make units; any other unknown
// id is a suffix of its own, as in Grafana; "" is `none`.
Unit FindUnit(std::string_view id);

// All ids of the table, in its order.
std::vector<std::string_view> UnitIds();

// The text of a value in its unit. NaN is "NaN", infinities "+Inf" and "-Inf".
Parts SplitText(const Unit& unit, double value, const TextOptions& options = {});
std::string Text(const Unit& unit, double value, const TextOptions& options = {});

}  // namespace plumb::units
