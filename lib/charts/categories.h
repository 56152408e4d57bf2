// SPDX-License-Identifier: Apache-2.0
// The series of one instant as names with one bar each, or as names and groups where two labels
// tell them apart: `mode` for each `cpu`, a column for each row.
#pragma once

#include <string>
#include <vector>

#include "charts/request.h"
#include "charts/selection.h"

namespace plumb::charts {

struct Category {
  std::string name;
  std::vector<double> values;  // one a group; NaN where there is none
};

struct Categories {
  std::vector<Category> categories;  // the largest first, unless told otherwise
  std::vector<std::string> groups;   // at least one; named where they are more
  size_t left_out = 0;
};

// Groups are of the label with fewer values, of metrics before others; only where most pairs of
// values have a series, and groups have colours. What is stacked and has no groups is one category
// called `whole`, each series a group.
Categories FindCategories(const Selection& selection, const Data& data, const Request& request,
                          const std::string& whole);

}  // namespace plumb::charts
