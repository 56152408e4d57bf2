// SPDX-License-Identifier: Apache-2.0
// What a sample must be to be stored, and what an ingest adds to each.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/histogram.h"
#include "model/labels.h"
#include "model/sample.h"

namespace plumb::ingest {

// What the user asked to be changed.
struct LabelRules {
  std::string name;  // for samples without one; "": they are rejected
  std::vector<std::pair<std::string, std::string>>
      labels;  // set on every sample; an empty value drops
  [[nodiscard]] bool empty() const { return name.empty() && labels.empty(); }
};
// `labels` are as written: NAME=VALUE. The error of one that is not has Exit::kUsage.
Result<LabelRules> ParseRules(std::string name, const std::vector<std::string>& labels);
model::Labels ApplyRules(const LabelRules& rules, const model::Labels& labels);

// "" if a sample may be stored, else why not.
std::string_view CheckLabels(const model::Labels& labels);
std::string_view CheckTime(Timestamp time);
std::string_view CheckHistogram(const model::Histogram& histogram);

}  // namespace plumb::ingest
