// SPDX-License-Identifier: Apache-2.0
// The rows of a heatmap: what a histogram counted between two bounds, or the values of a series.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "charts/request.h"
#include "model/series.h"
#include "units/unit.h"

namespace plumb::charts {

struct HeatRow {
  std::string label;  // "" for one that is joined to its neighbour
  model::Series series;
};

struct HeatRows {
  std::vector<HeatRow> rows;  // from the bottom up
  // Counts between bounds: a label is the upper bound, and 0 is nothing. Else labels are names.
  bool counts = false;
  units::Unit unit;  // of the values
  size_t left_out = 0;
};

// Whether the data are the buckets of a classic histogram (each series has a label `le`), or native
// histograms and nothing else.
bool IsHistogram(const Data& data);

// Classic histograms: series are summed by `le` and each bucket loses what the one below it has.
// Native ones: summed, in buckets so wide that there are at most `most` rows. What a counter shows
// (`…_bucket` as it was scraped, histograms that are no gauge) becomes its increase from sample to
// sample. Other data: a series a row, by name unless sorted otherwise.
// Rows that are empty at the top and bottom are left out; where more than `most` are left, as many
// as it takes are joined.
HeatRows MakeHeatRows(const Data& data, const Request& request, size_t most);

}  // namespace plumb::charts
