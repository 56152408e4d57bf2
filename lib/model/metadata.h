// SPDX-License-Identifier: Apache-2.0
// What is said of a metric family: type, help, unit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plumb::model {

enum class MetricType : uint8_t {
  kUnknown = 0,  // `untyped` of text 0.0.4
  kCounter = 1,
  kGauge = 2,
  kHistogram = 3,
  kSummary = 4,
  kGaugeHistogram = 5,
  kInfo = 6,
  kStateset = 7,
};

// The OpenMetrics word: "counter", "unknown", …
std::string_view MetricTypeText(MetricType type);

// The type of such a word; unknown for any other.
MetricType MetricTypeOf(std::string_view word);

struct Metadata {
  std::string metric;  // family name
  MetricType type = MetricType::kUnknown;
  std::string help;
  std::string unit;
  bool operator==(const Metadata&) const = default;
};

}  // namespace plumb::model
