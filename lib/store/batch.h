// SPDX-License-Identifier: Apache-2.0
// What is handed to a StoreWriter: samples that were parsed, grouped by the target they came from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/metadata.h"
#include "store/hint_table.h"
#include "store/row.h"
#include "store/target_table.h"

namespace plumb::store {

// A label set that a StoreWriter has seen; valid for that writer only.
using SeriesHandle = uint32_t;
inline constexpr uint32_t kNoHistogram = UINT32_MAX;

struct PendingSample {
  SeriesHandle series = 0;
  uint32_t line = 0;  // of the input, for messages
  Timestamp time = 0;
  uint64_t bits = 0;                  // of the value; ignored if there is a histogram
  uint32_t histogram = kNoHistogram;  // index into Batch::histograms
};

// Samples of one target: one scrape of it, or loose ones.
struct Block {
  TargetName target;
  // A scrape has a time. Samples at that time are its columns; those at other times came with their
  // own and are kept as loose samples, which nothing ends.
  bool scrape = false;
  Timestamp time = 0;
  bool complete = false;  // all lines that were announced came
  bool failed = false;    // the target could not be read: its series end
  std::vector<PendingSample> samples;
};

// The lines of a page that was read whole, to be kept as the hint of its target (hint_table.h).
struct PendingHint {
  struct Line {
    HintKind kind = HintKind::kComment;
    std::string text;
    SeriesHandle series = 0;  // of a sample
  };
  TargetName target;
  HintForm form = 0;
  std::vector<Line> lines;
};

struct Batch {
  std::vector<Block> blocks;
  std::vector<PendingHint> hints;
  std::vector<std::string> histograms;  // encoding/histogram.h
  std::vector<model::Metadata> families;
  [[nodiscard]] bool empty() const { return blocks.empty() && families.empty(); }
  // The number of a histogram for PendingSample::histogram.
  // REQUIRES: as many buckets as the spans say
  uint32_t AddHistogram(const model::Histogram& histogram);
  static std::string EncodeHistogram(const model::Histogram& histogram);
};

// What became of the samples of a batch.
struct CommitReport {
  uint64_t stored = 0;
  uint64_t same = 0;      // were there already, with the same value
  uint64_t kept = 0;      // were there with another value, which was kept
  uint64_t replaced = 0;  // were there with another value, which was overwritten
  uint64_t new_series = 0;
  uint64_t hint_bytes = 0;           // of page hints that were written
  std::vector<uint32_t> kept_lines;  // the first few, ascending
  static constexpr size_t kMaxKeptLines = 5;

  void AddKept(uint32_t line) {
    ++kept;
    NoteLine(line);
  }
  void Add(const CommitReport& other);

 private:
  // Samples are judged in the order of their times, not in that of the input.
  void NoteLine(uint32_t line);
};

}  // namespace plumb::store
