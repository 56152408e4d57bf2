// SPDX-License-Identifier: Apache-2.0
// What a target has, as far as it takes to tell which series are in it: the layouts of its rows and
// the directories of its segments.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/snapshot.h"

namespace plumb::maintenance {

// Valid as long as the transaction it was taken in, which must not write meanwhile.
class TargetInventory {
 public:
  static Result<TargetInventory> Take(const store::StoreState& state, store::TargetId target);

  [[nodiscard]] bool empty() const { return layouts_.empty() && segments_.empty() && rows_ == 0; }
  // The same for the same rows and segments, another for others.
  [[nodiscard]] uint64_t fingerprint() const { return fingerprint_; }
  // Those of the series that neither a row's layout nor a segment names. An error if something is
  // damaged: what cannot be read may name any of them. REQUIRES: ascending
  Result<std::vector<store::SeriesId>> FindMissing(const store::StoreState& state,
                                                   std::vector<store::SeriesId> series) const;

 private:
  struct Segment {
    std::string_view key;
    std::string_view bytes;
  };
  Status TakeRows(const store::StoreState& state, store::TargetId target);
  Status TakeSegments(const store::StoreState& state, store::TargetId target);
  void Note(std::string_view key, std::string_view value);

  std::set<store::LayoutId> layouts_;
  std::vector<Segment> segments_;  // in the order of their keys
  uint64_t rows_ = 0;
  uint64_t fingerprint_ = 0;
};

}  // namespace plumb::maintenance
