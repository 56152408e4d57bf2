// SPDX-License-Identifier: Apache-2.0
// What a target's rows say about some of its series over some time, turned from rows into columns.
// Every way of keeping samples is read into this shape, so that what comes after does not know them
// apart.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/histogram.h"
#include "model/sample.h"
#include "store/row.h"
#include "store/snapshot.h"

namespace plumb::store {

// One scrape of the target, at times[at].
struct BlockFact {
  uint32_t at = 0;
  bool complete = false;
  bool failed = false;
};

struct ChunkColumn {
  std::vector<double> values;    // one a time; means nothing where absent
  std::vector<uint32_t> absent;  // indexes of times without a float, ascending
  std::vector<uint32_t> loose;  // indexes of scrape times whose sample did not come with the scrape
  std::vector<uint32_t> histograms_at;  // indexes of times, one a histogram
  std::vector<model::HistogramPoint> histograms;
  std::vector<model::Sample> spread;  // samples with times of their own, in no order
};

struct TargetChunk {
  std::vector<Timestamp> times;  // strictly ascending
  // The first ones are before the range: they are there to tell which series the range begins with.
  size_t before = 0;
  std::vector<BlockFact> blocks;
  std::vector<ChunkColumn> columns;  // one a series that was asked for
};

// A row in the map of the store; valid as long as the snapshot.
struct RowRef {
  RowKey key;
  RowView row;
  std::shared_ptr<const Layout> layout;
};

// How many scrapes before a range are looked at to tell what a failed one ends.
inline constexpr int kBlocksBefore = 64;

// The rows of a target that matter for a range: those in it, spread rows that reach into it, and
// scrapes before it back to the last that was complete or failed. Takes the snapshot's mutex.
Result<std::vector<RowRef>> LoadRows(Snapshot& snapshot, TargetId target, bool spread,
                                     model::TimeRange range);

// Columns of the series out of such rows. REQUIRES: series ascending
Result<TargetChunk> GatherColumns(const std::string& path, std::span<const RowRef> rows,
                                  std::span<const SeriesId> series, model::TimeRange range);

}  // namespace plumb::store
