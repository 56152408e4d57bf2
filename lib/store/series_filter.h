// SPDX-License-Identifier: Apache-2.0
// A matcher that is asked of series one by one, by the symbols in their records: texts are looked
// up, and expressions matched, once a value.
#pragma once

#include <unordered_map>

#include "model/matcher.h"
#include "store/snapshot.h"

namespace plumb::store {

class SeriesFilter {
 public:
  static Result<SeriesFilter> Make(Snapshot& snapshot, const model::Matcher& matcher);
  Result<bool> Accepts(Snapshot& snapshot, const SeriesView& record);

 private:
  explicit SeriesFilter(const model::Matcher& matcher) : matcher_(&matcher) {}
  Result<bool> Judge(Snapshot& snapshot, SymbolId value);

  const model::Matcher* matcher_;
  SymbolId name_ = 0;    // 0: no series has the label
  SymbolId symbol_ = 0;  // of the text that = and != ask for; 0: no series has it
  bool empty_matches_ = false;
  SymbolId last_ = 0;  // the value that was judged last, as neighbours often have the same
  bool last_verdict_ = false;
  std::unordered_map<SymbolId, bool> verdicts_;
};

// Whether a matcher accepts every text but the empty one.
bool MatchesAllButEmpty(const model::Matcher& matcher);

}  // namespace plumb::store
