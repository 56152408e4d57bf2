// SPDX-License-Identifier: Apache-2.0
// Events in a chart over time: vertical lines with a word beside them.
#pragma once

#include <string_view>
#include <vector>

#include "charts/request.h"
#include "charts/time_plot.h"
#include "scene/scene.h"

namespace plumb::charts {

// Samples of this metric are events, not values: a mark at each sample that is not 0.
inline constexpr std::string_view kMarkMetric = "plumb_mark";

// Turns series of kMarkMetric into marks and puts all marks in order. The word of a mark is its
// label `text`, else what its other labels say.
void TakeMarks(Data& data);

// Lines, and words in rows from the top of the plot down where they do not meet each other; a word
// that has no room is left out, its line is not. Marks outside of the plot are not drawn.
void DrawMarks(const std::vector<Mark>& marks, const Plot& plot, std::vector<scene::Shape>& shapes);

}  // namespace plumb::charts
