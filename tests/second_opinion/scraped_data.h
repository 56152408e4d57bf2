// SPDX-License-Identifier: Apache-2.0
// Generated samples of three targets and of some loose series, as scrapes and as what is true of
// them afterwards: with the stale markers that follow from the scrapes.
#pragma once

#include <vector>

#include "base/duration.h"
#include "generated_input.h"
#include "model/memory_source.h"

namespace plumb::tests {

// A full hour in the middle of the data.
inline constexpr Timestamp kFullHour = 498'611 * kHour;
inline constexpr DurationMs kHalf = 40 * kMinute;
inline constexpr Timestamp kDataBegin = kFullHour - kHalf;
inline constexpr Timestamp kDataEnd = kFullHour + kHalf;

struct ScrapedData {
  std::vector<GivenBlock> blocks;  // in order of time
  std::vector<Given> samples;      // stale markers included
};

// What goes into a ScrapedData.
enum class Content {
  kEverything,
  // What Prometheus can load from OpenMetrics text: floats every 15 s, no stale markers, and no
  // samples where windows of whole seconds begin.
  kRegular,
};

// The same seed gives the same samples.
ScrapedData MakeScrapedData(uint64_t seed, Content content);

// The samples in memory.
std::unique_ptr<model::MemorySource> InMemory(const ScrapedData& data);

}  // namespace plumb::tests
