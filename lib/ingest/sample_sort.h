// SPDX-License-Identifier: Apache-2.0
// Sorts samples for a backfill: by target, hour, series and time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/backfill.h"

namespace plumb::ingest {

// The beginning of what stands together: the samples of a series in an hour.
struct SampleGroup {
  uint32_t target = 0;
  Timestamp hour = 0;
  store::SeriesHandle series = 0;
  auto operator<=>(const SampleGroup&) const = default;
};
SampleGroup GroupOf(const store::BackfillSample& sample, std::span<const uint32_t> targets);

// Samples of one series at one time stay in their order. `targets`: the number of each series'
// target. `spare` is room to work in. Input that is in some order already, by series or by time,
// takes a few passes over it.
void SortSamples(std::vector<store::BackfillSample>& samples,
                 std::vector<store::BackfillSample>& spare, std::span<const uint32_t> targets);

// The same for samples of one group from two places: those from `second` on came later, and each
// part is in order.
void MergeTimes(std::span<store::BackfillSample> samples, size_t second);

}  // namespace plumb::ingest
