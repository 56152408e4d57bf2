// SPDX-License-Identifier: Apache-2.0
// Threads that may be refused: a container may allow few.
#pragma once

#include <system_error>
#include <thread>
#include <utility>

namespace plumb {

// A thread that does the work; one that is not joinable where the system gives no more. Then the
// caller does it.
template <typename Work>
std::thread TryThread(Work&& work) {
  try {
    return std::thread(std::forward<Work>(work));
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace plumb
