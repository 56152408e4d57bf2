// SPDX-License-Identifier: Apache-2.0
// The table of Grafana's unit ids: one row a unit, in the order of its menu.
#pragma once

#include <span>
#include <string_view>

namespace plumb::units {

// How the text of a unit is made.
enum class Family : unsigned char {
  kFixed,     // the number, then " symbol"
  kGlued,     // the number, then the symbol without a space: 5%
  kShort,     // K Mil Bil …
  kSi,        // 1000, from f to Y
  kWholeSi,   // 1000, never below 1 of the unit: bytes, bits, packets
  kBinary,    // 1024
  kCount,     // K M B T glued to the number, then " symbol"
  kCurrency,  // symbol, number, K M B T
  kCurrencyBehind,
  kPressurePsi,
  kPercentUnit,
  kHex,
  kHex0x,
  kScientific,
  kLocale,
  kRaw,
  kNanoseconds,
  kMicroseconds,
  kMilliseconds,
  kSeconds,
  kMinutes,
  kHours,
  kDays,
  kDurationMs,
  kDurationS,
  kHms,
  kDhms,
  kTimeticks,
  kClockMs,
  kClockS,
  kDate,  // symbol is a moment.js format
  kDateUnlessToday,
  kFromNow,
  kBool,  // symbol is "yes/no"
};

struct UnitRow {
  std::string_view id;
  Family family = Family::kFixed;
  std::string_view symbol;
  int offset = 0;  // kSi, kWholeSi, kBinary: values are in base^offset of the symbol
};

std::span<const UnitRow> UnitTable();

}  // namespace plumb::units
