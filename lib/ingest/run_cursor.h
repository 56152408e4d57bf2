// SPDX-License-Identifier: Apache-2.0
// Samples that wait for a backfill, read from the places where they do, group by group.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/sample_log.h"
#include "system/temporary_file.h"

namespace plumb::ingest {

// Samples in memory, and the histograms that they refer to.
struct SampleRun {
  LoggedSamples logged;
  std::vector<store::BackfillSample> loose;  // that came behind the logged ones of their series
  std::string histograms;  // each behind its size; `bits` of a sample is where it begins

  // Puts the bytes where the sample will find them.
  void KeepHistogram(store::BackfillSample& sample, std::string_view bytes);
};

// Reads groups in their order, from the first to the last.
class RunCursor {
 public:
  virtual ~RunCursor() = default;
  // The group that comes next; nullopt behind the last.
  [[nodiscard]] const std::optional<SampleGroup>& next() const { return next_; }
  // Adds its samples behind the others, in the order of time, and moves on.
  virtual Status Take(std::vector<store::BackfillSample>& samples) = 0;
  // What `bits` of a sample said.
  virtual Status ReadHistogram(uint64_t at, std::string& bytes) const = 0;

 protected:
  std::optional<SampleGroup> next_;
};

// The cursors of a run, in the order of coming. REQUIRES: sorted with these targets, and outlives
// them, as `targets` does
std::vector<std::unique_ptr<RunCursor>> CursorsOf(const SampleRun& run,
                                                  std::span<const uint32_t> targets);

// Where a run is in a file.
struct SpilledRun {
  uint64_t begin = 0;  // of its groups
  uint64_t end = 0;
  uint64_t histograms = 0;  // where these begin
};

// How a group lies in a file: this, and behind it the bytes of SampleCode.
struct SpilledGroup {
  SampleGroup is;
  uint32_t count = 0;
  uint32_t bytes = 0;
};

// Reads about `read_ahead` bytes at once. REQUIRES: the file outlives it
Result<std::unique_ptr<RunCursor>> CursorOf(const system::TemporaryFile& file,
                                            const SpilledRun& run, size_t read_ahead);

// Several cursors as one: a group that several have is made of all, first of the first.
class MergedCursors {
 public:
  void Add(std::unique_ptr<RunCursor> cursor);
  // Where there is a group more.
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] const SampleGroup& next() const { return heap_.front().first; }
  // Adds the samples of next() behind the others, in the order of time, and moves on. Where
  // `histograms` are given their bytes are added to them, and found there by `bits`.
  Status Take(std::vector<store::BackfillSample>& samples, std::vector<std::string>* histograms);

 private:
  void Push(size_t cursor);
  std::vector<std::unique_ptr<RunCursor>> cursors_;
  std::vector<std::pair<SampleGroup, size_t>> heap_;  // cursors by what they come to next
};

}  // namespace plumb::ingest
