// SPDX-License-Identifier: Apache-2.0
// Doing the work of a tool again and again: --every, --count, --duration, the same in every tool.
#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.h"
#include "base/duration.h"
#include "base/result.h"
#include "cli/declaration.h"

namespace plumb::cli {

struct RepeatOptions {
  DurationMs every = 0;     // 0: once
  int64_t count = 0;        // 0: without end
  DurationMs duration = 0;  // 0: without end
};

void DeclareRepeat(Declaration& d, RepeatOptions& options);
// Fails with Exit::kUsage where the options make no sense together.
Status CheckRepeat(const RepeatOptions& options);

// Calls `work` at once and then at each tick, a multiple of `every` since the epoch; the first tick
// is at least half of `every` away. A tick that has passed while the work went on is left out.
// `work` is given the tick's time where it is called as good as then (within 2 ms and 1 % of
// `every`, as Prometheus decides it), else the time of the call. Ends after `count` calls, when
// `duration` has passed, at the first error, or when a signal asks to stop: gives the exit status
// for that, or kYes. REQUIRES: CheckRepeat(options).ok()
Result<Exit> Repeat(const RepeatOptions& options, Clock& clock,
                    const std::function<Status(Timestamp)>& work);

}  // namespace plumb::cli
