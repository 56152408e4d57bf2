// SPDX-License-Identifier: Apache-2.0
// Rollups of a target, a number of a tier's period at a time, out of a store and into segments.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "encoding/segment.h"
#include "model/sample.h"
#include "store/segment_table.h"
#include "transfer/content.h"
#include "transfer/day.h"

namespace plumb::transfer {

// The start of the first period at or behind `from` that a tier has anything of.
Result<std::optional<Timestamp>> FindRollups(store::Snapshot& snapshot, const store::Tier& tier,
                                             store::TargetId target, Timestamp from);

// The series that have some of what `day` names, ascending; none if there is nothing.
Result<std::vector<store::SeriesId>> RollupSeries(store::Snapshot& snapshot, store::TargetId target,
                                                  const Day& day);

// Their columns, which are all loose. REQUIRES: series ascending
Result<std::vector<DayColumn>> ReadRollups(store::Snapshot& snapshot, store::TargetId target,
                                           const Day& day, std::span<const store::SeriesId> series);

// How many series of a period to read at once.
inline constexpr size_t kRollupBatch = 256;

// Only the windows with these ends, ascending.
void KeepWindows(const store::Tier& tier, const std::vector<Timestamp>& ends, DayColumn& column);
// Puts points of other windows among those of `into`.
void AddWindows(DayColumn from, DayColumn& into);

// Those of `ends` in whose windows a store answers with rollups, since they count more samples than
// there are. One list a series. REQUIRES: series ascending
Result<std::vector<std::vector<Timestamp>>> FindExpired(const Content& content,
                                                        const ContentTarget& target,
                                                        const store::Tier& tier,
                                                        const std::vector<Timestamp>& ends,
                                                        std::span<const store::SeriesId> series);

// Segments of one period, put together series by series.
class RollupBuilder {
 public:
  // Times that a series has. REQUIRES: before the first Add
  void AddList(const TimeList& list) { ++lists_[list]; }
  void AddTimes(const std::vector<Timestamp>& times);
  // REQUIRES: series ascend; column not empty
  void Add(store::SeriesId series, DayColumn column);
  // The builder is used up.
  std::vector<store::NewSegment> Finish();

 private:
  void Plan();
  void FinishSegment();

  std::map<TimeList, size_t> lists_;  // and how many series have it
  std::vector<Timestamp> times_;      // that series share
  bool planned_ = false;
  std::optional<encoding::SegmentBuilder> builder_;
  store::SeriesId first_ = 0;
  std::vector<store::NewSegment> segments_;
};

}  // namespace plumb::transfer
