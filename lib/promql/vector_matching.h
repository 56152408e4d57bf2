// SPDX-License-Identifier: Apache-2.0
// How the elements of two vectors find each other: `on`, `ignoring`, `group_left`, `group_right`,
// fill.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

// Arithmetic and comparisons between two vectors. Holds the "one" side and the result.
Status StreamMatched(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                     const SeriesSink& sink);

// The labels that two elements must have in common to match.
class MatchKey {
 public:
  explicit MatchKey(const VectorMatching& matching);
  [[nodiscard]] model::Labels Of(const model::Labels& labels) const;

 private:
  bool on_;
  std::vector<std::string> names_;  // sorted; with __name__ where they are to be ignored
};

}  // namespace plumb::promql
