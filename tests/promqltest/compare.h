// Compares what an evaluation gives with what a promqltest script expects, as upstream's runner
// does.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/number.h"
#include "model/histogram_arithmetic.h"
#include "model/histogram_text.h"
#include "model/query_result.h"
#include "model/sample.h"

namespace plumb::promqltest {

// What went wrong; nothing if the case passed.
using Problem = std::optional<std::string>;

// A float, or a histogram.
struct Point {
  Timestamp time = 0;
  double value = 0;
  std::shared_ptr<const model::Histogram> histogram = nullptr;
  bool hint_counts = false;  // of an expected histogram: its reset hint is expected as well
};

// Points by label set, in order of time.
using SeriesMap = std::map<std::string, std::vector<Point>>;

// Equal within a millionth of both together; NaN equals NaN, a stale marker only itself.
inline bool AlmostEqual(double a, double b) {
  if (model::IsStale(a) || model::IsStale(b)) return model::IsStale(a) && model::IsStale(b);
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (a == b) return true;
  const double sum = std::fabs(a) + std::fabs(b);
  constexpr double kMinNormal = std::numeric_limits<double>::min();
  constexpr double kEpsilon = 0.000001;
  const double difference = std::fabs(a - b);
  if (a == 0 || b == 0 || sum < kMinNormal) return difference < kEpsilon * kMinNormal;
  return difference / std::min(sum, std::numeric_limits<double>::max()) < kEpsilon;
}

inline bool AlmostEqual(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return AlmostEqual(x, y); });
}

inline bool AlmostEqual(model::Histogram a, model::Histogram b) {
  model::CompactHistogram(a);
  model::CompactHistogram(b);
  return a.schema == b.schema && a.zero_threshold == b.zero_threshold &&
         AlmostEqual(a.zero_count, b.zero_count) && AlmostEqual(a.count, b.count) &&
         AlmostEqual(a.sum, b.sum) && a.positive_spans == b.positive_spans &&
         a.negative_spans == b.negative_spans &&
         AlmostEqual(a.positive_buckets, b.positive_buckets) &&
         AlmostEqual(a.negative_buckets, b.negative_buckets) && a.custom_values == b.custom_values;
}

inline bool Matches(const Point& expected, const Point& got) {
  if (expected.time != got.time) return false;
  if ((expected.histogram == nullptr) != (got.histogram == nullptr)) return false;
  if (expected.histogram == nullptr) return AlmostEqual(expected.value, got.value);
  if (expected.hint_counts && expected.histogram->reset_hint != got.histogram->reset_hint)
    return false;
  return AlmostEqual(*expected.histogram, *got.histogram);
}

inline std::string Describe(const SeriesMap& series) {
  std::string out;
  for (const auto& [labels, points] : series) {
    out += "    " + labels;
    for (const Point& point : points) {
      out += ' ';
      if (point.histogram != nullptr) {
        model::AppendHistogram(out, *point.histogram);
      } else {
        out += FormatGeneral(point.value);
      }
      out += "@" + std::to_string(point.time);
    }
    out += "\n";
  }
  return out.empty() ? "    nothing\n" : out;
}

inline Problem Compare(const SeriesMap& expected, const SeriesMap& got) {
  const bool same = std::equal(
      expected.begin(), expected.end(), got.begin(), got.end(), [](const auto& a, const auto& b) {
        return a.first == b.first && std::equal(a.second.begin(), a.second.end(), b.second.begin(),
                                                b.second.end(), Matches);
      });
  if (same) return std::nullopt;
  return "expected\n" + Describe(expected) + "got\n" + Describe(got);
}

inline SeriesMap ToMap(const model::QueryResult& answer) {
  SeriesMap map;
  for (const model::Series& series : answer.series) {
    std::vector<Point>& points = map[series.labels.ToString()];
    for (size_t i = 0; i < series.times.size(); ++i)
      points.push_back({.time = series.times[i], .value = series.values[i]});
    for (const model::HistogramPoint& point : series.histograms)
      points.push_back({.time = point.time, .histogram = point.histogram});
    std::stable_sort(points.begin(), points.end(),
                     [](const Point& a, const Point& b) { return a.time < b.time; });
  }
  return map;
}

}  // namespace plumb::promqltest
