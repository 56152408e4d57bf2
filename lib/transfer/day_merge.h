// SPDX-License-Identifier: Apache-2.0
// Two accounts of the same day of a target as one.
#pragma once

#include <cstdint>
#include <vector>

#include "transfer/day.h"

namespace plumb::transfer {

class DayMerge {
 public:
  // REQUIRES: both outlive this, and are of the same day
  DayMerge(const Day& first, const Day& second);

  // All scrapes; one that both have is what either says of it.
  [[nodiscard]] const Day& day() const { return day_; }
  // A series as the first account has it with what the second adds: where both have a sample at a
  // time the first counts.
  DayColumn Merge(DayColumn first, DayColumn second);

  // Samples of the second account that the first had, with the same value and with another.
  [[nodiscard]] uint64_t same() const { return same_; }
  [[nodiscard]] uint64_t kept() const { return kept_; }

 private:
  template <typename Value>
  struct Point {
    Timestamp time = 0;
    uint32_t scrape = 0;  // of day_; kLoose if it came with none
    Value value;
  };
  static constexpr uint32_t kLoose = UINT32_MAX;

  template <typename Value>
  static std::vector<Point<Value>> Points(const Day& day, const std::vector<uint32_t>& places,
                                          const std::vector<uint32_t>& scrapes,
                                          std::vector<Value> values,
                                          const std::vector<Timestamp>& loose_times,
                                          std::vector<Value> loose_values);
  template <typename Value, typename Other>
  void DropContradicted(std::vector<Point<Value>>& points, const std::vector<Point<Other>>& others);
  template <typename Value>
  void MergeKind(std::vector<Point<Value>> points, size_t first, std::vector<uint32_t>& scrapes,
                 std::vector<Value>& values, std::vector<Timestamp>& loose_times,
                 std::vector<Value>& loose_values);

  const Day& first_;
  const Day& second_;
  Day day_;
  std::vector<uint32_t> first_places_;  // of its scrapes, in day_
  std::vector<uint32_t> second_places_;
  uint64_t same_ = 0;
  uint64_t kept_ = 0;
};

}  // namespace plumb::transfer
