// SPDX-License-Identifier: Apache-2.0
// What a target's rows and segments say about some of its series over some time, as columns.
// Every way of keeping samples is read into this shape, so that what comes after does not know them
// apart.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/histogram.h"
#include "model/sample.h"
#include "store/segment_table.h"
#include "store/target_rows.h"

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
  std::vector<uint32_t> histograms_at;            // indexes of times, ascending
  std::vector<model::HistogramPoint> histograms;  // one an index
  // Samples with times of their own, in no order.
  std::vector<model::Sample> spread;
  std::vector<model::HistogramPoint> spread_histograms;
};

struct TargetChunk {
  std::vector<Timestamp> times;  // strictly ascending
  // The first ones are before the range: they are there to tell which series the range begins with.
  size_t before = 0;
  std::vector<BlockFact> blocks;
  std::vector<ChunkColumn> columns;  // one a series that was asked for
};

// What a chunk is made of.
struct ChunkInput {
  Timestamp first = 0;               // no scrape before this time matters
  Timestamp last = INT64_MAX;        // and nothing after this one
  std::span<const RowRef> rows;      // in the order of their keys
  std::span<StoredPeriod> periods;   // with every segment that may have one of the series
  std::span<const Timestamp> times;  // that the chunk is to have besides
};

// Which times a chunk has: those of scrapes and of the series that were asked for, or every time.
enum class ChunkTimes { kAsked, kAll };

// Columns of the series. Where a sample is there twice, periods go before rows and then the first
// counts. REQUIRES: series ascending
Result<TargetChunk> GatherColumns(const std::string& path, const ChunkInput& input,
                                  std::span<const SeriesId> series, model::TimeRange range,
                                  ChunkTimes choice = ChunkTimes::kAsked);

}  // namespace plumb::store
