// SPDX-License-Identifier: Apache-2.0
// The segments of a target: which periods there are of each level, and what lies in them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "encoding/segment.h"
#include "model/sample.h"
#include "store/snapshot.h"

namespace plumb::store {

// Four pages of LMDB with their header: larger values leave most of a page empty, smaller ones
// repeat the times too often.
inline constexpr size_t kSegmentSize = 4 * 4096 - 16;

DurationMs PeriodLength(Level level);
// The start of the hour, day or week (UTC; weeks from 1970 on) that a time is in. Of tiers the
// start itself belongs to the period before, as with windows.
Timestamp PeriodStart(Level level, Timestamp time);

struct SegmentRef {
  SeriesId first = 0;
  std::string_view bytes;
  encoding::SegmentView view;
};

// Segments of one target, level and period, where they lie: valid until the transaction ends or
// writes. All of a period have the same times and blocks.
struct StoredPeriod {
  Level level = Level::kHour;
  Timestamp start = 0;
  std::vector<SegmentRef> segments;  // never empty; ascending
  [[nodiscard]] const std::vector<Timestamp>& times() const { return segments[0].view.times(); }
  [[nodiscard]] const std::vector<encoding::SegmentBlock>& blocks() const {
    return segments[0].view.blocks();
  }
};

// REQUIRES of all: a snapshot's mutex is held

// The start of the last period that begins before `before`, of the first that begins at or after
// `from`.
Result<std::optional<Timestamp>> FindPeriodBefore(const StoreState& state, Level level,
                                                  TargetId target, Timestamp before);
Result<std::optional<Timestamp>> FindPeriodFrom(const StoreState& state, Level level,
                                                TargetId target, Timestamp from);

// All segments of a period; nullopt if there are none. An error if one is damaged.
Result<std::optional<StoredPeriod>> LoadPeriod(const StoreState& state, Level level,
                                               TargetId target, Timestamp start);
// Only the times and blocks of the first, which are those of the period: it has no entries.
Result<std::optional<StoredPeriod>> LoadPeriodHead(const StoreState& state, Level level,
                                                   TargetId target, Timestamp start);
// Only the last.
Result<std::optional<StoredPeriod>> LoadPeriodTail(const StoreState& state, Level level,
                                                   TargetId target, Timestamp start);
// How much there is of a period, without looking into it.
struct PeriodSize {
  size_t segments = 0;
  uint64_t bytes = 0;
  SeriesId last = 0;  // where the last segment begins
};
Result<PeriodSize> MeasurePeriod(const StoreState& state, Level level, TargetId target,
                                 Timestamp start);
// Of each period that touches the range the segments that may have any of the series; the first, if
// there are none. Days first, then hours. REQUIRES: series ascending
Result<std::vector<StoredPeriod>> LoadPeriods(const StoreState& state, TargetId target,
                                              model::TimeRange range,
                                              std::span<const SeriesId> series);
// The same in two steps, of which the second needs no mutex: threads find in turns, and read what
// they found side by side. Nothing is read yet of what is found.
struct FoundSegment {
  std::string_view key;
  std::string_view bytes;
};
struct FoundPeriod {
  Level level = Level::kHour;
  Timestamp start = 0;
  std::vector<FoundSegment> segments;
};
Result<std::vector<FoundPeriod>> FindPeriods(const StoreState& state, TargetId target,
                                             model::TimeRange range,
                                             std::span<const SeriesId> series);
// Periods, and copies of what lies in them.
struct ReadPeriods {
  std::unique_ptr<char[]> bytes;  // what the segments look at
  std::vector<StoredPeriod> periods;
};
Result<ReadPeriods> CopyPeriods(const Environment& environment, std::span<const FoundPeriod> found);

// The same of one level. REQUIRES: series ascending
Result<std::vector<StoredPeriod>> LoadPeriodsOf(const StoreState& state, Level level,
                                                TargetId target, model::TimeRange range,
                                                std::span<const SeriesId> series);

// The first target from `from` on that has segments of a raw level.
Result<std::optional<TargetId>> FindTargetWithPeriods(const StoreState& state, TargetId from);

// A hash of the segments of a period: what was made of them still holds while it is the same.
Result<uint64_t> HashPeriod(const Transaction& txn, const Tables& tables, SegmentKey key);

// Puts the segments of a period in the place of those that are there from key.first on, and notes
// in the store's record that it has segments; of raw levels, that its rollups are to be built.
struct NewSegment {
  SeriesId first = 0;
  std::string bytes;  // not sealed yet
};
// Whether rollups of what is written are to be built again. What expires leaves its rollups behind.
enum class RollupMarks { kMake, kLeave };
Status ReplacePeriod(Transaction& txn, const Tables& tables, SegmentKey key,
                     std::vector<NewSegment> segments, RollupMarks marks = RollupMarks::kMake);

}  // namespace plumb::store
