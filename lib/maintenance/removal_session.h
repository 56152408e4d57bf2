// SPDX-License-Identifier: Apache-2.0
// Takes samples away in as many short transactions as it takes: others that write get their turn
// between them, and who is killed leaves a store that is whole.
#pragma once

#include <optional>
#include <unordered_set>

#include "base/clock.h"
#include "store/environment.h"
#include "store/sample_remover.h"

namespace plumb::maintenance {

class RemovalSession {
 public:
  // `patience`: how long to wait for others that write, each time. REQUIRES: opened for writing; no
  // other transaction in this thread that writes
  RemovalSession(store::Environment& environment, Clock& clock, DurationMs patience)
      : environment_(environment), clock_(clock), patience_(patience) {}

  // A transaction and what removes inside it, until the next Rest or Commit; nullptr if others
  // write for longer than the patience.
  struct Step {
    const store::Transaction& txn;
    store::SampleRemover& remover;
  };
  Result<std::optional<Step>> Begin();
  // Commits if the transaction is long enough by now.
  Status Rest();
  Status Commit();

  // Of what was committed.
  [[nodiscard]] const store::RemovalCounts& counts() const { return counts_; }
  // How many series lost samples by that.
  [[nodiscard]] size_t series() const { return series_.size(); }

 private:
  store::Environment& environment_;
  Clock& clock_;
  DurationMs patience_;
  std::optional<store::Environment::Write> write_;
  std::optional<store::SampleRemover> remover_;
  int64_t began_ = 0;
  store::RemovalCounts counts_;
  std::unordered_set<store::SeriesId> series_;
};

}  // namespace plumb::maintenance
