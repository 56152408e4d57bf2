// SPDX-License-Identifier: Apache-2.0
// Looks single samples up in the segments of a target's hour or day.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/segment_table.h"

namespace plumb::store {

// A copy of the segments, so that the transaction may write while it is asked; columns are decoded
// when they are asked for, and stay.
class PeriodSamples {
 public:
  // nullptr if the period has no segments.
  static Result<std::unique_ptr<PeriodSamples>> Load(const StoreState& state,
                                                     const SegmentKey& key);

  struct Found {
    uint64_t bits = 0;                     // of a float
    encoding::HistogramPointer histogram;  // null for one
  };
  Result<std::optional<Found>> Find(SeriesId series, Timestamp time);
  // Flags of a row (row.h) that say what is known of the scrape at a time; 0 if there was none.
  [[nodiscard]] uint8_t BlockFlags(Timestamp time) const;
  // What it holds, in bytes.
  [[nodiscard]] size_t memory() const { return memory_; }

 private:
  struct Copy {
    SeriesId first = 0;
    std::unique_ptr<const std::string> bytes;  // what `view` looks at
    encoding::SegmentView view;
  };
  Result<const std::vector<encoding::SegmentPart>*> Parts(SeriesId series);

  std::string path_;  // of the store, for messages
  std::vector<Copy> segments_;
  bool own_times_ = false;  // some part has times of its own
  std::unordered_map<SeriesId, std::vector<encoding::SegmentPart>> decoded_;
  size_t memory_ = 0;
};

}  // namespace plumb::store
