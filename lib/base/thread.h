// SPDX-License-Identifier: Apache-2.0
// Threads that may be refused, since a container may allow few, and that do not wait for the one
// that made them.
#pragma once

#include <system_error>
#include <thread>
#include <utility>

namespace plumb {

// The processor that runs the calling thread; negative where the system does not say.
int CurrentProcessor();
// Goes on on another processor if this one runs the caller, and there is another one for it. Some
// systems start a thread where its maker runs, and take it away only milliseconds later: longer
// than most queries take. Later it may be moved anywhere.
void LeaveProcessor(int processor);

// A thread that does the work; one that is not joinable where the system gives no more. Then the
// caller does it.
template <typename Work>
std::thread TryThread(Work&& work) {
  try {
    return std::thread([work = std::forward<Work>(work), maker = CurrentProcessor()]() mutable {
      LeaveProcessor(maker);
      work();
    });
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace plumb
