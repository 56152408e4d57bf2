// SPDX-License-Identifier: Apache-2.0
// Reads the samples of series: what their targets' rows and segments say, put together.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <tuple>
#include <vector>

#include "model/series_source.h"
#include "store/series_lives.h"
#include "store/snapshot.h"
#include "store/target_chunk.h"
#include "store/target_facts.h"

namespace plumb::store {

// A target, and whether its record says that it has spread rows.
struct ReadTarget {
  TargetId id = 0;
  bool spread = false;
};

// Adds up what reading touched, for several threads.
class ReadMeter {
 public:
  void Add(const model::ReadCost& cost) {
    rows_ += cost.rows;
    segments_ += cost.segments;
    bytes_ += cost.bytes;
  }
  [[nodiscard]] model::ReadCost total() const {
    return {.rows = rows_, .segments = segments_, .bytes = bytes_};
  }

 private:
  std::atomic<uint64_t> rows_{0};
  std::atomic<uint64_t> segments_{0};
  std::atomic<uint64_t> bytes_{0};
};

// Remembers what many series of a target have in common, for one snapshot: for the batches of one
// selection, and for many selections of about one range, as those of alert rules are. Several
// threads may read.
class SeriesReading {
 public:
  explicit SeriesReading(std::shared_ptr<Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}
  [[nodiscard]] const std::shared_ptr<Snapshot>& snapshot() const { return snapshot_; }
  // REQUIRES: the snapshot's mutex is held while it is used
  [[nodiscard]] KnownFacts& facts() { return facts_; }

  // The samples in the range of each series, derived stale markers among them: where nothing
  // earlier is looked at, only of series that were scraped in the range. The cost follows what they
  // lived of the range, not how long the targets were scraped. REQUIRES: series ascending; targets
  // not empty, the same for all of them; the snapshot's mutex is not held
  Result<std::vector<model::SampleColumn>> Read(std::span<const ReadTarget> targets,
                                                std::span<const SeriesId> series,
                                                model::TimeRange range, EarlierScrapes earlier,
                                                ReadMeter* meter = nullptr);

 private:
  // What the series of a target have in common over one range.
  struct Shared {
    LoadedRows rows;
    uint64_t row_bytes = 0;
    std::vector<LayoutLife> layouts;
    std::once_flag scrapes_found;
    std::vector<Scrape> scrapes;
  };
  // What a target has of the series that are read.
  struct Part {
    std::shared_ptr<Shared> shared;
    ReadPeriods stored;

    [[nodiscard]] model::ReadCost cost() const;
  };

  Result<std::shared_ptr<Shared>> Share(const ReadTarget& target, model::TimeRange range,
                                        EarlierScrapes earlier);
  Result<Part> Load(const ReadTarget& target, std::span<const SeriesId> series,
                    model::TimeRange range, EarlierScrapes earlier);
  // The columns of series none of which has samples outside a life.
  Result<std::vector<model::SampleColumn>> Assemble(std::span<Part> parts,
                                                    std::span<const SeriesId> series,
                                                    model::TimeRange range, const Life& life) const;

  std::shared_ptr<Snapshot> snapshot_;
  std::mutex mutex_;
  std::map<std::tuple<TargetId, Timestamp, Timestamp, EarlierScrapes>, std::shared_ptr<Shared>>
      shared_;
  size_t rows_ = 0;  // of all that are remembered
  KnownFacts facts_;
};

}  // namespace plumb::store
