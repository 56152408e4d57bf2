// SPDX-License-Identifier: Apache-2.0
// Expectations asked of a source, and what comes of it: a verdict each. It fails for every element
// of the left side that the comparison drops; over a range, at any step.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "check/expectation.h"
#include "promql/engine.h"
#include "report/verdict.h"
#include "sources/source.h"

namespace plumb::check {

// What no data leads to.
enum class OnEmpty {
  kFail,    // exit 3
  kBreach,  // exit 1, as if it were breached
  kWarn,    // said, exit 0
  kOk,
};

struct Question {
  // An instant (start == end, step 0) or a range.
  Timestamp start = 0;
  Timestamp end = 0;
  DurationMs step = 0;
  promql::EngineOptions engine;
  OnEmpty on_empty = OnEmpty::kFail;
};

// How far an instant's breach is followed back, and how finely: enough to tell a blip from an
// outage, and one more query of 61 steps where something fails.
inline constexpr DurationMs kFollowedBack = kHour;
inline constexpr DurationMs kFollowedStep = kMinute;

// The clock is only for how long it took.
report::Verdict Judge(const Expectation& expectation, const sources::OpenSource& source,
                      const Question& question, Clock& clock);

// The verdict where the source cannot be asked at all: no data (Exit::kNoData) or an error.
report::Verdict Unasked(const Expectation& expectation, const Error& error, OnEmpty on_empty);

}  // namespace plumb::check
