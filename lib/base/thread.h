// SPDX-License-Identifier: Apache-2.0
// Threads that may be refused, since a container may allow few, and that do not wait for the one
// that made them.
#pragma once

#include <pthread.h>
#include <sched.h>

#include <functional>
#include <optional>
#include <utility>

namespace plumb {

// Where a helper runs. It begins on another processor than its maker's if there is one for it:
// kernels without scheduling domains, as in small virtual machines, start a thread where its maker
// runs, whose turn ends milliseconds later, when most queries are over. Such kernels also move a
// thread that waited to where it was woken, and leave both there.
enum class Placement {
  kAnywhere,  // on all processors of its maker, then
  kApart,     // until it is joined neither goes to where the other was: for milliseconds of work
};

// A thread that helps the one that made it, or none. It must be joined before it goes, by its
// maker; of several that are apart the last first.
class HelperThread {
 public:
  HelperThread() = default;
  HelperThread(HelperThread&& other) noexcept
      : id_(std::exchange(other.id_, std::nullopt)), makers_(other.makers_) {}
  HelperThread& operator=(HelperThread&& other) noexcept;
  ~HelperThread();

  [[nodiscard]] bool joinable() const { return id_.has_value(); }
  // Waits for the end of the work. REQUIRES: joinable().
  void join();

 private:
  friend HelperThread TryThread(std::function<void()> work, Placement placement);

  std::optional<pthread_t> id_;
  std::optional<cpu_set_t> makers_;  // the maker's processors, where it has fewer until then
};

// A thread that does the work; none where the system gives no more: then the caller does it.
HelperThread TryThread(std::function<void()> work, Placement placement = Placement::kAnywhere);

}  // namespace plumb
