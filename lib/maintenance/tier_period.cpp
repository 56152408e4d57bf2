#include "maintenance/tier_period.h"

#include <algorithm>

namespace plumb::maintenance {

namespace {

using encoding::SegmentPart;

double ValueOf(const model::Sample& sample) {
  return sample.value;
}
const encoding::HistogramPointer& ValueOf(const model::HistogramPoint& point) {
  return point.histogram;
}

// Splits points into a part at times of the segment and one with times of its own, either of which
// may be empty.
template <typename Point, typename Value>
void Split(const std::vector<Point>& points, const std::vector<Timestamp>& times,
           std::vector<Value> SegmentPart::*values, SegmentPart& shared, SegmentPart& own) {
  auto place = times.begin();
  for (const Point& point : points) {
    place = std::lower_bound(place, times.end(), point.time);
    if (place != times.end() && *place == point.time) {
      shared.rows.push_back(static_cast<uint32_t>(place - times.begin()));
      (shared.*values).push_back(ValueOf(point));
    } else {
      own.times.push_back(point.time);
      (own.*values).push_back(ValueOf(point));
    }
  }
}

}  // namespace

void TierPeriod::Add(store::SeriesId series, const WindowPoints& points) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    SegmentPart floats{.series = series};
    SegmentPart own_floats{.series = series};
    SegmentPart histograms{.series = series};
    SegmentPart own_histograms{.series = series};
    Split(points.columns[i], times_[i], &SegmentPart::values, floats, own_floats);
    if (i == static_cast<size_t>(store::TierColumn::kSamples))
      Split(points.histograms, times_[i], &SegmentPart::histograms, histograms, own_histograms);
    parts_.clear();
    for (SegmentPart* part : {&floats, &histograms, &own_floats, &own_histograms})
      if (!part->rows.empty() || !part->times.empty()) parts_.push_back(std::move(*part));
    if (parts_.empty()) continue;
    if (!columns_[i]) columns_[i].emplace(times_[i], std::span<const encoding::SegmentBlock>());
    columns_[i]->Add(series, parts_);
  }
}

std::array<std::vector<store::NewSegment>, store::kTierColumns.size()> TierPeriod::Finish() {
  std::array<std::vector<store::NewSegment>, store::kTierColumns.size()> all;
  for (size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i]) all[i] = columns_[i]->Finish();
  return all;
}

}  // namespace plumb::maintenance
