// SPDX-License-Identifier: Apache-2.0
// The segments of one target, tier and period, put together series by series.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "encoding/segment.h"
#include "maintenance/window_points.h"
#include "store/segment_packer.h"
#include "store/segment_table.h"

namespace plumb::maintenance {

class TierPeriod {
 public:
  // Of which column segments have these times: most points of most series are at one of them, the
  // others get times of their own. Ascending.
  using Times = std::array<std::vector<Timestamp>, store::kTierColumns.size()>;
  explicit TierPeriod(Times times) : times_(std::move(times)) {}
  // Moving leaves the times where they lie, which columns_ looks at.
  TierPeriod(TierPeriod&&) = default;
  TierPeriod& operator=(TierPeriod&&) = delete;

  // REQUIRES: series in ascending order, each once
  void Add(store::SeriesId series, const WindowPoints& points);
  // The segments of each column, none if it is empty. The object is used up.
  std::array<std::vector<store::NewSegment>, store::kTierColumns.size()> Finish();

 private:
  Times times_;
  std::array<std::optional<store::SegmentPacker>, store::kTierColumns.size()> columns_;
  std::vector<encoding::SegmentPart> parts_;  // of the series that is being added
};

}  // namespace plumb::maintenance
