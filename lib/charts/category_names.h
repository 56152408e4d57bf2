// SPDX-License-Identifier: Apache-2.0
// The names under upright bars: whole, in two lines, every second one a row lower, or cut.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "charts/categories.h"
#include "charts/style.h"

namespace plumb::charts {

// Lines of each name, from the upper one down; "" for one that is left free.
using NameLines = std::vector<std::vector<std::string>>;

struct NameRoom {
  double slot = 0;   // from the middle of a category to that of the next
  double air = 0;    // least between two names
  double right = 0;  // where the picture ends
  // Where a name begins that stands under its category.
  std::function<double(size_t category, const std::string& name)> left;
  bool whatever = false;  // cut names as much as is needed
};

// nullopt if names would be cut so much that nobody could tell them apart.
std::optional<NameLines> PlaceNames(const Categories& found, const NameRoom& room,
                                    const Style& style);

}  // namespace plumb::charts
