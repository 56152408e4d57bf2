#include "store/segment_changes.h"

#include "encoding/histogram.h"
#include "store/period_builder.h"

namespace plumb::store {

namespace {

Result<SampleChange> MakeChange(SeriesId series, Timestamp time,
                                const StoredSamples::Place& sample) {
  SampleChange change{.series = series, .time = time, .bits = sample.bits};
  if (sample.kind != ColumnKind::kHistogram) return change;
  auto histogram = encoding::DecodeHistogram(sample.histogram);
  if (!histogram) return Error{Exit::kStore, "a histogram that is to be stored makes no sense"};
  change.histogram = std::make_shared<const model::Histogram>(*std::move(histogram));
  return change;
}

Status WritePeriod(Transaction& txn, const StoreState& state, const SegmentKey& key,
                   std::span<const SampleChange> changes) {
  PLUMB_ASSIGN(auto period, LoadPeriod(state, key.level, key.target, key.start));
  PLUMB_ASSERT(period.has_value());
  const ChunkInput input{.first = model::kMinTime, .periods = {&*period, 1}};
  PLUMB_ASSIGN(const BuiltPeriod built, BuildPeriod(txn.path(), input, changes));
  return ReplacePeriod(txn, state.tables, key, built.segments);
}

}  // namespace

const StoredSamples::Place& SegmentChanges::Latest(const StoredSamples::Place& place,
                                                   SeriesId series, Timestamp time) const {
  if (!place.period || changes_.empty()) return place;
  const auto changed = changes_.find(Key{EncodeSegmentKey(*place.period), series, time});
  return changed == changes_.end() ? place : changed->second;
}

void SegmentChanges::Add(SeriesId series, Timestamp time, StoredSamples::Place sample) {
  const std::string period = EncodeSegmentKey(*sample.period);
  changes_[Key{period, series, time}] = std::move(sample);
}

Result<bool> SegmentChanges::Write(Transaction& txn, const Tables& tables, LayoutTable& layouts) {
  if (changes_.empty()) return false;
  for (auto at = changes_.begin(); at != changes_.end();) {
    const SegmentKey key = *at->second.period;
    std::vector<SampleChange> changes;
    for (; at != changes_.end() && *at->second.period == key; ++at) {
      PLUMB_ASSIGN(SampleChange change,
                   MakeChange(std::get<1>(at->first), std::get<2>(at->first), at->second));
      changes.push_back(std::move(change));
    }
    PLUMB_TRY(WritePeriod(txn, {txn, tables, layouts}, key, changes));
  }
  changes_.clear();
  return true;
}

}  // namespace plumb::store
