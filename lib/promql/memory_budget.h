// SPDX-License-Identifier: Apache-2.0
// Keeps the results that an evaluation holds within a limit.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

#include "base/result.h"
#include "promql/steps.h"

namespace plumb::promql {

// May be used by several threads.
class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t limit) : limit_(limit) {}
  // An error that names the limit if `bytes` more are too much; 0 is no limit.
  Status Take(uint64_t bytes);
  void Release(uint64_t bytes) { used_ -= bytes; }

 private:
  const uint64_t limit_;
  std::atomic<uint64_t> used_{0};
};

// Bytes taken from a budget, given back at the end of the scope.
class MemoryLease {
 public:
  explicit MemoryLease(MemoryBudget& budget) : budget_(budget) {}
  ~MemoryLease() { budget_.Release(bytes_); }
  MemoryLease(const MemoryLease&) = delete;
  MemoryLease& operator=(const MemoryLease&) = delete;

  Status Take(uint64_t bytes) {
    PLUMB_TRY(budget_.Take(bytes));
    bytes_ += bytes;
    return Ok();
  }
  Status Take(const StepSeries& series) { return Take(BytesOf(series)); }
  // What is on its way and soon handed on, `series` of them along so many steps: only what goes
  // beyond a usual batch counts, so that what is held at the end decides.
  Status TakeInFlight(size_t series, size_t steps) {
    constexpr uint64_t kUsual = uint64_t{16} << 20;
    const uint64_t bytes = uint64_t{series} * steps * sizeof(double);
    return bytes > kUsual ? Take(bytes - kUsual) : Ok();
  }
  // What each evaluation along these steps holds: their times, and one series.
  Status Take(const Steps& steps) {
    constexpr uint64_t kMost = uint64_t{1} << 56;  // so many are too much for any limit
    return Take(std::min<uint64_t>(steps.count, kMost) * (sizeof(Timestamp) + sizeof(double)));
  }
  static uint64_t BytesOf(const StepSeries& series) {
    return sizeof(StepSeries) + series.labels.bytes().size() +
           series.values.size() * sizeof(double) + BytesOf(series.histograms);
  }
  static uint64_t BytesOf(const std::vector<HistogramPtr>& histograms);

 private:
  MemoryBudget& budget_;
  uint64_t bytes_ = 0;
};

}  // namespace plumb::promql
