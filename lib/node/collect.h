// SPDX-License-Identifier: Apache-2.0
// One look at the machine: every chosen collector is run once.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "node/collector.h"
#include "node/emitter.h"
#include "node/machine.h"

namespace plumb::node {

// How a collector fared.
struct Outcome {
  std::string_view collector;
  double seconds = 0;
  Status status = Ok();
};

// All that was seen, with node_scrape_collector_success and _duration_seconds.
struct Page {
  std::vector<Family> families;  // by name
  std::vector<Outcome> outcomes;
  double seconds = 0;  // how long the look took
  [[nodiscard]] size_t samples() const;
};

// A collector that fails leaves its success 0 and does not disturb the others.
Page Collect(std::span<const Collector* const> collectors, Machine& machine, Clock& clock);

}  // namespace plumb::node
