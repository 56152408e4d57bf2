// SPDX-License-Identifier: Apache-2.0
// Samples that wait in memory and in a temporary file, run after run, and come back as one sorted
// sequence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/run_cursor.h"
#include "store/backfill.h"
#include "system/temporary_file.h"

namespace plumb::ingest {

class SortedRuns {
 public:
  // The file is made in `folder`, when something is spilled.
  explicit SortedRuns(std::string folder) : folder_(std::move(folder)) {}

  // Adds a run, whose samples came after those of the runs before. All errors are Exit::kStore.
  // REQUIRES: sorted with these targets
  Status Spill(const SampleRun& run, std::span<const uint32_t> targets);
  // Begins to give everything back; the last run stays in memory. REQUIRES: sorted with these
  // targets, which are valid until the last batch
  Status Begin(SampleRun last, std::span<const uint32_t> targets);
  // Adds whole groups to the batch, until it is large enough for a transaction: none if nothing is
  // left. `names` are those of the targets. REQUIRES: Begin
  Status NextBatch(const std::vector<store::TargetName>& names, store::BackfillBatch& batch);

  // What all cursors together read ahead.
  static constexpr size_t kReadAhead = 16u << 20;
  // What a transaction is to write at most. A sample is counted as large as the worst column makes
  // it, a series as what the index has of a new one.
  static constexpr size_t kBatchBytes = 32u << 20;
  static constexpr size_t kBytesPerSample = 24;
  static constexpr size_t kBytesPerSeries = 256;

 private:
  Status Write(const SampleRun& run, std::span<const uint32_t> targets);
  Status WriteGroups(MergedCursors& from);

  std::string folder_;
  std::optional<system::TemporaryFile> file_;
  std::vector<SpilledRun> spilled_;
  SampleRun kept_;
  MergedCursors cursors_;
};

}  // namespace plumb::ingest
