// SPDX-License-Identifier: Apache-2.0
// What the writers of the crash tests write. All of it follows from a writer's number, a block's
// number and the seed, so that a checker knows what must be in the store, and what may not be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "model/labels.h"

namespace plumb::crash {

enum class Load {
  kSteady,  // a target of its own, always the same series
  kShared,  // a target that another writer has too, some series in common
  kChurn,   // the same target, and new series all the time: index, layouts, page splits
  kLoose,   // lines without a block, with their own times
};

struct Sample {
  model::Labels labels;
  Timestamp time = 0;
  double value = 0;
};

struct Writer {
  int number = 0;
  Load load = Load::kSteady;
  uint64_t seed = 0;
};

// Number `block` of a writer. Each has its own time and, in every series, a value of its own. One
// series, crash_seq{writer="N"}, has the block's number as its value.
std::vector<Sample> MakeBlock(const Writer& writer, uint32_t block);
Timestamp BlockTime(const Writer& writer, uint32_t block);
// The block as plumb-ingest reads it; `lines` is how many lines that are.
std::string BlockText(const Writer& writer, uint32_t block, uint64_t& lines);

// Before this is nothing.
inline constexpr Timestamp kFirstTime = 1'700'000'000'000;
// The distance of a writer's blocks. Writers keep apart by their number in ms.
inline constexpr Timestamp kBlockStep = 1000;

}  // namespace plumb::crash
