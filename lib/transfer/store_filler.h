// SPDX-License-Identifier: Apache-2.0
// Puts the frames of a dump into a store: days become segments at once, without rows.
#pragma once

#include <memory>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "model/metadata.h"
#include "store/environment.h"
#include "store/postings.h"
#include "store/rollup_marks.h"
#include "store/series_maker.h"
#include "store/snapshot.h"
#include "store/target_table.h"
#include "transfer/content.h"
#include "transfer/day_builder.h"
#include "transfer/day_merge.h"
#include "transfer/frames.h"
#include "transfer/rollup_writer.h"

namespace plumb::transfer {

struct FillReport {
  DumpCounts counts;
  uint64_t same = 0;  // samples that the store had already
  uint64_t kept = 0;  // that it had with another value, which was kept
};

// What the frames go into: a store that nobody else sees yet takes over which rollups are built; in
// another one the days that come are marked to be rolled up.
enum class FillInto { kNew, kAny };

// Holds the frames of days until some MiB of them have come, then writes these in one transaction.
// What is in the store already goes before what comes: samples by their times, rollups by windows.
class StoreFiller : public FrameSink {
 public:
  // REQUIRES: opened for writing; no other transaction in this thread
  explicit StoreFiller(std::shared_ptr<store::Environment> environment,
                       FillInto into = FillInto::kAny)
      : environment_(std::move(environment)), into_(into) {}

  // The end frame writes what is left. An error of a payload that makes no sense sets damaged().
  Status OnFrame(FrameType type, std::string_view payload) override;

  [[nodiscard]] bool damaged() const { return damaged_; }
  // REQUIRES: the end frame came, and no error
  [[nodiscard]] const FillReport& report() const { return report_; }
  // Whether something was committed.
  [[nodiscard]] bool wrote() const { return wrote_; }

 private:
  struct Target {
    store::TargetName name;
    bool found = false;  // looked up in the store
    store::TargetId id = 0;
    bool known = false;                   // it was there before
    std::vector<store::SeriesId> series;  // by number - 1, as far as they were looked up
    std::unordered_set<store::SeriesId> ids;
  };
  struct PendingDay {
    std::shared_ptr<Target> target;
    Day day;
    std::vector<std::unique_ptr<std::string>> payloads;  // what the entries look into
    std::vector<ColumnEntry> entries;
  };

  Status Damaged(std::string what);
  Status AddRecord(std::string_view payload);
  Status AddFamily(std::string_view payload);
  Status AddTarget(std::string_view payload);
  Status AddDay(std::string_view payload);
  Status AddMarks(std::string_view payload);
  Status AddColumns(std::string_view payload);
  Status CheckEnd(std::string_view payload);

  Status Flush();
  Status WriteHead(store::Snapshot& s);
  Status FindTarget(store::Snapshot& s, Target& target);
  Status FindSeries(store::Snapshot& s, const PendingDay& pending,
                    std::vector<store::SeriesId>& series);
  Status WriteDay(const std::shared_ptr<store::Snapshot>& snapshot, PendingDay& pending);
  Status WriteAlone(store::Snapshot& s, PendingDay& pending);
  Status WriteMerged(const std::shared_ptr<store::Snapshot>& snapshot, PendingDay& pending);
  Status Decode(const PendingDay& pending, const ColumnEntry& entry, DayColumn& column);
  Status WriteRollups(store::Snapshot& s, PendingDay& pending);
  Status WriteMarks();
  Status PutPeriods(store::Snapshot& s, const Target& target, DayBuilder& builder);

  std::shared_ptr<store::Environment> environment_;
  FillInto into_;
  bool damaged_ = false;
  bool wrote_ = false;
  FillReport report_;

  std::vector<std::pair<std::string, std::string>> records_;
  std::vector<model::Metadata> families_;
  std::shared_ptr<Target> target_;
  // Of the last day: samples come before tiers, these by their periods, then columns in their
  // order.
  std::optional<std::tuple<size_t, Timestamp, size_t>> place_;
  uint32_t numbers_ = 0;  // of series that the target has had
  std::unique_ptr<ColumnReader> columns_;
  std::vector<std::unique_ptr<PendingDay>> pending_;
  size_t pending_bytes_ = 0;
  std::optional<store::RollupState> rollups_;
  std::vector<std::pair<std::shared_ptr<Target>, std::vector<Timestamp>>> marks_;
  RollupWriter rollup_writer_;

  store::NextIds next_;
  store::PostingsAppender postings_;
};

}  // namespace plumb::transfer
