// SPDX-License-Identifier: Apache-2.0
// Series drawn as a scene: the entry to this folder, and the table of chart types.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "charts/request.h"
#include "scene/scene.h"

namespace plumb::charts {

// One kind of chart. Adding one is one file in types/ that ends in its row.
struct ChartType {
  std::string_view name;
  std::string_view help;
  // REQUIRES: data.series not empty, each with at least one value
  Result<scene::Scene> (*draw)(const Data& data, const Request& request) = nullptr;
  bool two_axes = false;  // whether series may have an axis of values on the right
  bool stacks = false;    // whether it does what Request::stack says; others are refused with it
  bool compares = false;  // the same for Request::compare
  bool fills_between = false;      // and for Request::between
  bool native_histograms = false;  // whether it draws them; for others they are no values
};

std::span<const ChartType* const> ChartTypes();
// nullptr if there is none of this name.
const ChartType* FindChartType(std::string_view name);

// kUsage if this is neither `auto` nor the name of a type, with the nearest right one.
Status CheckType(std::string_view name);
// kUsage if the ends of the value axis contradict each other or the scale; Draw checks it too.
Status CheckRange(const Request& request);

// Draws the data as request.type says; `auto` draws many instants as lines, or as a heatmap where
// they are a histogram, or as a table where they are many columns of different sizes without times,
// and one instant as bars.
// Series without a value (empty, only stale markers) are left out. Errors: kNoData if nothing is
// left, kUsage for an unknown type, bounds that contradict each other, or native histograms alone
// where numbers are needed.
Result<scene::Scene> Draw(Data data, const Request& request);

}  // namespace plumb::charts
