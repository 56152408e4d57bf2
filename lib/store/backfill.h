// SPDX-License-Identifier: Apache-2.0
// Loose samples of closed hours, sorted, on their way past rows: what is handed to
// StoreWriter::CommitBackfill.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/batch.h"

namespace plumb::store {

// As small as it can be: millions of them wait.
struct BackfillSample {
  Timestamp time = 0;
  uint64_t bits = 0;  // of the value, or which histogram it is
  SeriesHandle series = 0;
  uint32_t line : 31 = 0;  // of the input, for messages
  uint32_t histogram : 1 = 0;
};
static_assert(sizeof(BackfillSample) == 24);
inline constexpr uint32_t kLineMask = 0x7fffffff;

struct BackfillBatch {
  // The samples of a series: [begin, end) of `samples`.
  struct Series {
    SeriesHandle series = 0;
    uint32_t begin = 0;
    uint32_t end = 0;
  };
  struct Hour {
    TargetName target;
    Timestamp start = 0;
    std::vector<Series> series;  // each once
  };
  // Of a series in an hour: by time, and in the order of their coming where that is the same.
  std::vector<BackfillSample> samples;
  std::vector<std::string> histograms;  // encoding/histogram.h; what `bits` of a histogram counts
  // Those of a target stand together, ascending. An hour may come in several batches.
  std::vector<Hour> hours;

  // Keeps the memory.
  void Clear() {
    samples.clear();
    histograms.clear();
    hours.clear();
  }
};

}  // namespace plumb::store
