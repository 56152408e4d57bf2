// SPDX-License-Identifier: Apache-2.0
// Asking again until it is as expected or the time is over.
#pragma once

#include <functional>

#include "base/clock.h"
#include "base/duration.h"
#include "base/result.h"

namespace plumb::check {

struct Patience {
  DurationMs wait = 0;  // 0: ask once
  DurationMs every = kSecond;
};

struct Waited {
  size_t attempts = 0;
  DurationMs time = 0;
};

// Calls `attempt`, which gives the exit status of its answer, until that is kYes, or kUsage, which
// no waiting changes. A source that cannot be asked yet counts as "not yet". The last attempt is at
// the end of the time. REQUIRES: every > 0
Waited Await(const Patience& patience, Clock& clock, const std::function<Exit()>& attempt);

}  // namespace plumb::check
