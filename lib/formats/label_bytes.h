// SPDX-License-Identifier: Apache-2.0
// Labels from pairs as a line has them, without an allocation: two buffers go around.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/labels.h"

namespace plumb::formats {

struct LabelPair {
  std::string_view name;
  std::string_view value;
};

// Sorts `pairs` and makes `labels` of them, leaving out empty values. `buffer` is what `labels`
// held before; keep it for the next call. Gives a name that stands twice, in which case `labels` is
// unchanged, else a view without data.
std::string_view BuildLabels(std::vector<LabelPair>& pairs, std::string& buffer,
                             model::Labels& labels);

}  // namespace plumb::formats
