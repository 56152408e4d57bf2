// SPDX-License-Identifier: Apache-2.0
// Functions of instant vectors of histograms, classic and native.
#include <cmath>
#include <limits>
#include <set>

#include "base/number.h"
#include "model/histogram_buckets.h"
#include "reference/classic_histograms.h"
#include "reference/names.h"
#include "reference/native_histograms.h"
#include "reference/sums.h"

namespace plumb::reference {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

double NativeVariance(const model::Histogram& histogram) {
  const double mean = histogram.sum / histogram.count;
  Sum squares;
  for (const model::Bucket& bucket : model::BucketsOf(histogram)) {
    double middle = 0;
    if (bucket.upper < 0 || bucket.lower > 0)
      middle = std::copysign(std::sqrt(bucket.upper * bucket.lower), bucket.upper);
    const double off = middle - mean;
    squares.Add(bucket.count * off * off);
  }
  return (squares.total + squares.error) / histogram.count;
}

Result<double> NativeNumber(std::string_view function, const model::Histogram& histogram) {
  if (function == "histogram_count") return histogram.count;
  if (function == "histogram_sum") return histogram.sum;
  if (function == "histogram_avg") return histogram.sum / histogram.count;
  if (model::HasCustomBuckets(histogram)) return Unsupported("deviations with custom buckets");
  const double variance = NativeVariance(histogram);
  return function == "histogram_stdvar" ? variance : std::sqrt(variance);
}

Element ElementOf(const ClassicHistogram& classic, double value) {
  return {.labels = classic.labels, .value = value};
}

// The quantiles of all histograms; where a native and a classic one have the same labels, of none.
Vector Quantiles(double q, const Vector& vector) {
  Vector out;
  std::set<model::Labels> classic;
  for (const ClassicHistogram& one : ClassicHistogramsOf(vector)) classic.insert(one.labels);
  std::set<model::Labels> native;
  for (const Element& element : vector) {
    if (element.histogram == nullptr) continue;
    native.insert(element.labels);
    if (classic.contains(element.labels)) continue;
    Element quantile{.labels = element.labels, .value = NativeQuantile(q, *element.histogram)};
    out.push_back(std::move(quantile));
  }
  for (const ClassicHistogram& one : ClassicHistogramsOf(vector))
    if (!native.contains(one.labels))
      out.push_back(ElementOf(one, ClassicQuantile(q, one.buckets)));
  return out;
}

Result<Vector> Fractions(double lower, double upper, const Vector& vector) {
  for (const Element& element : vector)
    if (element.histogram != nullptr) return Unsupported("fractions of native histograms");
  Vector out;
  for (const ClassicHistogram& one : ClassicHistogramsOf(vector))
    out.push_back(ElementOf(one, ClassicFraction(lower, upper, one.buckets)));
  return out;
}

}  // namespace

double NativeQuantile(double q, const model::Histogram& histogram) {
  if (q < 0) return -kInf;
  if (q > 1) return kInf;
  if (histogram.count == 0 || std::isnan(q)) return kNan;
  std::vector<model::Bucket> buckets = model::DisjointBucketsOf(histogram);
  const bool upwards = std::isnan(histogram.sum) || q < 0.5;
  double rank = (upwards ? q : 1 - q) * histogram.count;
  model::Bucket bucket;
  double count = 0;
  for (size_t i = 0; i < buckets.size(); ++i) {
    bucket = upwards ? buckets[i] : buckets[buckets.size() - 1 - i];
    count += bucket.count;
    if (count >= rank) break;
  }
  if (model::HasCustomBuckets(histogram)) {
    if (bucket.lower == -kInf) {
      if (bucket.upper <= 0) return bucket.upper;
      bucket.lower = 0;
    } else if (bucket.upper == kInf) {
      return bucket.lower;
    }
  } else if (bucket.lower < 0 && bucket.upper > 0) {
    const bool negative = !histogram.negative_buckets.empty();
    const bool positive = !histogram.positive_buckets.empty();
    if (!negative && positive) bucket.lower = 0;
    if (negative && !positive) bucket.upper = 0;
  }
  count = std::min(count, histogram.count);
  if (count < rank) return std::isnan(histogram.sum) ? kNan : bucket.upper;
  rank = upwards ? rank - (count - bucket.count) : count - rank;
  const double part = rank / bucket.count;
  if (model::HasCustomBuckets(histogram) || (bucket.lower <= 0 && bucket.upper >= 0))
    return bucket.lower + (bucket.upper - bucket.lower) * part;
  const double lower = std::log2(std::fabs(bucket.lower));
  const double upper = std::log2(std::fabs(bucket.upper));
  if (bucket.lower > 0) return std::exp2(lower + (upper - lower) * part);
  return -std::exp2(upper + (lower - upper) * (1 - part));
}

bool IsHistogramFunction(std::string_view function) {
  return function.starts_with("histogram_");
}

Result<Vector> HistogramCall(std::string_view function, const Vector& vector,
                             const std::vector<double>& scalars,
                             const std::vector<std::string>& strings) {
  if (function == "histogram_quantile") return Quantiles(scalars[0], vector);
  if (function == "histogram_fraction") return Fractions(scalars[0], scalars[1], vector);
  Vector out;
  if (function == "histogram_quantiles") {
    for (const double q : scalars) {
      for (Element& element : Quantiles(q, vector)) {
        std::string text;
        AppendOpenMetrics(text, q);
        element.labels = model::LabelsBuilder(element.labels).Set(strings[0], text).Build();
        out.push_back(std::move(element));
      }
    }
    return out;
  }
  for (Element element : vector) {
    if (element.histogram == nullptr) continue;
    PLUMB_ASSIGN(element.value, NativeNumber(function, *element.histogram));
    element.histogram = nullptr;
    out.push_back(std::move(element));
  }
  return out;
}

}  // namespace plumb::reference
