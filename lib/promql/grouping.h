// SPDX-License-Identifier: Apache-2.0
// The labels of the groups of `by` and `without`, and which selectors need no others.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/labels.h"
#include "promql/ast.h"
#include "promql/repeated_parts.h"

namespace plumb::promql {

struct Evaluation;

class Grouping {
 public:
  explicit Grouping(const Aggregate& aggregate);
  [[nodiscard]] model::Labels Of(const model::Labels& labels) const;
  // Sorted.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  // Of series without the labels that say what a metric is the groups are the same.
  [[nodiscard]] bool survives_dropped_names() const;

 private:
  bool without_;
  std::vector<std::string> names_;  // sorted
};

// The selector whose series an aggregation groups, if what is between them leaves labels as they
// are or drops names, and the selector's series differ in other labels than their name: then the
// selector may give its series the labels of their groups at once. nullptr if there is none, or
// what is between them is a repeated part, of which others see other labels.
const VectorSelector* FindGroupedSelector(const Aggregate& aggregate,
                                          const RepeatedParts& repeated);
// Those of all aggregations in the expression, and their groupings.
using GroupedSelectors = std::unordered_map<const VectorSelector*, Grouping>;
GroupedSelectors FindGroupedSelectors(const Expr& expr, const RepeatedParts& repeated);

// The grouping that a selector of the expression is seen through; nullptr: its labels are needed.
const Grouping* GroupingFor(const Evaluation& evaluation, const VectorSelector& selector);

// The grouping, and the metric that all series of the selector are of, which groups do not say.
struct GroupedMetric {
  const Grouping* grouping = nullptr;
  std::string_view metric = {};
};
GroupedMetric GroupedMetricOf(const Evaluation& evaluation, const VectorSelector& selector);

// The labels to be asked of the source.
inline std::optional<std::vector<std::string>> LabelsFor(const Grouping* grouping) {
  return grouping == nullptr ? std::nullopt : std::optional(grouping->names());
}

}  // namespace plumb::promql
