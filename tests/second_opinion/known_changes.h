// SPDX-License-Identifier: Apache-2.0
// In what Prometheus 2.42 and PromQL as of 3.14 differ on purpose.
#pragma once

#include <string_view>

#include "second_opinion/queries.h"

namespace plumb::tests {

struct Disagreement {
  const promql::Expr& expr;
  const Opinion& theirs;
  const Opinion& ours;
};

struct KnownChange {
  std::string_view what;  // and since when
  bool (*explains)(const Disagreement&);
  // More than so many in a thousand queries would be something else.
  size_t most = 5;
};

// How many a change may explain among so many queries; some more where they are few.
inline size_t MostKnown(const KnownChange& change, size_t queries) {
  constexpr size_t kByChance = 3;
  return kByChance + queries * change.most / 1000;
}

// nullptr if no change explains it.
const KnownChange* FindKnownChange(const Disagreement& disagreement);

// What 2.42 has, at times at which both see the same samples.
PromqlGenerator::Options OldQueryOptions(PromqlGenerator::Options options);

}  // namespace plumb::tests
