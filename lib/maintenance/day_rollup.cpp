#include "maintenance/day_rollup.h"

#include <algorithm>

#include "maintenance/tier_period.h"
#include "store/column_assembly.h"
#include "store/target_rows.h"
#include "store/target_table.h"

namespace plumb::maintenance {

namespace {

using store::SeriesId;
using store::StoredPeriod;
using store::Tier;
using store::TierColumn;

// Series that are worked at together: their samples of a day take some 12 MB.
constexpr size_t kSeriesAtOnce = 256;

void SortUnique(std::vector<Timestamp>& times) {
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
}

SeriesSamples SamplesOf(const model::SampleColumn& column) {
  SeriesSamples samples;
  for (size_t i = 0; i < column.values.size(); ++i)
    if (!model::IsStale(column.values[i]))
      samples.floats.push_back({(*column.times)[i], column.values[i]});
  samples.histograms = column.histograms;
  return samples;
}

// One tier of the day.
struct TierWork {
  const Tier* tier = nullptr;
  Timestamp start = 0;     // of the period that the day is in
  model::TimeRange range;  // of that
  std::optional<TierPeriod> period;
  bool changed = false;
};

class DayRollup {
 public:
  DayRollup(const store::StoreState& state, store::SeriesTable& table, SeriesRules& rules,
            store::TargetId target, Timestamp day)
      : state_(state),
        table_(table),
        rules_(rules),
        target_(target),
        day_(day),
        range_{day + 1, day + kDay} {}

  Result<std::vector<BuiltPeriod>> Run() {
    PLUMB_ASSIGN(const store::TargetRecord record,
                 store::LoadTarget(state_.txn, state_.tables, target_));
    spread_ = record.spread;
    // From the day's first instant on, since a row may hold samples up to a minute after its key.
    PLUMB_ASSIGN(rows_, store::LoadRowsOf(state_, target_, {day_, range_.to}));
    PLUMB_TRY(FindTimes());
    PLUMB_TRY(FindSeries());
    for (const Tier& tier : store::kTiers) PLUMB_TRY(Begin(tier));
    for (size_t first = 0; first < series_.size(); first += kSeriesAtOnce)
      PLUMB_TRY(TakeBatch(
          std::span(series_).subspan(first, std::min(kSeriesAtOnce, series_.size() - first))));
    return Finish();
  }

 private:
  // When the target has samples, and the series that rows and segments have any of.
  Status FindTimes() {
    PLUMB_ASSIGN(const auto heads, store::LoadPeriods(state_, target_, range_, {}));
    for (const StoredPeriod& period : heads)
      for (const Timestamp time : period.times())
        if (range_.Contains(time)) times_.push_back(time);
    for (const store::RowRef& ref : rows_)
      if (range_.Contains(ref.key.time) && !ref.row.Has(store::kRowSpread))
        times_.push_back(ref.key.time);
    SortUnique(times_);
    return Ok();
  }

  Status FindSeries() {
    for (const store::RowRef& ref : rows_)
      series_.insert(series_.end(), ref.layout->series.begin(), ref.layout->series.end());
    for (const store::Level level : store::kRawLevels)
      PLUMB_TRY(AddSeriesOf(level, store::PeriodStart(level, range_.from),
                            store::PeriodStart(level, range_.to)));
    // Those that had samples when the day was rolled up before are to be looked at again.
    for (const Tier& tier : store::kTiers) {
      const store::Level level = tier.LevelOf(TierColumn::kCount);
      const Timestamp start = store::PeriodStart(level, range_.from);
      PLUMB_TRY(AddSeriesOf(level, start, start));
    }
    std::sort(series_.begin(), series_.end());
    series_.erase(std::unique(series_.begin(), series_.end()), series_.end());
    return Ok();
  }

  // Of the periods with starts from `first` to `last`.
  Status AddSeriesOf(store::Level level, Timestamp first, Timestamp last) {
    PLUMB_ASSIGN(auto start, store::FindPeriodFrom(state_, level, target_, first));
    while (start && *start <= last) {
      PLUMB_ASSIGN(const auto period, store::LoadPeriod(state_, level, target_, *start));
      if (!period) break;
      for (const store::SegmentRef& segment : period->segments)
        for (const auto& entry : segment.view.entries())
          if (series_.empty() || series_.back() != entry.series) series_.push_back(entry.series);
      PLUMB_ASSIGN(start, store::FindPeriodFrom(state_, level, target_, *start + 1));
    }
    return Ok();
  }

  Status Begin(const Tier& tier) {
    TierWork& work = works_.emplace_back(TierWork{.tier = &tier});
    work.start = store::PeriodStart(tier.first, range_.from);
    work.range = {work.start + 1, work.start + tier.period};
    TierPeriod::Times times;
    for (const TierColumn column : store::kTierColumns) {
      auto& of_column = times[static_cast<size_t>(column)];
      of_column = column == TierColumn::kSamples ? Edges(tier) : Ends(tier);
      PLUMB_TRY(AddOldTimes(tier.LevelOf(column), work.start, of_column));
    }
    work.period.emplace(std::move(times));
    return Ok();
  }

  // The first and the last time of the target in each window.
  [[nodiscard]] std::vector<Timestamp> Edges(const Tier& tier) const {
    std::vector<Timestamp> edges;
    for (size_t i = 0; i < times_.size(); ++i) {
      const Timestamp end = tier.WindowEnd(times_[i]);
      const bool first = i == 0 || tier.WindowEnd(times_[i - 1]) != end;
      const bool last = i + 1 == times_.size() || tier.WindowEnd(times_[i + 1]) != end;
      if (first || last) edges.push_back(times_[i]);
    }
    return edges;
  }

  // The windows' ends.
  [[nodiscard]] std::vector<Timestamp> Ends(const Tier& tier) const {
    std::vector<Timestamp> ends;
    if (spread_)
      for (Timestamp end = day_ + tier.resolution; end <= range_.to; end += tier.resolution)
        ends.push_back(end);
    for (const Timestamp time : times_) ends.push_back(tier.WindowEnd(time));
    SortUnique(ends);
    return ends;
  }

  // What stays of the period has its times.
  Status AddOldTimes(store::Level level, Timestamp start, std::vector<Timestamp>& times) {
    PLUMB_ASSIGN(const auto old, store::LoadPeriodHead(state_, level, target_, start));
    if (!old) return Ok();
    for (const Timestamp time : old->times())
      if (!range_.Contains(time)) times.push_back(time);
    SortUnique(times);
    return Ok();
  }

  Status TakeBatch(std::span<const SeriesId> series) {
    PLUMB_ASSIGN(auto periods, store::LoadPeriods(state_, target_, range_, series));
    const store::ChunkInput input{.first = range_.from, .rows = rows_, .periods = periods};
    PLUMB_ASSIGN(auto chunk, store::GatherColumns(state_.txn.path(), input, series, range_));
    // Where series ended is of no interest here.
    chunk.blocks.clear();
    const auto columns = store::AssembleColumns(std::move(chunk), range_);
    for (TierWork& work : works_) {
      PLUMB_ASSIGN(std::vector<WindowPoints> old, ReadOld(work, series));
      for (size_t i = 0; i < series.size(); ++i) {
        PLUMB_ASSIGN(const auto verdict, rules_.Find(state_, table_, series[i]));
        WindowPoints fresh;
        const auto index = static_cast<size_t>(work.tier - store::kTiers.data());
        if (verdict.tiers[index])
          fresh = Summarize(*work.tier, verdict.kind, SamplesOf(columns[i]));
        work.changed = work.changed || !fresh.empty();
        work.period->Add(series[i], Merge(*work.tier, range_, std::move(old[i]), std::move(fresh)));
      }
    }
    return Ok();
  }

  Result<std::vector<WindowPoints>> ReadOld(const TierWork& work,
                                            std::span<const SeriesId> series) {
    std::vector<WindowPoints> points(series.size());
    for (const TierColumn column : store::kTierColumns) {
      PLUMB_ASSIGN(auto periods, store::LoadPeriodsOf(state_, work.tier->LevelOf(column), target_,
                                                      work.range, series));
      if (periods.empty()) continue;
      const store::ChunkInput input{.first = work.range.from, .rows = {}, .periods = periods};
      PLUMB_ASSIGN(auto chunk, store::GatherColumns(state_.txn.path(), input, series, work.range));
      const auto columns = store::AssembleColumns(std::move(chunk), work.range);
      for (size_t i = 0; i < series.size(); ++i) {
        SeriesSamples samples = SamplesOf(columns[i]);
        points[i].of(column) = std::move(samples.floats);
        if (column == TierColumn::kSamples) points[i].histograms = std::move(samples.histograms);
      }
    }
    return points;
  }

  Result<std::vector<BuiltPeriod>> Finish() {
    std::vector<BuiltPeriod> built;
    for (TierWork& work : works_) {
      if (!work.changed) continue;
      auto segments = work.period->Finish();
      for (const TierColumn column : store::kTierColumns) {
        BuiltPeriod period{
            .key = {.level = work.tier->LevelOf(column), .target = target_, .start = work.start},
            .was = 0,
            .segments = std::move(segments[static_cast<size_t>(column)])};
        PLUMB_ASSIGN(period.was, store::HashPeriod(state_.txn, state_.tables, period.key));
        for (const auto& segment : period.segments) period.bytes += segment.bytes.size();
        built.push_back(std::move(period));
      }
    }
    return built;
  }

  const store::StoreState& state_;
  store::SeriesTable& table_;
  SeriesRules& rules_;
  store::TargetId target_;
  Timestamp day_;
  model::TimeRange range_;  // of its windows
  bool spread_ = false;
  std::vector<store::RowRef> rows_;
  std::vector<Timestamp> times_;
  std::vector<SeriesId> series_;
  std::vector<TierWork> works_;
};

}  // namespace

Result<std::vector<BuiltPeriod>> RollUpDay(const store::StoreState& state,
                                           store::SeriesTable& series, SeriesRules& rules,
                                           store::TargetId target, Timestamp day) {
  return DayRollup(state, series, rules, target, day).Run();
}

}  // namespace plumb::maintenance
