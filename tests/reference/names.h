// SPDX-License-Identifier: Apache-2.0
// Names of series in the reference evaluator: dropping them, and what happens when two become one.
#pragma once

#include <set>

#include "value.h"

namespace plumb::reference {

inline model::Labels WithoutName(const model::Labels& labels) {
  return model::LabelsBuilder(labels).Drop(model::kMetricName).Build();
}

inline Status CheckUnique(const Vector& vector) {
  std::set<model::Labels> seen;
  for (const Element& element : vector)
    if (!seen.insert(element.labels).second)
      return Wrong("vector cannot contain metrics with the same labelset");
  return Ok();
}

}  // namespace plumb::reference
