// SPDX-License-Identifier: Apache-2.0
// What is in a source: series, label names, label values, or metric families.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "formats/output.h"
#include "model/series_source.h"

namespace plumb::query {

enum class ListingKind { kSeries, kLabelNames, kLabelValues, kMetrics };

struct Wanted {
  ListingKind kind = ListingKind::kSeries;
  std::string label;  // whose values, for kLabelValues
};

// What was asked for of the series that the selection matches, sorted.
Result<formats::Listing> List(const Wanted& wanted, const model::SeriesSource& source,
                              const model::Selection& selection);

// Label sets of the series that match and have a sample in the range, sorted.
Result<std::vector<model::Labels>> ListSeries(const model::SeriesSource& source,
                                              const model::Selection& selection);

// The metric families that the selection's series belong to, with what is known of them, sorted by
// name. A series of a histogram or summary belongs to the family that was declared (x_bucket to x);
// a name without metadata stands for itself.
Result<std::vector<model::Metadata>> ListMetrics(const model::SeriesSource& source,
                                                 const model::Selection& selection);

}  // namespace plumb::query
