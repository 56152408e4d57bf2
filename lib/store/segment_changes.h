// SPDX-License-Identifier: Apache-2.0
// New values of samples that lie in segments, gathered over a transaction, so that an hour is
// written again once and not for each of them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <tuple>

#include "store/sample_change.h"
#include "store/stored_samples.h"

namespace plumb::store {

class SegmentChanges {
 public:
  // The sample of a series at a time, which lies at `place`, with what was changed.
  [[nodiscard]] const StoredSamples::Place& Latest(const StoredSamples::Place& place,
                                                   SeriesId series, Timestamp time) const;
  // REQUIRES: sample.period is that of the place of the old value
  void Add(SeriesId series, Timestamp time, StoredSamples::Place sample);
  // Writes the periods again that something is changed in; false if there are none.
  Result<bool> Write(Transaction& txn, const Tables& tables, LayoutTable& layouts);
  void Clear() { changes_.clear(); }

 private:
  // By the period's key, the series and the time.
  using Key = std::tuple<std::string, SeriesId, Timestamp>;
  std::map<Key, StoredSamples::Place> changes_;
};

}  // namespace plumb::store
