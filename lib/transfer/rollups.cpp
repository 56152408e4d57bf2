#include "transfer/rollups.h"

#include <algorithm>

#include "store/column_assembly.h"
#include "store/target_chunk.h"
#include "store/tier_columns.h"
#include "store/tier_join.h"

namespace plumb::transfer {

namespace {

using encoding::SegmentPart;
using store::SeriesId;
using store::Tier;

// A list of times that fewer of the series have than one in so many is theirs alone: it would cost
// the others more.
constexpr size_t kFewSeries = 16;

model::TimeRange RangeOf(const Day& day) {
  return {day.start + 1, day.start + day.tier->period};
}

template <typename Value>
void MergePoints(std::vector<Timestamp> from_times, std::vector<Value> from,
                 std::vector<Timestamp>& times, std::vector<Value>& values) {
  std::vector<Timestamp> all_times;
  std::vector<Value> all;
  size_t a = 0;
  size_t b = 0;
  while (a < times.size() || b < from_times.size()) {
    const bool first = b == from_times.size() || (a < times.size() && times[a] <= from_times[b]);
    all_times.push_back(first ? times[a] : from_times[b]);
    all.push_back(std::move(first ? values[a] : from[b]));
    ++(first ? a : b);
  }
  times = std::move(all_times);
  values = std::move(all);
}

template <typename Value>
void KeepPoints(const Tier& tier, const std::vector<Timestamp>& ends, std::vector<Timestamp>& times,
                std::vector<Value>& values) {
  size_t kept = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    if (!std::binary_search(ends.begin(), ends.end(), tier.WindowEnd(times[i]))) continue;
    times[kept] = times[i];
    values[kept++] = std::move(values[i]);
  }
  times.resize(kept);
  values.resize(kept);
}

// Splits points into a part at times of the segment and one with times of its own.
template <typename Value>
void Split(SeriesId series, const std::vector<Timestamp>& times, std::vector<Value> values,
           const std::vector<Timestamp>& shared, std::vector<Value> SegmentPart::*into,
           std::vector<SegmentPart>& parts) {
  SegmentPart common{.series = series};
  SegmentPart own{.series = series};
  auto place = shared.begin();
  for (size_t i = 0; i < times.size(); ++i) {
    place = std::lower_bound(place, shared.end(), times[i]);
    if (place != shared.end() && *place == times[i]) {
      common.rows.push_back(static_cast<uint32_t>(place - shared.begin()));
      (common.*into).push_back(std::move(values[i]));
    } else {
      own.times.push_back(times[i]);
      (own.*into).push_back(std::move(values[i]));
    }
  }
  for (SegmentPart* part : {&common, &own})
    if (!part->rows.empty() || !part->times.empty()) parts.push_back(std::move(*part));
}

// What came with scrapes and what did not, by time.
model::SampleColumn SamplesOf(const Stretch& stretch, DayColumn column) {
  std::vector<Timestamp> times;
  std::vector<Timestamp> histogram_times;
  for (const uint32_t scrape : column.scrapes) times.push_back(stretch.scrapes[scrape].time);
  for (const uint32_t scrape : column.histogram_scrapes)
    histogram_times.push_back(stretch.scrapes[scrape].time);
  MergePoints(std::move(column.loose_times), std::move(column.loose_values), times, column.values);
  MergePoints(std::move(column.loose_histogram_times), std::move(column.loose_histograms),
              histogram_times, column.histograms);
  model::SampleColumn samples;
  samples.times = std::make_shared<const std::vector<Timestamp>>(std::move(times));
  samples.values = std::move(column.values);
  for (size_t i = 0; i < histogram_times.size(); ++i)
    samples.histograms.push_back({histogram_times[i], std::move(column.histograms[i])});
  return samples;
}

// Whether the window is one of those that the tier stands for: a finer tier goes before it.
Result<std::vector<bool>> AreExpired(const Content& content, const ContentTarget& target,
                                     const Tier& tier, Timestamp end,
                                     std::span<const SeriesId> series) {
  const model::TimeRange window{end - tier.resolution + 1, end};
  PLUMB_ASSIGN(const Stretch stretch, content.Open(target, window));
  PLUMB_ASSIGN(auto columns, content.Read(target, stretch, series));
  std::vector<std::vector<store::WindowCount>> there;
  for (DayColumn& column : columns)
    there.push_back(
        store::CountSamples(store::kTiers.front(), SamplesOf(stretch, std::move(column))));
  std::vector<bool> expired(series.size());
  for (const Tier& finer : store::kTiers) {
    PLUMB_ASSIGN(const auto counted,
                 store::ReadTier(content.snapshot(), finer, model::RollupValue::kCount,
                                 std::span(&target.id, 1), series, window));
    for (size_t i = 0; i < series.size(); ++i) {
      const auto lacking = store::FindLacking(finer, counted[i], there[i]);
      expired[i] = !lacking.empty();
      there[i] = store::CountWith(finer, counted[i], lacking, there[i]);
    }
    if (&finer == &tier) break;
  }
  return expired;
}

}  // namespace

Result<std::optional<Timestamp>> FindRollups(store::Snapshot& snapshot, const Tier& tier,
                                             store::TargetId target, Timestamp from) {
  const std::lock_guard reading(snapshot.mutex);
  std::optional<Timestamp> first;
  for (const store::TierColumn column : store::kTierColumns) {
    PLUMB_ASSIGN(const auto start,
                 store::FindPeriodFrom(snapshot.state(), tier.LevelOf(column), target, from));
    if (start && (!first || *start < *first)) first = start;
  }
  return first;
}

Result<std::vector<SeriesId>> RollupSeries(store::Snapshot& snapshot, store::TargetId target,
                                           const Day& day) {
  const std::lock_guard reading(snapshot.mutex);
  std::vector<SeriesId> series;
  PLUMB_ASSIGN(const auto period, store::LoadPeriod(snapshot.state(), day.tier->LevelOf(day.column),
                                                    target, day.start));
  if (!period) return series;
  for (const store::SegmentRef& segment : period->segments)
    for (const auto& entry : segment.view.entries())
      if (series.empty() || series.back() != entry.series) series.push_back(entry.series);
  return series;
}

Result<std::vector<DayColumn>> ReadRollups(store::Snapshot& snapshot, store::TargetId target,
                                           const Day& day, std::span<const SeriesId> series) {
  const std::lock_guard reading(snapshot.mutex);
  const model::TimeRange range = RangeOf(day);
  PLUMB_ASSIGN(auto periods, store::LoadPeriodsOf(snapshot.state(), day.tier->LevelOf(day.column),
                                                  target, range, series));
  std::vector<DayColumn> all(series.size());
  if (periods.empty()) return all;
  const store::ChunkInput input{.first = range.from, .rows = {}, .periods = periods};
  PLUMB_ASSIGN(auto chunk,
               store::GatherColumns(snapshot.environment->path(), input, series, range));
  auto columns = store::AssembleColumns(std::move(chunk), range);
  for (size_t i = 0; i < all.size(); ++i) {
    const auto count = static_cast<std::ptrdiff_t>(columns[i].values.size());
    all[i].loose_times.assign(columns[i].times->begin(), columns[i].times->begin() + count);
    all[i].loose_values = std::move(columns[i].values);
    for (model::HistogramPoint& point : columns[i].histograms) {
      all[i].loose_histogram_times.push_back(point.time);
      all[i].loose_histograms.push_back(std::move(point.histogram));
    }
  }
  return all;
}

void KeepWindows(const Tier& tier, const std::vector<Timestamp>& ends, DayColumn& column) {
  KeepPoints(tier, ends, column.loose_times, column.loose_values);
  KeepPoints(tier, ends, column.loose_histogram_times, column.loose_histograms);
}

void AddWindows(DayColumn from, DayColumn& into) {
  MergePoints(std::move(from.loose_times), std::move(from.loose_values), into.loose_times,
              into.loose_values);
  MergePoints(std::move(from.loose_histogram_times), std::move(from.loose_histograms),
              into.loose_histogram_times, into.loose_histograms);
}

Result<std::vector<std::vector<Timestamp>>> FindExpired(const Content& content,
                                                        const ContentTarget& target,
                                                        const Tier& tier,
                                                        const std::vector<Timestamp>& ends,
                                                        std::span<const SeriesId> series) {
  std::vector<std::vector<Timestamp>> found(series.size());
  for (const Timestamp end : ends) {
    PLUMB_ASSIGN(const std::vector<bool> expired, AreExpired(content, target, tier, end, series));
    for (size_t i = 0; i < series.size(); ++i)
      if (expired[i]) found[i].push_back(end);
  }
  return found;
}

void RollupBuilder::AddTimes(const std::vector<Timestamp>& times) {
  std::vector<Timestamp> both;
  std::set_union(times_.begin(), times_.end(), times.begin(), times.end(),
                 std::back_inserter(both));
  times_ = std::move(both);
}

// The times that many series have.
void RollupBuilder::Plan() {
  planned_ = true;
  size_t series = 0;
  size_t most = 0;
  for (const auto& [list, uses] : lists_) {
    series += uses;
    most = std::max(most, uses);
  }
  const size_t enough = std::min(most, series / kFewSeries + 1);
  for (const auto& [list, uses] : lists_)
    if (uses >= enough) AddTimes(*list);
  lists_.clear();
}

void RollupBuilder::Add(SeriesId series, DayColumn column) {
  if (!planned_) Plan();
  std::vector<SegmentPart> shared;
  Split(series, column.loose_times, std::move(column.loose_values), times_, &SegmentPart::values,
        shared);
  std::vector<SegmentPart> histograms;
  Split(series, column.loose_histogram_times, std::move(column.loose_histograms), times_,
        &SegmentPart::histograms, histograms);
  // Those at times of the segment stand first.
  std::vector<SegmentPart> parts;
  for (const bool own : {false, true})
    for (std::vector<SegmentPart>* of : {&shared, &histograms})
      for (SegmentPart& part : *of)
        if (part.times.empty() != own) parts.push_back(std::move(part));
  if (builder_ && builder_->Add(parts, store::kSegmentSize)) return;
  if (builder_) FinishSegment();
  first_ = series;
  builder_.emplace(times_, std::span<const encoding::SegmentBlock>(), series);
  const bool added = builder_->Add(parts, store::kSegmentSize);
  PLUMB_ASSERT(added);
}

void RollupBuilder::FinishSegment() {
  segments_.push_back({first_, builder_->Finish()});
  builder_.reset();
}

std::vector<store::NewSegment> RollupBuilder::Finish() {
  if (builder_) FinishSegment();
  return std::move(segments_);
}

}  // namespace plumb::transfer
