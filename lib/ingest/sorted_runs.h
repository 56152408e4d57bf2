// SPDX-License-Identifier: Apache-2.0
// Sorted samples that wait in a temporary file, run after run, and come back as one sorted
// sequence.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/sample_sort.h"
#include "store/backfill.h"
#include "system/temporary_file.h"

namespace plumb::ingest {

// Samples in memory, and the histograms that they refer to.
struct SampleRun {
  std::vector<store::BackfillSample> samples;
  std::string histograms;  // each behind its size; `bits` of a sample is where it begins

  void AddHistogram(store::BackfillSample sample, std::string_view bytes);
  [[nodiscard]] size_t bytes() const {
    return samples.size() * sizeof(store::BackfillSample) + histograms.size();
  }
};

class RunCursor;

class SortedRuns {
 public:
  // The file is made in `folder`, when something is spilled.
  explicit SortedRuns(std::string folder);
  ~SortedRuns();
  SortedRuns(SortedRuns&& other) noexcept;
  SortedRuns& operator=(SortedRuns&& other) noexcept;

  // Adds a run, whose samples came after those of the runs before. All errors are Exit::kStore.
  // REQUIRES: SortSamples did it
  Status Spill(const SampleRun& run);
  // The last run stays in memory.
  void Keep(SampleRun run) { kept_ = std::move(run); }
  [[nodiscard]] bool empty() const { return spilled_.empty() && kept_.samples.empty(); }

  // Begins to give everything back. REQUIRES: `targets` as they were for SortSamples, and valid
  // until the last batch
  Status Begin(std::span<const uint32_t> targets);
  // Adds whole groups to the batch, until it is large enough for a transaction; false if nothing is
  // left. `names` are those of the targets. REQUIRES: Begin
  Result<bool> NextBatch(const std::vector<store::TargetName>& names, store::BackfillBatch& batch);

  // What all cursors together read ahead.
  static constexpr size_t kReadAhead = 16u << 20;
  // What a transaction is to write at most. A sample is counted as large as the worst column makes
  // it, a series as what the index has of a new one.
  static constexpr size_t kBatchBytes = 32u << 20;
  static constexpr size_t kBytesPerSample = 24;
  static constexpr size_t kBytesPerSeries = 256;

 private:
  struct Spilled {
    uint64_t samples = 0;  // where they begin in the file
    uint64_t count = 0;
    uint64_t histograms = 0;  // where these begin
  };
  Status Write(const SampleRun& run);
  Status TakeGroup(const SampleGroup& group, store::BackfillBatch& batch);
  void Push(size_t cursor);

  std::string folder_;
  std::optional<system::TemporaryFile> file_;
  std::vector<Spilled> spilled_;
  SampleRun kept_;
  std::span<const uint32_t> targets_;
  std::vector<std::unique_ptr<RunCursor>> cursors_;   // in the order of their runs
  std::vector<std::pair<SampleGroup, size_t>> heap_;  // cursors by what they come to next
};

}  // namespace plumb::ingest
