// SPDX-License-Identifier: Apache-2.0
// What two lists of series have in common, quick also where one is much longer than the other or
// they hardly meet: a batch of series beside the layouts of a target whose series come and go.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "store/schema.h"

namespace plumb::store {

// The first index from `from` on whose series is not below `id`; `count` if there is none. Takes
// steps that double, so that near ones are found at once. REQUIRES: series_of(i) ascends
template <typename SeriesOf>
size_t FindSeriesFrom(size_t from, size_t count, SeriesOf series_of, SeriesId id) {
  size_t step = 1;
  size_t below = from;  // everything before it is below `id`
  while (below + step <= count && series_of(below + step - 1) < id) {
    below += step;
    step *= 2;
  }
  size_t end = std::min(below + step - 1, count);
  while (below < end) {
    const size_t middle = below + (end - below) / 2;
    if (series_of(middle) < id)
      below = middle + 1;
    else
      end = middle;
  }
  return below;
}

// Calls visit(i, w) wherever series_of(i) == series[w], in order.
// REQUIRES: series_of(i) ascends for i < count and may repeat; `series` ascends strictly
template <typename SeriesOf, typename Visit>
void ForEachCommon(size_t count, SeriesOf series_of, std::span<const SeriesId> series,
                   Visit visit) {
  size_t i = 0;
  size_t wanted = 0;
  const auto wanted_of = [&](size_t w) { return series[w]; };
  while (i < count && wanted < series.size()) {
    const SeriesId id = series_of(i);
    if (series[wanted] < id) {
      wanted = FindSeriesFrom(wanted, series.size(), wanted_of, id);
    } else if (id < series[wanted]) {
      i = FindSeriesFrom(i, count, series_of, series[wanted]);
    } else {
      visit(i, wanted);
      ++i;
    }
  }
}

}  // namespace plumb::store
