// SPDX-License-Identifier: Apache-2.0
// Puts series one behind the other into as few segments of a period as they fit in.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "encoding/segment.h"
#include "store/segment_table.h"

namespace plumb::store {

class SegmentPacker {
 public:
  // The times and blocks of the period; they must stay where they are.
  SegmentPacker(std::span<const Timestamp> times, std::span<const encoding::SegmentBlock> blocks)
      : times_(times), blocks_(blocks) {}

  // All parts of a series. REQUIRES: as SegmentBuilder::Add
  void Add(SeriesId series, std::span<const encoding::SegmentPart> parts) {
    if (builder_ && builder_->Add(parts, kSegmentSize)) return;
    FinishSegment();
    first_ = series;
    builder_.emplace(times_, blocks_, first_);
    const bool added = builder_->Add(parts, kSegmentSize);
    PLUMB_ASSERT(added);
  }

  // The segments; where no series was added but there are times, one that has these alone: scrapes
  // that brought nothing are known by it. The object is used up.
  std::vector<NewSegment> Finish() {
    if (!builder_ && segments_.empty() && !times_.empty())
      builder_.emplace(times_, blocks_, first_);
    FinishSegment();
    return std::move(segments_);
  }

 private:
  void FinishSegment() {
    if (!builder_) return;
    segments_.push_back({first_, builder_->Finish()});
    builder_.reset();
  }

  std::span<const Timestamp> times_;
  std::span<const encoding::SegmentBlock> blocks_;
  std::optional<encoding::SegmentBuilder> builder_;
  SeriesId first_ = 0;
  std::vector<NewSegment> segments_;
};

}  // namespace plumb::store
