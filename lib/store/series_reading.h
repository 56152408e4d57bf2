// SPDX-License-Identifier: Apache-2.0
// Reads the samples of series: what their targets' rows and segments say, put together.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "model/series_source.h"
#include "store/series_lives.h"
#include "store/snapshot.h"
#include "store/target_chunk.h"

namespace plumb::store {

// A target, and whether its record says that it has spread rows.
struct ReadTarget {
  TargetId id = 0;
  bool spread = false;
};

// Remembers what many series of a target have in common, for one snapshot. Several threads may
// read.
class SeriesReading {
 public:
  explicit SeriesReading(std::shared_ptr<Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  // The samples in the range of each series, derived stale markers among them. The cost follows
  // what they lived of the range, not how long the targets were scraped.
  // REQUIRES: series ascending; targets not empty, the same for all of them; the snapshot's mutex
  // is not held
  Result<std::vector<model::SampleColumn>> Read(std::span<const ReadTarget> targets,
                                                std::span<const SeriesId> series,
                                                model::TimeRange range);
  // What all reading so far touched.
  [[nodiscard]] model::ReadCost cost() const {
    return {.rows = rows_read_, .segments = segments_read_, .bytes = bytes_read_};
  }

 private:
  // What the series of a target have in common over one range.
  struct Shared {
    TargetId target = 0;
    model::TimeRange range;
    LoadedRows rows;
    std::vector<LayoutLife> layouts;
    std::once_flag scrapes_found;
    std::vector<Scrape> scrapes;
  };
  // What a target has of the series that are read.
  struct Part {
    std::shared_ptr<Shared> shared;
    std::vector<StoredPeriod> periods;
  };

  Result<std::shared_ptr<Shared>> Share(const ReadTarget& target, model::TimeRange range);
  Result<Part> Load(const ReadTarget& target, std::span<const SeriesId> series,
                    model::TimeRange range);
  // The columns of series none of which has samples outside a life.
  Result<std::vector<model::SampleColumn>> Assemble(std::span<Part> parts,
                                                    std::span<const SeriesId> series,
                                                    model::TimeRange range, const Life& life) const;

  void Count(const Part& part);

  std::shared_ptr<Snapshot> snapshot_;
  std::atomic<uint64_t> rows_read_{0};
  std::atomic<uint64_t> segments_read_{0};
  std::atomic<uint64_t> bytes_read_{0};
  std::mutex mutex_;
  std::vector<std::shared_ptr<Shared>> shared_;
};

}  // namespace plumb::store
