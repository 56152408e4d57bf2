// SPDX-License-Identifier: Apache-2.0
// What the benchmarks store: a node's series as a fleet has them, scraped every 15 s.
#pragma once

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "base/time_zone.h"
#include "model/labels.h"

namespace plumb::bench {

inline constexpr Timestamp kMixStart = 1'795'046'400'000;
inline constexpr Timestamp kMixStep = 15'000;

// Times of scrapes, some ms beside the beat.
inline std::vector<Timestamp> MixTimes(int scrapes) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> jitter(0, 5);
  std::vector<Timestamp> times;
  for (int i = 0; i < scrapes; ++i)
    times.push_back(kMixStart + i * kMixStep + 200 + std::lround(jitter(random)));
  return times;
}

// Sixteen series a metric.
inline model::Labels MixLabels(int series) {
  constexpr std::array kUnits = {"bytes", "seconds_total", "ratio", "total"};
  const int metric = series / 16;
  return {{"__name__",
           fmt::format("node_mix_{}_{}", metric, kUnits[static_cast<size_t>(metric + 1) % 4])},
          {"device", fmt::format("sd{}", series % 16)},
          {"instance", fmt::format("web{}:9100", series / 1000)},
          {"job", "node"}};
}

// The shares of what a fleet's nodes send: constants, busy and idle counters, histogram buckets,
// bytes, seconds of processors, small gauges, memory, percentages, and sums of fractions.
class Mix {
 public:
  explicit Mix(int series) : random_(static_cast<uint64_t>(series) + 7), kind_(series % 100) {
    value_ = kind_ < 40 ? static_cast<double>(random_() % 1'000'000)
                        : static_cast<double>(random_() % 100'000);
    rate_ = static_cast<double>(1 + random_() % 30);
  }
  double Next(double below) {
    const auto some = [this](uint64_t n) { return static_cast<double>(random_() % n); };
    if (kind_ < 40) return value_;
    if (kind_ < 60) return value_ += rate_ * 15 + some(static_cast<uint64_t>(rate_) * 4 + 1);
    if (kind_ < 72) return value_ = below + (some(10) < 1 ? ++extra_ : extra_);
    if (kind_ < 82) return value_ += some(40) < 1 ? 1 : 0;
    if (kind_ < 87) return value_ += some(1'500'000);
    if (kind_ < 91) return value_ = std::round((value_ + some(1500) / 100) * 100) / 100;
    if (kind_ < 95) return value_ = 100 + some(20);
    if (kind_ < 97) return value_ = 4096 * (100'000 + some(2000));
    if (kind_ < 98) return value_ = some(10'000) / 100;
    return value_ += std::uniform_real_distribution<double>()(random_);
  }
  double value() const { return value_; }

 private:
  std::mt19937_64 random_;
  int kind_;
  double value_ = 0;
  double rate_ = 0;
  double extra_ = 0;
};

}  // namespace plumb::bench
