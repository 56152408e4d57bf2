// SPDX-License-Identifier: Apache-2.0
// The labels of the groups of `by` and `without`, and which selectors need no others.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

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
// selector may give its series the labels of their groups at once. nullptr if there is none.
const VectorSelector* FindGroupedSelector(const Aggregate& aggregate, const Grouping& grouping);

// The grouping that a selector of the expression is seen through; nullptr: its labels are needed.
inline const Grouping* GroupingFor(const Evaluation& evaluation, const VectorSelector& selector) {
  const auto found = evaluation.grouped.find(&selector);
  return found == evaluation.grouped.end() ? nullptr : found->second;
}

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
