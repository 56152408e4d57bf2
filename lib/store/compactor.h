// SPDX-License-Identifier: Apache-2.0
// Turns rows of closed hours and days into segments, as far as a budget allows.
#pragma once

#include <cstdint>
#include <span>

#include "base/clock.h"
#include "base/progress.h"
#include "store/due_period.h"
#include "store/environment.h"

namespace plumb::store {

// An hour with rows at fewer times than this is not worth its segments: it waits until its day is
// over and becomes part of the day's. (The times, directories and constant columns of an hour cost
// as much for 2 rows as for 200.)
inline constexpr size_t kFewTimes = 16;
// How long after its end a period stays open, at least; twice the target's interval, if that is
// longer.
inline constexpr DurationMs kGrace = kMinute;

struct CompactionBudget {
  DurationMs time = 50;                 // nothing new is begun after that
  uint64_t bytes = uint64_t{32} << 20;  // nor after so many were written
  DurationMs patience = 100;            // with others that write: the work waits, not they
  LateRows late = LateRows::kEnough;
  Progress progress = {};  // targets that were looked at
};

struct CompactionReport {
  uint64_t periods = 0;
  uint64_t rows = 0;
  uint64_t samples = 0;  // in the segments that were written
  uint64_t segments = 0;
  uint64_t bytes = 0;  // of them
  bool done = true;    // nothing that is due is left
};

// Compacts what is due of these targets, of all if none are named: several hours or days in a
// transaction, at least one, whatever the budget. Readers see their rows or their segments. The
// work is done before the transaction: others that write wait for what it writes only, a few
// megabytes. What cannot be read stays as it is, and is the error at the end. Where nothing is due
// this takes a look at each target's first row and no lock. REQUIRES: opened for writing; no other
// transaction in this thread
Result<CompactionReport> CompactDue(Environment& environment, Clock& clock,
                                    const CompactionBudget& budget,
                                    std::span<const TargetId> targets = {});

}  // namespace plumb::store
