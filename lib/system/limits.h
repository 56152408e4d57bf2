// SPDX-License-Identifier: Apache-2.0
// Limits of the whole process, for tools that only read: where one is met the process says so and
// ends at once, wherever it is. Finer limits, that leave the process alive, stand before these.
#pragma once

#include <cstdint>
#include <string>

#include "base/duration.h"

namespace plumb::system {

// What is said when a limit is met, a line without its end, and the exit status.
struct LastWords {
  std::string text;
  int status = 4;
};

// The process ends when so much time has passed from now on. REQUIRES: time > 0; called once
void LimitTime(DurationMs time, LastWords words);

// The process ends when it would allocate more than `bytes` beyond what it has now. REQUIRES:
// called once. Does nothing under sanitizers, whose shadow memory counts too.
void LimitMemory(uint64_t bytes, LastWords words);

}  // namespace plumb::system
