// SPDX-License-Identifier: Apache-2.0
// What is written to the store that upkeep_storm looks after: scrapes and backfills of three jobs,
// of now, of hours that are over, of days ago, and older than anything is kept. The value of a
// sample follows from its series and time, so that inputs that overlap never contradict each other.
#pragma once

#include <random>
#include <string>

#include "crash/contents.h"

namespace plumb::crash {

struct UpkeepInput {
  std::string text;  // as plumb-ingest reads it
  Contents samples;
};

class UpkeepInputMaker {
 public:
  UpkeepInputMaker(Timestamp now, uint64_t seed) : now_(now), random_(seed) {}

  // Some scrapes of one job, one after the other.
  UpkeepInput MakeScrapes();
  // Loose samples of a job, of some hours; some of series that are new.
  UpkeepInput MakeBackfill();
  // Before now, or days ago, as for inputs; a time that samples may have.
  Timestamp PickTime();

 private:
  int Below(int end) { return static_cast<int>(random_() % static_cast<uint64_t>(end)); }

  Timestamp now_;
  std::mt19937_64 random_;
  int inputs_ = 0;
};

}  // namespace plumb::crash
