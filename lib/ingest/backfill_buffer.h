// SPDX-License-Identifier: Apache-2.0
// Holds loose samples of closed hours until all have come: in memory, a few bytes each, and beyond
// that in a temporary file. What comes in the order of time is never sorted. A second thread writes
// to the file while samples come, and reads ahead when they are taken.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/thread.h"
#include "ingest/sorted_runs.h"

namespace plumb::ingest {

class BackfillBuffer {
 public:
  // What a run takes in memory. Up to two are there: one that grows, and one that is written.
  static constexpr size_t kRunBytes = 64u << 20;

  // Temporary files are made in `folder`.
  explicit BackfillBuffer(std::string folder, size_t run_bytes = kRunBytes);
  ~BackfillBuffer();
  BackfillBuffer(const BackfillBuffer&) = delete;
  BackfillBuffer& operator=(const BackfillBuffer&) = delete;

  // All samples of a series are of the same target. An error is that of an earlier spill.
  Status Add(const store::BackfillSample& sample, uint32_t target) {
    NoteTarget(sample.series, target);
    if (!log_.Add(sample)) AddLoose(sample);
    ++size_;
    return bytes() >= run_bytes_ ? Spill() : Ok();
  }
  Status AddHistogram(store::BackfillSample sample, uint32_t target, std::string_view bytes) {
    growing_.KeepHistogram(sample, bytes);
    return Add(sample, target);
  }
  // How many samples have come and were not given yet.
  [[nodiscard]] uint64_t size() const { return size_; }

  // Puts the next samples in order, as many as a transaction should have, in the place of what is
  // in `batch`; false if all were given: then the buffer may be used anew. Between the first batch
  // and that nothing may be added, and `names` stay: the second thread makes the batch behind
  // ready.
  Result<bool> NextBatch(const std::vector<store::TargetName>& names, store::BackfillBatch& batch);

 private:
  void NoteTarget(store::SeriesHandle series, uint32_t target) {
    if (series >= targets_.size()) targets_.resize(series + 1 + series / 2);
    targets_[series] = target;
  }
  // What sorting takes is counted too.
  [[nodiscard]] size_t bytes() const {
    return log_.bytes() + growing_.loose.size() * 2 * sizeof(store::BackfillSample) +
           growing_.histograms.size();
  }
  void AddLoose(const store::BackfillSample& sample);
  Status Spill();
  void Start(const std::function<void()>& work);
  Status WaitForThread();
  void ReadAhead(const std::vector<store::TargetName>& names);
  Status BeginReading();

  std::string folder_;
  size_t run_bytes_;
  uint64_t size_ = 0;
  SampleLog log_;
  SampleRun growing_;              // but for what is in log_
  std::vector<uint32_t> targets_;  // by series

  // Of the second thread, while it runs.
  HelperThread thread_;
  SampleRun sorting_;
  std::vector<uint32_t> sorting_targets_;
  std::optional<SortedRuns> runs_;
  Status done_ = Ok();  // how it ended
  store::BackfillBatch ahead_;

  bool reading_ = false;
};

}  // namespace plumb::ingest
