#include "store/series_set.h"

#include <algorithm>
#include <utility>

#include "store/tier_columns.h"
#include "store/tier_join.h"

namespace plumb::store {

namespace {

// Series read at once: their columns of a day fill a processor's cache, no more.
constexpr size_t kLargestBatch = 256;
// Below, what the series of a target have in common is read too often.
constexpr size_t kSmallestBatch = 32;
// So many at least, so that threads share the work of one target.
constexpr size_t kBatches = 4;

size_t BatchSize(size_t series) {
  return std::clamp((series + kBatches - 1) / kBatches, kSmallestBatch, kLargestBatch);
}

}  // namespace

Result<std::unique_ptr<StoreSeriesSet>> StoreSeriesSet::Make(std::shared_ptr<SeriesReading> reading,
                                                             const model::Selection& selection) {
  std::unique_ptr<StoreSeriesSet> set(new StoreSeriesSet(reading->snapshot(), selection));
  const std::lock_guard guard(reading->snapshot()->mutex);
  set->reading_ = std::move(reading);
  PLUMB_TRY(set->FindTiers());
  std::vector<Chosen> chosen;
  const auto choose = [&](SeriesId id, const SeriesView& record) -> Status {
    chosen.push_back({.id = id, .group = set->group_, .record = record});
    return Ok();
  };
  PLUMB_TRY(set->VisitInRange(selection, choose));
  PLUMB_TRY(set->Fill(chosen, selection));
  return set;
}

Status StoreSeriesSet::Visit(
    const std::shared_ptr<Snapshot>& snapshot, const model::Selection& selection,
    const std::function<Status(SeriesId id, const SeriesView& record)>& visit) {
  StoreSeriesSet set(snapshot, selection);
  set.wants_intervals_ = false;
  const std::lock_guard guard(snapshot->mutex);
  PLUMB_TRY(set.FindTiers());
  return set.VisitInRange(selection, visit);
}

// Leaves out series that have no target with anything in the range; group_ is that of the series
// which is visited.
Status StoreSeriesSet::VisitInRange(
    const model::Selection& selection,
    const std::function<Status(SeriesId id, const SeriesView& record)>& visit) {
  const auto wanted = [&](const SeriesView& record) -> Result<bool> {
    PLUMB_ASSIGN(group_, GroupOf(record, selection.range));
    return !groups_[group_].empty();
  };
  return VisitSeries(*snapshot_, selection.matchers, {.wanted = wanted, .visit = visit});
}

// The number of the series' targets that have something in the range.
Result<uint32_t> StoreSeriesSet::GroupOf(const SeriesView& record, model::TimeRange range) {
  const TargetId sole = record.sole_target();
  // Neighbours mostly have the same target.
  if (sole != 0 && sole == last_target_) return last_group_;
  std::vector<TargetId> in_range;
  for (const TargetId target : record.Targets()) {
    PLUMB_ASSIGN(const TargetFacts* facts, Facts(target, range));
    if (facts->in_range) in_range.push_back(target);
  }
  const auto [known, added] =
      group_numbers_.try_emplace(in_range, static_cast<uint32_t>(groups_.size()));
  if (added) groups_.push_back(std::move(in_range));
  if (sole != 0) {
    last_target_ = sole;
    last_group_ = known->second;
  }
  return known->second;
}

Status StoreSeriesSet::FindTiers() {
  if (tier_ && *tier_ == 0) return Ok();
  PLUMB_ASSIGN(const StoreRecord record, LoadStoreRecord(*snapshot_->txn, snapshot_->tables()));
  has_tiers_ = (record.features.ro_compat & kFeatureRollups) != 0;
  return Ok();
}

Result<const TargetFacts*> StoreSeriesSet::Facts(TargetId target, model::TimeRange range) {
  if (const auto known = facts_.find(target); known != facts_.end()) return &known->second;
  const FactsWanted wanted{
      .range = range, .tier = tier_, .has_tiers = has_tiers_, .interval = wants_intervals_};
  PLUMB_ASSIGN(const TargetFacts facts,
               reading_ != nullptr ? reading_->facts().Find(snapshot_->state(), target, wanted)
                                   : LoadTargetFacts(snapshot_->state(), target, wanted));
  return &facts_.emplace(target, facts).first->second;
}

// Puts series of the same targets together, and leaves them in their order otherwise.
std::vector<StoreSeriesSet::Chosen> StoreSeriesSet::Grouped(
    const std::vector<Chosen>& chosen) const {
  std::vector<size_t> places(groups_.size());
  for (const Chosen& one : chosen) ++places[one.group];
  size_t before = 0;
  for (const auto& [targets, group] : group_numbers_)
    before += std::exchange(places[group], before);
  std::vector<Chosen> grouped(chosen.size());
  for (const Chosen& one : chosen) grouped[places[one.group]++] = one;
  return grouped;
}

Result<StoreSeriesSet::Batch> StoreSeriesSet::StartBatch(const std::vector<TargetId>& targets,
                                                         model::TimeRange range) {
  Batch batch{.first = ids_.size()};
  for (const TargetId target : targets) {
    PLUMB_ASSIGN(const TargetFacts* facts, Facts(target, range));
    batch.interval = std::max(batch.interval, facts->interval);
    for (size_t i = 0; i < kTiers.size(); ++i) {
      if (facts->tiers[i].from > facts->tiers[i].to) continue;
      batch.rollups.resolution = kTiers[i].resolution;
      batch.rollups.until = std::max(batch.rollups.until, facts->tiers[i].to);
    }
  }
  return batch;
}

// Of names that the store has.
Result<std::vector<SymbolId>> StoreSeriesSet::SymbolsOf(
    const std::vector<std::string>& names) const {
  std::vector<SymbolId> symbols;
  for (const std::string& name : names) {
    PLUMB_ASSIGN(const SymbolId symbol, snapshot_->dictionary.Find(*snapshot_->txn, kNames, name));
    if (symbol != 0) symbols.push_back(symbol);
  }
  return symbols;
}

// Series of the same targets stand together, in batches.
Status StoreSeriesSet::Fill(const std::vector<Chosen>& chosen, const model::Selection& selection) {
  std::optional<std::vector<SymbolId>> names;
  if (selection.labels) {
    PLUMB_ASSIGN(names, SymbolsOf(*selection.labels));
  }
  const size_t batch_size = BatchSize(chosen.size());
  ids_.reserve(chosen.size());
  labels_.reserve(chosen.size());
  std::optional<uint32_t> group;
  for (const Chosen& series : Grouped(chosen)) {
    if (group != series.group || batches_.back().count == batch_size) {
      group = series.group;
      PLUMB_ASSIGN(const Batch batch, StartBatch(groups_[series.group], selection.range));
      batches_.push_back(batch);
      batch_targets_.push_back(groups_[series.group]);
    }
    ++batches_.back().count;
    PLUMB_ASSIGN(model::Labels labels,
                 names ? snapshot_->series.LabelsOf(*snapshot_->txn, series.record, *names)
                       : snapshot_->series.LabelsOf(*snapshot_->txn, series.record));
    labels_.push_back(std::move(labels));
    ids_.push_back(series.id);
  }
  return Ok();
}

// Of the targets' samples, rollups aside.
Result<std::vector<model::SampleColumn>> StoreSeriesSet::ReadSamples(
    std::span<const TargetId> targets, std::span<const SeriesId> series, model::TimeRange range,
    EarlierScrapes earlier) const {
  std::vector<ReadTarget> from;
  for (const TargetId target : targets) from.push_back({target, facts_.at(target).spread});
  return reading_->Read(from, series, range, earlier, &meter_);
}

// Tiers that may have something of the targets in the range, finest first.
std::vector<const Tier*> StoreSeriesSet::TiersOf(std::span<const TargetId> targets,
                                                 model::TimeRange range) const {
  std::vector<const Tier*> tiers;
  for (size_t i = 0; i < kTiers.size(); ++i)
    for (const TargetId target : targets) {
      const model::TimeRange& ends = facts_.at(target).tiers[i];
      // A window may hold samples of the range and end behind it.
      if (ends.from > ends.to || ends.to < range.from ||
          ends.from - kTiers[i].resolution >= range.to)
        continue;
      tiers.push_back(&kTiers[i]);
      break;
    }
  return tiers;
}

// Lets the tiers stand for windows that lack samples. `columns` are of the range, which has whole
// windows of the coarsest tier: where it had parts, what finer ones know would seem too little.
Status StoreSeriesSet::AddTiers(std::span<const Tier* const> tiers,
                                std::span<const TargetId> targets, std::span<const SeriesId> series,
                                model::TimeRange range,
                                std::vector<model::SampleColumn>& columns) const {
  std::vector<std::vector<WindowCount>> there;
  for (const model::SampleColumn& column : columns)
    there.push_back(CountSamples(*tiers.front(), column));
  for (const Tier* tier : tiers) {
    const model::TimeRange ends{tier->WindowEnd(range.from), tier->WindowEnd(range.to)};
    PLUMB_ASSIGN(const auto counted,
                 ReadTier(*snapshot_, *tier, model::RollupValue::kCount, targets, series, ends));
    std::vector<SeriesId> wanted;
    std::vector<size_t> places;
    std::vector<std::vector<Timestamp>> lacking;
    for (size_t i = 0; i < columns.size(); ++i) {
      auto ends_of = FindLacking(*tier, counted[i], there[i]);
      if (ends_of.empty()) continue;
      there[i] = CountWith(*tier, counted[i], ends_of, there[i]);
      wanted.push_back(series[i]);
      places.push_back(i);
      lacking.push_back(std::move(ends_of));
    }
    if (wanted.empty()) continue;
    PLUMB_ASSIGN(const auto found, ReadTier(*snapshot_, *tier, value_, targets, wanted,
                                            {ends.from - tier->resolution + 1, ends.to}));
    for (size_t i = 0; i < found.size(); ++i)
      columns[places[i]] = Join(*tier, columns[places[i]], found[i], lacking[i]);
  }
  return Ok();
}

Result<std::vector<model::SampleColumn>> StoreSeriesSet::Read(const Batch& batch,
                                                              model::TimeRange range) const {
  const auto behind =
      std::upper_bound(batches_.begin(), batches_.end(), batch.first,
                       [](size_t first, const Batch& known) { return first < known.first; });
  PLUMB_ASSERT(behind != batches_.begin());
  const Batch& whole = *(behind - 1);
  PLUMB_ASSERT(batch.first + batch.count <= whole.first + whole.count);
  const auto& targets = batch_targets_[static_cast<size_t>(&whole - batches_.data())];
  const std::span<const SeriesId> series = std::span(ids_).subspan(batch.first, batch.count);
  if (tier_.value_or(0) != 0)
    return ReadTier(*snapshot_, *FindTier(*tier_), value_, targets, series, range);
  const std::vector<const Tier*> tiers = TiersOf(targets, range);
  if (tiers.empty()) {
    // Samples of another target may stand before a lone end.
    const bool all_ends = lone_ends_ || targets.size() > 1;
    return ReadSamples(targets, series, range,
                       all_ends ? EarlierScrapes::kBackToSettled : EarlierScrapes::kNone);
  }
  // Whole windows, to see whether one lacks samples.
  const Tier& coarsest = *tiers.back();
  const model::TimeRange wider{coarsest.WindowEnd(range.from) - coarsest.resolution + 1,
                               coarsest.WindowEnd(range.to)};
  PLUMB_ASSIGN(auto columns, ReadSamples(targets, series, wider, EarlierScrapes::kBackToSettled));
  PLUMB_TRY(AddTiers(tiers, targets, series, wider, columns));
  for (size_t i = 0; i < columns.size(); ++i) {
    Trim(columns[i], range);
    if (i > 0 && columns[i].times != columns[i - 1].times &&
        *columns[i].times == *columns[i - 1].times)
      columns[i].times = columns[i - 1].times;
  }
  return columns;
}

}  // namespace plumb::store
