// SPDX-License-Identifier: Apache-2.0
// Finds windows whose samples have been let go, and puts rollups in their place.
//
// Samples are let go by hours and days, series by series, and some may come late when the others
// are gone. So nothing is concluded from where a column begins: of each window the tier knows how
// many samples there were, and it stands for them where fewer are left.
#pragma once

#include <vector>

#include "model/series_source.h"
#include "store/tier.h"

namespace plumb::store {

// How many samples a series has in the window with this end.
struct WindowCount {
  Timestamp end = 0;
  double count = 0;
  bool operator==(const WindowCount&) const = default;
};

// By the windows of a tier, those that have some, ascending. Stale markers are none.
std::vector<WindowCount> CountSamples(const Tier& tier, const model::SampleColumn& samples);

// The ends of windows of which the tier has counted more samples than there are. REQUIRES: `there`
// by windows of this tier or a finer one
std::vector<Timestamp> FindLacking(const Tier& tier, const model::SampleColumn& counted,
                                   const std::vector<WindowCount>& there);

// What there is when the tier stands for the windows that lack samples.
std::vector<WindowCount> CountWith(const Tier& tier, const model::SampleColumn& counted,
                                   const std::vector<Timestamp>& lacking,
                                   const std::vector<WindowCount>& there);

// `column` with what `rollups` has of the windows that lack samples in the place of its own.
model::SampleColumn Join(const Tier& tier, const model::SampleColumn& column,
                         const model::SampleColumn& rollups, const std::vector<Timestamp>& lacking);

// Only what is in the range.
void Trim(model::SampleColumn& column, model::TimeRange range);

}  // namespace plumb::store
