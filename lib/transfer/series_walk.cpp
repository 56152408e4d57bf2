#include "transfer/series_walk.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "store/series_reading.h"
#include "store/target_extent.h"
#include "store/target_table.h"

namespace plumb::transfer {

namespace {

using store::SeriesId;
using store::TargetId;

// Values read at once: 32 MiB of them, with their times twice that.
constexpr uint64_t kValuesAtOnce = uint64_t{4} << 20;
// What a series takes besides, counted as values.
constexpr uint64_t kValuesOfSeries = 64;
constexpr uint64_t kLargestBatch = 256;

}  // namespace

Result<SeriesWalk> SeriesWalk::Make(std::shared_ptr<store::Environment> environment,
                                    const DumpSelection& selection, const GroupOf& group_of) {
  SeriesWalk walk(std::move(environment));
  PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(walk.environment_));
  const std::lock_guard guard(snapshot->mutex);
  PLUMB_TRY(walk.Fill(*snapshot, selection, group_of));
  return walk;
}

Status SeriesWalk::Fill(store::Snapshot& s, const DumpSelection& selection,
                        const GroupOf& group_of) {
  range_ = {INT64_MAX, INT64_MIN};
  PLUMB_ASSIGN(std::vector<store::FoundSeries> found, store::SearchSeries(s, selection.matchers));
  PLUMB_ASSIGN(const store::SymbolId name,
               s.dictionary.Find(*s.txn, store::kNames, model::kMetricName));
  std::map<store::SymbolId, std::string> group_of_metric;
  std::set<store::SymbolId> names;
  for (store::FoundSeries& series : found) {
    for (const auto& [label, value] : series.record.labels) names.insert(label);
    for (const TargetId target : series.record.targets)
      PLUMB_TRY(AddTarget(s, target, selection.range));
    const store::SymbolId metric = series.record.Value(name);
    if (group_of_metric.contains(metric) || metric == 0) continue;
    PLUMB_ASSIGN(const std::string_view text, s.dictionary.Text(*s.txn, metric));
    group_of_metric[metric] = group_of(std::string(text));
  }
  for (const auto& [metric, group] : group_of_metric) groups_.push_back(group);
  std::sort(groups_.begin(), groups_.end());
  groups_.erase(std::unique(groups_.begin(), groups_.end()), groups_.end());
  for (store::FoundSeries& series : found) {
    const auto group = std::lower_bound(groups_.begin(), groups_.end(),
                                        group_of_metric[series.record.Value(name)]);
    items_.push_back({.group = static_cast<uint32_t>(group - groups_.begin()),
                      .targets = std::move(series.record.targets),
                      .id = series.id});
  }
  std::sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) {
    return std::tie(a.group, a.targets, a.id) < std::tie(b.group, b.targets, b.id);
  });
  for (const store::SymbolId symbol : names) {
    PLUMB_ASSIGN(const std::string_view text, s.dictionary.Text(*s.txn, symbol));
    label_names_.emplace_back(text);
  }
  std::sort(label_names_.begin(), label_names_.end(), [](const auto& a, const auto& b) {
    return std::tuple(a != model::kMetricName, a) < std::tuple(b != model::kMetricName, b);
  });
  range_ = {std::max(range_.from, selection.range.from), std::min(range_.to, selection.range.to)};
  return Ok();
}

Status SeriesWalk::AddTarget(store::Snapshot& s, TargetId id, model::TimeRange range) {
  const auto [at, added] = targets_.try_emplace(id);
  if (!added) return Ok();
  PLUMB_ASSIGN(const auto record, store::LoadTarget(*s.txn, s.tables(), id));
  at->second.spread = record.spread;
  PLUMB_ASSIGN(const auto extent, store::FindTargetExtent(s, id, record.spread));
  if (!extent) return Ok();
  range_ = {std::min(range_.from, extent->oldest), std::max(range_.to, extent->newest)};
  PLUMB_ASSIGN(at->second.interval, store::FindInterval(s.state(), id, record.spread, range.to));
  return Ok();
}

uint64_t SeriesWalk::ValuesOf(const Item& item) const {
  const auto length = static_cast<uint64_t>(range_.to - range_.from);
  uint64_t values = 1;
  for (const TargetId target : item.targets) {
    const DurationMs interval = std::max<DurationMs>(targets_.at(target).interval, 1);
    values = std::max(values, length / static_cast<uint64_t>(interval) + 1);
  }
  return values;
}

size_t SeriesWalk::BatchEnd(size_t first) const {
  const Item& head = items_[first];
  const uint64_t most = std::clamp<uint64_t>(kValuesAtOnce / ValuesOf(head), 1, kLargestBatch);
  size_t end = first;
  while (end < items_.size() && end - first < most && items_[end].group == head.group &&
         items_[end].targets == head.targets)
    ++end;
  return end;
}

Result<std::vector<model::Labels>> SeriesWalk::ReadLabels(store::Snapshot& s,
                                                          std::span<const Item> items) {
  const std::lock_guard guard(s.mutex);
  std::vector<model::Labels> labels(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    PLUMB_ASSIGN(const auto record, s.series.LoadIfThere(*s.txn, items[i].id));
    // It may have been deleted since.
    if (!record) continue;
    PLUMB_ASSIGN(labels[i], s.series.LabelsOf(*s.txn, *record));
  }
  return labels;
}

Status SeriesWalk::Append(store::SeriesReading& reading, std::span<const Item> items,
                          model::TimeRange range, std::vector<model::SampleColumn>& columns) const {
  std::vector<SeriesId> ids;
  for (const Item& item : items) ids.push_back(item.id);
  std::vector<store::ReadTarget> targets;
  for (const TargetId target : items[0].targets)
    targets.push_back({target, targets_.at(target).spread});
  PLUMB_ASSIGN(auto read, reading.Read(targets, ids, range, store::EarlierScrapes::kBackToSettled));
  std::move(read.begin(), read.end(), std::back_inserter(columns));
  return Ok();
}

// One snapshot for as much as is held at once: what the series of a target have in common is then
// read once for many that lived briefly.
Result<SeriesWalk::Batch> SeriesWalk::Read(size_t first, model::TimeRange range) const {
  PLUMB_ASSIGN(auto snapshot, store::Snapshot::Take(environment_));
  store::SeriesReading reading(snapshot);
  Batch batch;
  size_t end = first;
  uint64_t held = 0;
  do {
    const size_t start = std::exchange(end, BatchEnd(end));
    PLUMB_TRY(Append(reading, std::span(items_).subspan(start, end - start), range, batch.columns));
    for (size_t i = start - first; i < batch.columns.size(); ++i)
      held += kValuesOfSeries + batch.columns[i].values.size();
  } while (ValuesOf(items_[first]) <= kValuesAtOnce && end < items_.size() &&
           held + ValuesOf(items_[end]) <= kValuesAtOnce);
  PLUMB_ASSIGN(batch.labels, ReadLabels(*snapshot, std::span(items_).subspan(first, end - first)));
  return batch;
}

Status SeriesWalk::Run(const std::function<Status(const Piece&)>& visit) const {
  for (size_t first = 0; first < items_.size();) {
    // One series at a time where these are more pieces than one: it stays together.
    const uint64_t pieces = (ValuesOf(items_[first]) + kValuesAtOnce - 1) / kValuesAtOnce;
    const DurationMs step = (range_.to - range_.from) / static_cast<DurationMs>(pieces) + 1;
    size_t count = 0;
    for (Timestamp from = range_.from; from <= range_.to; from += step) {
      PLUMB_ASSIGN(const Batch batch, Read(first, {from, std::min(from + step - 1, range_.to)}));
      count = batch.columns.size();
      std::vector<size_t> order(count);
      std::iota(order.begin(), order.end(), size_t{0});
      const auto place = [&](size_t i) {
        return std::tie(items_[first + i].group, batch.labels[i]);
      };
      std::sort(order.begin(), order.end(),
                [&](size_t a, size_t b) { return place(a) < place(b); });
      for (const size_t i : order) {
        const model::SampleColumn& column = batch.columns[i];
        if (batch.labels[i].empty() || column.empty()) continue;
        PLUMB_TRY(visit({groups_[items_[first + i].group], batch.labels[i], column}));
      }
    }
    first += count;
  }
  return Ok();
}

}  // namespace plumb::transfer
