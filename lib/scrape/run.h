// SPDX-License-Identifier: Apache-2.0
// Scrapes many targets, once or again and again, so that no one waits for another.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/clock.h"
#include "base/duration.h"
#include "base/result.h"
#include "model/sample_sink.h"
#include "scrape/block.h"
#include "scrape/fetcher.h"
#include "scrape/target.h"

namespace plumb::scrape {

struct RunOptions {
  DurationMs every = 0;     // 0: once
  int64_t count = 0;        // scrapes of each target; 0: without end
  DurationMs duration = 0;  // no scrape begins later than this; 0: without end
  // How long a block may wait for others, so that they are handed on together.
  DurationMs gather = 0;
  MetadataLines metadata = MetadataLines::kAll;
};

// The world around a run. All are called from Run.
struct RunHooks {
  // Blocks are whole in `sink` between calls: writes them out, or commits them.
  std::function<Status()> hand_on;
  // Whether to end: what is in flight is still waited for, at most its timeout.
  std::function<bool()> stop;
  // A scrape went so; its block is in the sink.
  std::function<void(const Target&, const Outcome&)> on_outcome;
  // So many ticks of the target passed while it was busy, or we were.
  std::function<void(const Target&, uint64_t)> on_missed;
};

// Scrapes all targets at once and then each at its own ticks. The first round has one time; later
// ones that of their tick (schedule.h). Ends after `count` scrapes of each, after `duration`, when
// asked to stop, or with an error of the sink, of hand_on or of the fetcher. All hooks are set.
Status Run(const std::vector<Target>& targets, const RunOptions& options, const RunHooks& hooks,
           Fetcher& fetcher, model::SampleSink& sink, Clock& clock);

}  // namespace plumb::scrape
