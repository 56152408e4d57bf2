// SPDX-License-Identifier: Apache-2.0
// When series had samples, so that those which lived briefly are not read as columns of the whole
// time that a target was scraped.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/sample.h"
#include "store/segment_table.h"
#include "store/target_rows.h"

namespace plumb::store {

// From the first to the last time at which a series may have samples; from > to: it has none.
using Life = model::TimeRange;
inline constexpr Life kNoLife{INT64_MAX, INT64_MIN};

// A layout of a target's rows, and the times of the first and the last row that has it.
struct LayoutLife {
  std::shared_ptr<const Layout> layout;
  Life life = kNoLife;
};
std::vector<LayoutLife> FindLayoutLives(std::span<const RowRef> rows);

// Widens the lives, one a series, by what rows and periods say.
// REQUIRES: series ascending
void AddLives(std::span<const LayoutLife> layouts, std::span<const SeriesId> series,
              std::span<Life> lives);
void AddLives(std::span<const StoredPeriod> periods, std::span<const SeriesId> series,
              std::span<Life> lives);

// Series that are best read together: their columns, each as long as all of their lives, are not
// much longer than what they lived.
struct LifeGroup {
  Life life = kNoLife;
  std::vector<size_t> members;  // indexes of lives, ascending
};
// All series that have a life, each in one group.
std::vector<LifeGroup> GroupByLife(std::span<const Life> lives);

// One scrape of a target. Settled: it was complete or failed, so that it ends all series which the
// scrape before it had and it lacks.
struct Scrape {
  Timestamp time = 0;
  bool settled = false;
};
// In order of time, each time once.
std::vector<Scrape> FindScrapes(std::span<const RowRef> rows,
                                std::span<const StoredPeriod> periods);

// The scrape that tells last whether series ended that were there until `last`: the first settled
// one behind, or that after which no scrape says so any more (store/ended.h). `last` if there is
// none.
Timestamp LastThatEnds(std::span<const Scrape> scrapes, Timestamp last);

}  // namespace plumb::store
