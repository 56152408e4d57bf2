// SPDX-License-Identifier: Apache-2.0
// Which times a period's new samples should share, and which series are smaller with times of their
// own.
#pragma once

#include <span>
#include <vector>

#include "store/backfill.h"

namespace plumb::store {

// New samples of a series: strictly ascending in time.
struct NewSamples {
  SeriesId series = 0;
  std::span<const BackfillSample> samples;
};

// The times to be added to those that the period has already (ascending). Samples at other times
// are to be kept with a time each. Which is smaller is an estimate: a time that is shared lies in
// each segment once, and series that lack it need a pattern that says so.
// REQUIRES: no series without samples
std::vector<Timestamp> ChooseSharedTimes(std::span<const Timestamp> there,
                                         std::span<const NewSamples> series);

}  // namespace plumb::store
