#include "store/tier_columns.h"

#include <algorithm>
#include <cmath>

#include "store/column_assembly.h"
#include "store/segment_table.h"
#include "store/target_chunk.h"
#include "store/tier_join.h"

namespace plumb::store {

namespace {

using model::RollupValue;
using model::SampleColumn;

using Times = std::vector<Timestamp>;

SampleColumn Empty() {
  static const auto none = std::make_shared<const Times>();
  SampleColumn column;
  column.times = none;
  return column;
}

// As one value of a window is made out of those of two targets.
double Combine(TierColumn column, double a, double b) {
  switch (column) {
    case TierColumn::kMin:
      return b < a || std::isnan(a) ? b : a;
    case TierColumn::kMax:
      return b > a || std::isnan(a) ? b : a;
    case TierColumn::kSum:
    case TierColumn::kCount:
      return a + b;
    case TierColumn::kSamples:
      break;
  }
  return a;
}

void MergeHistograms(const SampleColumn& from, SampleColumn& into) {
  std::vector<model::HistogramPoint> both;
  const auto earlier = [](const auto& a, const auto& b) { return a.time < b.time; };
  std::merge(into.histograms.begin(), into.histograms.end(), from.histograms.begin(),
             from.histograms.end(), std::back_inserter(both), earlier);
  const auto same = [](const auto& a, const auto& b) { return a.time == b.time; };
  both.erase(std::unique(both.begin(), both.end(), same), both.end());
  into.histograms = std::move(both);
}

void Merge(TierColumn column, const SampleColumn& from, SampleColumn& into) {
  Times times;
  std::vector<double> values;
  size_t a = 0;
  size_t b = 0;
  while (a < into.values.size() || b < from.values.size()) {
    const Timestamp time_a = a < into.values.size() ? (*into.times)[a] : INT64_MAX;
    const Timestamp time_b = b < from.values.size() ? (*from.times)[b] : INT64_MAX;
    times.push_back(std::min(time_a, time_b));
    if (time_a == time_b)
      values.push_back(Combine(column, into.values[a++], from.values[b++]));
    else
      values.push_back(time_a < time_b ? into.values[a++] : from.values[b++]);
  }
  into.times = std::make_shared<const Times>(std::move(times));
  into.values = std::move(values);
  MergeHistograms(from, into);
}

// Reads columns of one tier.
class TierColumns {
 public:
  TierColumns(Snapshot& snapshot, const Tier& tier, std::span<const TargetId> targets,
              model::TimeRange range)
      : snapshot_(snapshot), tier_(tier), targets_(targets), range_(range) {}

  Result<std::vector<SampleColumn>> Read(RollupValue value, std::span<const SeriesId> series) {
    switch (value) {
      case RollupValue::kSamples:
        return ReadColumn(TierColumn::kSamples, series, range_);
      case RollupValue::kGrowth:
        return ReadGrowth(series);
      case RollupValue::kMin:
        return ReadNumbers(TierColumn::kMin, series);
      case RollupValue::kMax:
        return ReadNumbers(TierColumn::kMax, series);
      case RollupValue::kSum:
        return ReadNumbers(TierColumn::kSum, series);
      case RollupValue::kCount:
        return ReadCounts(series);
    }
    return std::vector<SampleColumn>();
  }

 private:
  Result<std::vector<SampleColumn>> ReadColumn(TierColumn column, std::span<const SeriesId> series,
                                               model::TimeRange range) {
    std::vector<SampleColumn> all;
    for (const TargetId target : targets_) {
      std::vector<StoredPeriod> periods;
      {
        const std::lock_guard reading(snapshot_.mutex);
        PLUMB_ASSIGN(periods, LoadPeriodsOf(snapshot_.state(), tier_.LevelOf(column), target, range,
                                            series));
      }
      if (periods.empty()) continue;
      const ChunkInput input{.first = range.from, .rows = {}, .periods = periods};
      PLUMB_ASSIGN(TargetChunk chunk,
                   GatherColumns(snapshot_.environment->path(), input, series, range));
      std::vector<SampleColumn> columns = AssembleColumns(std::move(chunk), range);
      if (all.empty()) {
        all = std::move(columns);
        continue;
      }
      for (size_t i = 0; i < all.size(); ++i) Merge(column, columns[i], all[i]);
    }
    if (all.empty()) all.resize(series.size(), Empty());
    return all;
  }

  Result<std::vector<SampleColumn>> ReadCounts(std::span<const SeriesId> series) {
    PLUMB_ASSIGN(auto columns, ReadColumn(TierColumn::kCount, series, range_));
    for (SampleColumn& column : columns) column.weights = column.values;
    return columns;
  }

  // The samples of whole windows with their weights.
  Result<std::vector<SampleColumn>> ReadWeighted(std::span<const SeriesId> series,
                                                 model::TimeRange ends) {
    const model::TimeRange windows{ends.from - tier_.resolution + 1, ends.to};
    PLUMB_ASSIGN(auto columns, ReadColumn(TierColumn::kSamples, series, windows));
    PLUMB_ASSIGN(const auto counts, ReadColumn(TierColumn::kCount, series, ends));
    for (size_t i = 0; i < columns.size(); ++i) Weigh(counts[i], columns[i]);
    return columns;
  }

  Result<std::vector<SampleColumn>> ReadGrowth(std::span<const SeriesId> series) {
    const model::TimeRange ends{tier_.WindowEnd(range_.from), tier_.WindowEnd(range_.to)};
    PLUMB_ASSIGN(auto columns, ReadWeighted(series, ends));
    for (SampleColumn& column : columns) Trim(column, range_);
    return columns;
  }

  // The samples of a window share its count; the last ones get what cannot be shared.
  void Weigh(const SampleColumn& counts, SampleColumn& column) const {
    column.weights.assign(column.values.size(), 1);
    size_t window = 0;
    for (size_t begin = 0; begin < column.values.size();) {
      const Timestamp end = tier_.WindowEnd((*column.times)[begin]);
      size_t after = begin;
      while (after < column.values.size() && (*column.times)[after] <= end) ++after;
      while (window < counts.values.size() && (*counts.times)[window] < end) ++window;
      const auto kept = static_cast<double>(after - begin);
      if (window < counts.values.size() && (*counts.times)[window] == end &&
          counts.values[window] > kept && !HasHistogram(column, end)) {
        const double each = std::floor(counts.values[window] / kept);
        for (size_t i = begin; i < after; ++i) column.weights[i] = each;
        column.weights[after - 1] += counts.values[window] - each * kept;
      }
      begin = after;
    }
  }

  // Counts do not tell floats from histograms.
  [[nodiscard]] bool HasHistogram(const SampleColumn& column, Timestamp end) const {
    return std::any_of(column.histograms.begin(), column.histograms.end(),
                       [&](const auto& point) { return tier_.WindowEnd(point.time) == end; });
  }

  Result<std::vector<SampleColumn>> ReadNumbers(TierColumn number,
                                                std::span<const SeriesId> series) {
    PLUMB_ASSIGN(auto columns, ReadColumn(number, series, range_));
    PLUMB_ASSIGN(const auto counts, ReadColumn(TierColumn::kCount, series, range_));
    std::vector<SeriesId> lacking;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].values.size() < counts[i].values.size()) lacking.push_back(series[i]);
      if (number == TierColumn::kSum) WeighSums(counts[i], columns[i]);
    }
    if (lacking.empty()) return columns;
    const Timestamp last = tier_.WindowEnd(range_.to + 1) - tier_.resolution;
    PLUMB_ASSIGN(const auto samples, ReadWeighted(lacking, {tier_.WindowEnd(range_.from), last}));
    size_t next = 0;
    for (size_t i = 0; i < columns.size(); ++i)
      if (next < lacking.size() && lacking[next] == series[i])
        FillIn(number, samples[next++], columns[i]);
    return columns;
  }

  static void WeighSums(const SampleColumn& counts, SampleColumn& column) {
    size_t window = 0;
    for (const Timestamp end : *column.times) {
      while (window < counts.values.size() && (*counts.times)[window] < end) ++window;
      column.weights.push_back(window < counts.values.size() ? counts.values[window] : 1);
    }
  }

  // Adds the samples of windows that the column does not have.
  void FillIn(TierColumn number, const SampleColumn& samples, SampleColumn& column) const {
    struct Point {
      Timestamp time;
      double value;
      double weight;
    };
    std::vector<Point> points;
    for (size_t i = 0; i < column.values.size(); ++i)
      points.push_back(
          {(*column.times)[i], column.values[i], column.weights.empty() ? 1 : column.weights[i]});
    for (size_t i = 0; i < samples.values.size(); ++i) {
      const Timestamp time = (*samples.times)[i];
      if (std::binary_search(column.times->begin(), column.times->end(), tier_.WindowEnd(time)))
        continue;
      const double weight = samples.weights[i];
      const double value = samples.values[i];
      points.push_back({time, number == TierColumn::kSum ? value * weight : value, weight});
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const Point& a, const Point& b) { return a.time < b.time; });
    Times times;
    column.values.clear();
    column.weights.clear();
    for (const Point& point : points) {
      times.push_back(point.time);
      column.values.push_back(point.value);
      if (number == TierColumn::kSum) column.weights.push_back(point.weight);
    }
    column.times = std::make_shared<const Times>(std::move(times));
  }

  Snapshot& snapshot_;
  const Tier& tier_;
  std::span<const TargetId> targets_;
  model::TimeRange range_;
};

}  // namespace

Result<std::vector<SampleColumn>> ReadTier(Snapshot& snapshot, const Tier& tier, RollupValue value,
                                           std::span<const TargetId> targets,
                                           std::span<const SeriesId> series,
                                           model::TimeRange range) {
  PLUMB_ASSIGN(auto columns, TierColumns(snapshot, tier, targets, range).Read(value, series));
  for (SampleColumn& column : columns) {
    Timestamp last = INT64_MIN;
    if (!column.values.empty()) last = column.times->back();
    if (!column.histograms.empty()) last = std::max(last, column.histograms.back().time);
    if (last != INT64_MIN) column.rollups = {{tier.resolution, tier.WindowEnd(last)}};
  }
  return columns;
}

}  // namespace plumb::store
