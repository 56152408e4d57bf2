// SPDX-License-Identifier: Apache-2.0
// The last values of series as rows and columns of bars: one column, or of a table whose columns
// say several things of each row (`kubectl top`) one a metric.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charts/request.h"
#include "charts/selection.h"
#include "charts/value_axis.h"

namespace plumb::charts {

struct BarColumn {
  Data data;  // what `selection` points into
  Selection selection;
  std::string head;  // "" of the only column
  ValueExtent extent;
  // Of each row the place in selection.series, if it has a value here.
  std::vector<std::optional<size_t>> rows;

  [[nodiscard]] const Selected* At(size_t row) const {
    return rows[row] ? &selection.series[*rows[row]] : nullptr;
  }
};

struct BarTable {
  std::vector<BarColumn> columns;  // at least one
  std::vector<std::string> names;  // of the rows, in the order of the first column
  size_t left_out = 0;             // rows
};

// At most `most` rows. Columns of one unit have one extent, so that they can be compared, unless
// nobody knows the unit and one is fifty times as large as the other.
// REQUIRES: data.series not empty, each with a value
BarTable MakeBarTable(const Data& data, const Request& request, size_t most);

// Where the scale of bars ends: zero, and what is largest; of percentages the whole, unless all are
// so small that nothing would be seen.
ValueAxis BarAxis(const ValueExtent& extent, const units::Unit& unit, const Request& request);

}  // namespace plumb::charts
