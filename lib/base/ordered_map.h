// SPDX-License-Identifier: Apache-2.0
// Work that several threads do and one consumes in order, so that the result does not show how many
// threads there were.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/thread.h"

namespace plumb {

// Runs work(0), work(1), … work(count - 1), in `threads` threads of which the caller is one, and
// consume(result) in the caller, in order. At most a few results wait. The first error, in order,
// ends it.
template <typename T>
class OrderedMap {
 public:
  using Work = std::function<Result<T>(size_t)>;
  using Consume = std::function<Status(T)>;

  OrderedMap(size_t count, unsigned threads, Work work, Consume consume)
      : count_(count),
        threads_(threads),
        work_(std::move(work)),
        consume_(std::move(consume)),
        results_(count) {}

  Status Run() {
    std::vector<HelperThread> workers;
    for (unsigned i = 1; i < threads_ && i < count_; ++i) {
      HelperThread worker = TryThread([this] { Help(); }, Placement::kApart);
      if (!worker.joinable()) break;
      workers.push_back(std::move(worker));
    }
    Status status = ConsumeAll();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    for (; !workers.empty(); workers.pop_back()) workers.back().join();
    return status;
  }

 private:
  // Results that may be ready before their turn, per thread: bounds memory.
  static constexpr size_t kAhead = 2;

  [[nodiscard]] bool MayTake() const {
    return next_work_ < count_ && next_work_ < next_result_ + kAhead * threads_;
  }

  void Help() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stopped_ || MayTake() || next_work_ == count_; });
      if (stopped_ || !MayTake()) return;
      Take(lock);
    }
  }

  // REQUIRES: MayTake(), and the lock held.
  void Take(std::unique_lock<std::mutex>& lock) {
    const size_t index = next_work_++;
    lock.unlock();
    Result<T> result = work_(index);
    lock.lock();
    results_[index].emplace(std::move(result));
    changed_.notify_all();
  }

  Status ConsumeAll() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (next_result_ < count_) {
      std::optional<Result<T>>& ready = results_[next_result_];
      if (ready) {
        Result<T> result = std::move(*ready);
        ready.reset();
        ++next_result_;
        lock.unlock();
        changed_.notify_all();
        if (!result.ok()) return std::move(result).error();
        PLUMB_TRY(consume_(*std::move(result)));
        lock.lock();
      } else if (MayTake()) {
        Take(lock);
      } else {
        changed_.wait(lock);
      }
    }
    return Ok();
  }

  const size_t count_;
  const unsigned threads_;
  const Work work_;
  const Consume consume_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t next_work_ = 0;
  size_t next_result_ = 0;
  bool stopped_ = false;
  std::vector<std::optional<Result<T>>> results_;
};

}  // namespace plumb
