#include "charts/heat_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "base/number.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "model/histogram_arithmetic.h"
#include "model/histogram_buckets.h"
#include "units/metric_unit.h"

namespace plumb::charts {
namespace {

// Less is what rounding left of nothing.
constexpr double kNothing = 1e-9;

// What was counted at a time, by upper bound.
using Counts = std::map<double, double>;
using CountsByTime = std::map<Timestamp, Counts>;

std::optional<double> BoundOf(const model::Series& series) {
  return ParseFloat(series.labels.Get(model::kBucketLabel));
}

bool IsIdentifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':';
}

// The unit of the bounds: that of the first name in the expression, or of the metric, that has one.
units::Unit UnitOfBounds(const Data& data, const Request& request) {
  if (!request.unit.empty()) return units::FindUnit(request.unit);
  std::string text(data.series.front().labels.metric_name());
  text += ' ' + data.expression;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && IsIdentifier(text[end])) ++end;
    std::string_view name = std::string_view(text).substr(begin, end - begin);
    if (name.ends_with("_bucket")) name.remove_suffix(std::string_view("_bucket").size());
    const std::string_view id = units::UnitIdFor({.metric = name});
    if (!name.empty() && id != "short") return units::FindUnit(id);
    begin = end + 1;
  }
  return units::FindUnit(
      units::UnitIdFor({.metric = {}, .unit_word = data.unit_word, .expression = {}}));
}

// What a counter grew by since the sample before; after a reset it counts from zero.
model::Series Increases(const model::Series& series) {
  model::Series increases{.labels = series.labels};
  for (size_t i = 1; i < series.values.size(); ++i) {
    const double before = series.values[i - 1];
    const double now = series.values[i];
    if (!std::isfinite(before) || !std::isfinite(now)) continue;
    increases.times.push_back(series.times[i]);
    increases.values.push_back(now >= before ? now - before : now);
  }
  return increases;
}

CountsByTime ClassicCounts(const Data& data) {
  CountsByTime sums;
  for (const model::Series& each : data.series) {
    const bool counter = each.labels.metric_name().ends_with("_bucket") && each.values.size() > 1;
    const model::Series series = counter ? Increases(each) : each;
    for (size_t i = 0; i < series.values.size(); ++i)
      if (std::isfinite(series.values[i]))
        sums[series.times[i]][*BoundOf(each)] += series.values[i];
  }
  for (auto& [time, counts] : sums) {
    double below = 0;
    for (auto& [bound, count] : counts) {
      const double all = std::max(count, below);
      count = all - below;
      below = all;
    }
  }
  return sums;
}

bool IsCounter(const model::Series& series) {
  return !series.labels.metric_name().empty() &&
         std::none_of(series.histograms.begin(), series.histograms.end(),
                      [](const model::HistogramPoint& point) {
                        return point.histogram->reset_hint == model::ResetHint::kGauge;
                      });
}

void AddBuckets(const model::Histogram& histogram, double factor, Counts& counts) {
  for (const model::Bucket& bucket : model::DisjointBucketsOf(histogram))
    counts[bucket.upper] += factor * bucket.count;
}

// The coarsest schema of all; where that makes too many rows, a coarser one.
CountsByTime NativeCounts(const Data& data, int schema) {
  CountsByTime sums;
  for (const model::Series& series : data.series) {
    const bool counter = IsCounter(series);
    for (size_t i = counter ? 1 : 0; i < series.histograms.size(); ++i) {
      const auto at = [&](size_t n) {
        const model::Histogram& histogram = *series.histograms[n].histogram;
        const bool exponential = !model::HasCustomBuckets(histogram);
        return exponential && histogram.schema > schema ? model::Coarsened(histogram, schema)
                                                        : histogram;
      };
      Counts& counts = sums[series.histograms[i].time];
      AddBuckets(at(i), 1, counts);
      if (counter &&
          !model::DetectReset(*series.histograms[i].histogram, *series.histograms[i - 1].histogram))
        AddBuckets(at(i - 1), -1, counts);
    }
  }
  return sums;
}

std::map<double, bool> BoundsOf(const CountsByTime& counts) {
  std::map<double, bool> bounds;  // whether anything was ever counted there
  for (const auto& [time, each] : counts)
    for (const auto& [bound, count] : each) {
      bool& used = bounds[bound];
      used = used || count > kNothing;
    }
  return bounds;
}

CountsByTime NativeCountsInRows(const Data& data, size_t most) {
  constexpr int kFinest = 8;
  constexpr int kCoarsest = -4;
  int schema = kFinest;
  for (const model::Series& series : data.series)
    for (const model::HistogramPoint& point : series.histograms)
      if (!model::HasCustomBuckets(*point.histogram))
        schema = std::min(schema, point.histogram->schema);
  CountsByTime counts = NativeCounts(data, schema);
  while (schema > kCoarsest && BoundsOf(counts).size() > most)
    counts = NativeCounts(data, --schema);
  return counts;
}

std::string BoundText(double bound, const units::Unit& unit) {
  return std::isinf(bound) && bound > 0 ? "+Inf" : units::Text(unit, bound);
}

// Joins neighbours, `together` at a time from the bottom up; the uppermost names them.
void JoinRows(std::vector<HeatRow>& rows, size_t most) {
  const size_t together = (rows.size() + most - 1) / most;
  if (together <= 1) return;
  std::vector<HeatRow> joined;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i % together == 0) {
      joined.push_back(std::move(rows[i]));
      continue;
    }
    std::map<Timestamp, double> sums;
    for (const model::Series* part : {&joined.back().series, &rows[i].series})
      for (size_t k = 0; k < part->times.size(); ++k) sums[part->times[k]] += part->values[k];
    HeatRow row{.label = rows[i].label, .series = {}};
    for (const auto& [time, value] : sums) {
      row.series.times.push_back(time);
      row.series.values.push_back(value);
    }
    joined.back() = std::move(row);
  }
  rows = std::move(joined);
}

HeatRows RowsOfCounts(const CountsByTime& counts, const units::Unit& bounds_unit, size_t most) {
  HeatRows rows{.counts = true, .unit = units::FindUnit("short")};
  const std::map<double, bool> bounds = BoundsOf(counts);
  auto first = bounds.begin();
  auto last = bounds.end();
  while (first != last && !first->second) ++first;
  while (last != first && !std::prev(last)->second) --last;
  if (first == last) {
    first = bounds.begin();
    last = bounds.end();
  }
  for (auto at = first; at != last; ++at) {
    HeatRow row{.label = BoundText(at->first, bounds_unit), .series = {}};
    for (const auto& [time, each] : counts) {
      const auto found = each.find(at->first);
      row.series.times.push_back(time);
      row.series.values.push_back(found == each.end() || found->second <= kNothing ? 0
                                                                                   : found->second);
    }
    rows.rows.push_back(std::move(row));
  }
  JoinRows(rows.rows, most);
  return rows;
}

HeatRows RowsOfSeries(const Data& data, Request request, size_t most) {
  if (!request.sort) request.sort = Sorting{};
  const Selection selection =
      Select(data, request, request.top > 0 ? std::min(request.top, most) : most);
  HeatRows rows{.unit = selection.unit, .left_out = selection.left_out};
  for (auto at = selection.series.rbegin(); at != selection.series.rend(); ++at)
    rows.rows.push_back({.label = at->name, .series = *at->series});
  return rows;
}

}  // namespace

bool IsHistogram(const Data& data) {
  const auto native = [](const model::Series& series) {
    return series.values.empty() && !series.histograms.empty();
  };
  const auto classic = [](const model::Series& series) {
    return series.histograms.empty() && BoundOf(series).has_value();
  };
  return !data.series.empty() && (std::all_of(data.series.begin(), data.series.end(), native) ||
                                  std::all_of(data.series.begin(), data.series.end(), classic));
}

HeatRows MakeHeatRows(const Data& data, const Request& request, size_t most) {
  if (!IsHistogram(data)) return RowsOfSeries(data, request, most);
  const bool native = data.series.front().values.empty();
  return RowsOfCounts(native ? NativeCountsInRows(data, most) : ClassicCounts(data),
                      UnitOfBounds(data, request), most);
}

}  // namespace plumb::charts
