#include "maintenance/removal_counter.h"

#include <algorithm>

#include "store/target_rows.h"

namespace plumb::maintenance {

Status RemovalCounter::CountRows(store::TargetId target, model::TimeRange keys,
                                 const store::Removal& removal) {
  // An hour at a time: the rows of a year are many.
  while (keys.from <= keys.to) {
    PLUMB_ASSIGN(const auto first, store::FindRowFrom(state_, target, keys.from));
    if (!first || *first > keys.to) return Ok();
    const Timestamp last = std::min(keys.to, *first + kHour);
    PLUMB_ASSIGN(const auto rows, store::LoadRowsOf(state_, target, {*first, last}));
    for (const store::RowRef& ref : rows) {
      PLUMB_ASSIGN(const auto trimmed, store::TrimRow(state_.txn.path(), ref, removal));
      if (!trimmed || !trimmed->removed.any()) continue;
      ++counts_.rows;
      counts_.removed.Add(trimmed->removed);
      counts_.freed += trimmed->gone ? ref.row.size() : 8 * trimmed->removed.samples;
      series_.insert(series_.end(), trimmed->series.begin(), trimmed->series.end());
    }
    keys.from = last + 1;
  }
  return Ok();
}

Status RemovalCounter::CountPeriod(const store::SegmentKey& period, const store::Removal& removal) {
  PLUMB_ASSIGN(auto stored, store::LoadPeriod(state_, period.level, period.target, period.start));
  if (!stored) return Ok();
  PLUMB_ASSIGN(const auto trimmed, store::TrimPeriod(state_.txn.path(), *stored, removal));
  if (!trimmed.removed.any()) return Ok();
  ++counts_.periods;
  counts_.removed.Add(trimmed.removed);
  counts_.written += trimmed.left.bytes;
  for (const store::SegmentRef& segment : stored->segments) counts_.freed += segment.bytes.size();
  series_.insert(series_.end(), trimmed.series.begin(), trimmed.series.end());
  return Ok();
}

std::vector<store::SeriesId> RemovalCounter::TakeSeries() {
  std::sort(series_.begin(), series_.end());
  series_.erase(std::unique(series_.begin(), series_.end()), series_.end());
  return std::move(series_);
}

}  // namespace plumb::maintenance
