// SPDX-License-Identifier: Apache-2.0
// Numbers with a unit behind them, as tools print them for people: "45%", "1.5G", "512MiB",
// "12.3ms".
#pragma once

#include <optional>
#include <string_view>

namespace plumb::formats {

enum class MeasureKind {
  kPlain,
  kPercent,
  kBytes,
  kSeconds,
  kThousandths,  // of Kubernetes: "125m" of a processor; elsewhere it may be minutes
};

struct Measure {
  double value = 0;  // in bytes, seconds, percent, or whole ones
  MeasureKind kind = MeasureKind::kPlain;
};

// The number of a cell that has a unit; a decimal comma is one. K, M, G, … alone are of 1024 bytes,
// as df -h, du -h, ls -h and free -h print them. nullopt for bare numbers and anything else.
std::optional<Measure> ReadMeasure(std::string_view cell);

// The same where the kind is known. Thousandths are found only here.
std::optional<double> ReadMeasureOf(MeasureKind kind, std::string_view cell);

// Prometheus' word for the unit: "percent", "bytes", "seconds"; "" for others.
std::string_view UnitWordOf(MeasureKind kind);

// Whether `word` is a unit that may stand behind a number with a blank between: "12.3 ms".
bool IsUnitWord(std::string_view word);

}  // namespace plumb::formats
