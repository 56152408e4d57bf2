// SPDX-License-Identifier: Apache-2.0
// Names cut to a width, so that they can still be told apart.
#pragma once

#include <string>
#include <vector>

#include "charts/style.h"

namespace plumb::charts {

// Each name cut to `width` as Style::Fit does; where that makes two of them equal, what the long
// ones have in common at their beginning and end is what goes first: of
// `rate(node_disk_read_bytes_total[3m])` and the same with `written` "…read…" and "…written…" stay.
std::vector<std::string> FitApart(const std::vector<std::string>& names, double size, double width,
                                  const Style& style);

}  // namespace plumb::charts
