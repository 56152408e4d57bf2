// SPDX-License-Identifier: Apache-2.0
// Turns a day of a target into segments: of its hours, and of the day for hours with few times.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/segment_packer.h"
#include "store/segment_table.h"
#include "transfer/day.h"

namespace plumb::transfer {

// Which times the series of a day share, and which of its hours are worth segments of their own.
class DayPlan {
 public:
  explicit DayPlan(const Day& day);
  // Times that loose samples of a series have. They are shared by all if several series have them,
  // or others have most of them; else they stay with the series. REQUIRES: not after Finish
  void AddList(const TimeList& list);
  // Times that are to be shared.
  void AddTimes(const std::vector<Timestamp>& times);
  void Finish();

  // REQUIRES of both: after Finish
  [[nodiscard]] const std::vector<Timestamp>& times() const { return times_; }
  [[nodiscard]] bool IsHour(size_t hour) const { return busy_[hour]; }

  static constexpr size_t kHours = 24;

 private:
  [[nodiscard]] bool IsToBeShared(const std::vector<Timestamp>& list, size_t uses) const;
  void Count(const std::vector<Timestamp>& times, std::array<size_t, kHours>& counts) const;
  const Day& day_;
  std::vector<Timestamp> times_;
  std::vector<std::pair<TimeList, size_t>> lists_;  // and how many series have it
  std::unordered_map<const void*, size_t> places_;  // in lists_
  std::array<bool, kHours> busy_{};
};

struct BuiltDayPeriod {
  store::Level level = store::Level::kHour;
  Timestamp start = 0;
  std::vector<store::NewSegment> segments;
};

class DayBuilder {
 public:
  // REQUIRES: `day` and `plan` outlive this; plan.Finish() was called
  DayBuilder(const Day& day, const DayPlan& plan);
  // REQUIRES: series ascend; column not empty
  void Add(store::SeriesId series, DayColumn column);
  // Those that hold something. The builder is used up.
  std::vector<BuiltDayPeriod> Finish();
  // Whether a series has samples with times that it does not share.
  [[nodiscard]] bool own_times() const { return own_times_; }

 private:
  struct Period {
    store::Level level = store::Level::kHour;
    Timestamp start = 0;
    std::vector<Timestamp> times;
    std::vector<encoding::SegmentBlock> blocks;
    std::optional<store::SegmentPacker> packer;
    // Of the series that is being added: floats, histograms, and both with times of their own.
    std::array<encoding::SegmentPart, 4> parts;
    bool touched = false;
  };
  struct Place {
    uint32_t period = 0;
    uint32_t row = 0;
  };

  void MakePeriods(const DayPlan& plan);
  encoding::SegmentPart& Part(uint32_t period, size_t kind);
  template <typename Value>
  void AddKind(size_t kind, const std::vector<uint32_t>& scrapes, std::vector<Value> values,
               const std::vector<Timestamp>& loose_times, std::vector<Value> loose_values);
  static void AddTo(Period& period, store::SeriesId series);

  const Day& day_;
  const std::vector<Timestamp>& times_;
  std::vector<std::unique_ptr<Period>> periods_;
  std::array<uint32_t, DayPlan::kHours> period_of_hour_{};
  std::vector<Place> places_;             // one a shared time
  std::vector<uint32_t> time_of_scrape_;  // its index in times_
  bool own_times_ = false;
};

}  // namespace plumb::transfer
