// SPDX-License-Identifier: Apache-2.0
// Reads what is in a store target by target, a stretch of time at once, with what was scraped and
// what was not told apart, and nothing of rows, segments and numbers left to see.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/matcher.h"
#include "model/metadata.h"
#include "model/sample.h"
#include "store/snapshot.h"
#include "store/target_rows.h"
#include "store/target_table.h"
#include "transfer/day.h"

namespace plumb::transfer {

// A target, with those of its series that were asked for.
struct ContentTarget {
  store::TargetId id = 0;
  store::TargetRecord record;
  std::vector<store::SeriesId> series;  // ascending
};

// One stretch of time of a target, of at most a day. Valid until the Content that gave it is
// renewed or released.
struct Stretch {
  model::TimeRange range;
  std::vector<Scrape> scrapes;          // in the range
  std::vector<store::SeriesId> series;  // that may have a sample in it, ascending
  // Of rows and segments: those of scrapes and others that series share.
  std::vector<Timestamp> shared_times;
  std::vector<store::RowRef> rows;
};

class Content {
 public:
  // The series that all matchers accept; all, and targets without series too, if there are none.
  static Result<Content> Select(std::shared_ptr<store::Snapshot> snapshot,
                                const model::Matchers& matchers);

  // Nothing of what is in the snapshot: for whoever knows the target.
  static Content Of(std::shared_ptr<store::Snapshot> snapshot) {
    return Content(std::move(snapshot));
  }

  // By their names.
  [[nodiscard]] const std::vector<ContentTarget>& targets() const { return targets_; }

  // A time before which the target has nothing from `from` on; nullopt if there is nothing at all.
  Result<std::optional<Timestamp>> FindNext(const ContentTarget& target, Timestamp from) const;
  // The series that a target may have samples of in a day, ascending.
  Result<std::vector<store::SeriesId>> SeriesIn(store::TargetId target, Timestamp day) const;
  Result<Stretch> Open(const ContentTarget& target, model::TimeRange range) const;
  // The samples of series in the order asked for.
  Result<std::vector<DayColumn>> Read(const ContentTarget& target, const Stretch& stretch,
                                      std::span<const store::SeriesId> series) const;
  // nullopt if the series was deleted since the content was selected.
  Result<std::optional<model::Labels>> FindLabels(store::SeriesId series) const;
  // What is said of metrics: of those that the series belong to, or all if there were no matchers.
  Result<std::vector<model::Metadata>> LoadFamilies() const;

  // Holds nothing of the store until it is renewed. What is read is all copies, but for stretches.
  void Release() { snapshot_.reset(); }
  // Goes on with the state that the store has now. Targets and series stay those that were
  // selected.
  Status Renew(const std::shared_ptr<store::Environment>& environment);
  [[nodiscard]] store::Snapshot& snapshot() const { return *snapshot_; }

  // How many series to read at once: their values fill a few caches, not the memory.
  static size_t BatchSize(const Stretch& stretch);

 private:
  explicit Content(std::shared_ptr<store::Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}
  [[nodiscard]] bool IsWanted(const std::string& family) const;
  Status SelectAll();
  Status SelectMatching(const model::Matchers& matchers);
  Status MakeTargets(std::vector<std::pair<store::TargetId, store::SeriesId>> pairs);

  std::shared_ptr<store::Snapshot> snapshot_;
  std::vector<ContentTarget> targets_;
  bool all_ = false;                  // there were no matchers, or
  std::vector<std::string> metrics_;  // those of the series, sorted
};

}  // namespace plumb::transfer
