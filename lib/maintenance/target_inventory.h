// SPDX-License-Identifier: Apache-2.0
// What a target has, as far as it takes to tell which series are in it: the layouts of its rows and
// the directories of its segments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/snapshot.h"

namespace plumb::maintenance {

// Valid as long as the transaction it was taken in, which must not write meanwhile.
class TargetInventory {
 public:
  static Result<TargetInventory> Take(const store::StoreState& state, store::TargetId target);

  [[nodiscard]] bool empty() const { return rows_.empty() && segments_.empty(); }
  // The same for the same rows and segments, another for others.
  [[nodiscard]] uint64_t fingerprint() const { return fingerprint_; }
  // Those of some series that have no sample here.
  struct Missing {
    std::vector<store::SeriesId> unnamed;  // ascending
    std::vector<store::SeriesId> held;     // a row's layout names them all the same; ascending
  };
  // An error if something is damaged: what cannot be read may have any of them. REQUIRES: ascending
  Result<Missing> FindMissing(const store::StoreState& state,
                              std::vector<store::SeriesId> series) const;

 private:
  struct Row {
    store::LayoutId layout = 0;
    std::string_view bytes;
  };
  struct Segment {
    std::string_view key;
    std::string_view bytes;
  };
  Status TakeRows(const store::StoreState& state, store::TargetId target);
  Status TakeSegments(const store::StoreState& state, store::TargetId target);
  Status CrossRows(const store::StoreState& state, std::vector<store::SeriesId>& series,
                   std::vector<store::SeriesId>& held) const;
  Status CrossSegments(const store::StoreState& state, std::vector<store::SeriesId>& series) const;
  void Note(std::string_view key, std::string_view value);

  std::vector<Row> rows_;          // in the order of their keys
  std::vector<Segment> segments_;  // the same
  uint64_t fingerprint_ = 0;
};

}  // namespace plumb::maintenance
