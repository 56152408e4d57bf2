// SPDX-License-Identifier: Apache-2.0
#include "reference/classic_histograms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/number.h"

namespace plumb::reference {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

// By bound; the counts of equal bounds are added.
std::vector<ClassicBucket> Sorted(std::vector<ClassicBucket> buckets) {
  std::stable_sort(
      buckets.begin(), buckets.end(),
      [](const ClassicBucket& a, const ClassicBucket& b) { return a.bound < b.bound; });
  std::vector<ClassicBucket> out;
  for (const ClassicBucket& bucket : buckets) {
    if (!out.empty() && out.back().bound == bucket.bound)
      out.back().count += bucket.count;
    else
      out.push_back(bucket);
  }
  return out;
}

bool AlmostEqual(double a, double b) {
  constexpr double kTolerance = 1e-12;
  constexpr double kMinNormal = std::numeric_limits<double>::min();
  if (std::isnan(a) && std::isnan(b)) return true;
  if (a == b) return true;
  const double sum = std::fabs(a) + std::fabs(b);
  const double difference = std::fabs(a - b);
  if (a == 0 || b == 0 || sum < kMinNormal) return difference < kTolerance * kMinNormal;
  return difference / std::min(sum, std::numeric_limits<double>::max()) < kTolerance;
}

void MakeMonotone(std::vector<ClassicBucket>& buckets) {
  double before = buckets[0].count;
  for (ClassicBucket& bucket : buckets) {
    if (bucket.count == before) continue;
    if (AlmostEqual(before, bucket.count) || bucket.count < before)
      bucket.count = before;
    else
      before = bucket.count;
  }
}

}  // namespace

std::vector<ClassicHistogram> ClassicHistogramsOf(const Vector& vector) {
  std::vector<ClassicHistogram> found;
  std::map<model::Labels, size_t> places;
  for (const Element& element : vector) {
    if (element.histogram != nullptr) continue;
    const auto bound = ParseFloat(element.labels.Get(model::kBucketLabel));
    if (!bound) continue;
    model::Labels labels = model::LabelsBuilder(element.labels).Drop(model::kBucketLabel).Build();
    const auto [place, is_new] = places.try_emplace(labels, found.size());
    if (is_new) found.push_back({.labels = std::move(labels), .buckets = {}});
    found[place->second].buckets.push_back({*bound, element.value});
  }
  return found;
}

double ClassicQuantile(double q, std::vector<ClassicBucket> buckets) {
  if (std::isnan(q)) return kNan;
  if (q < 0) return -kInf;
  if (q > 1) return kInf;
  buckets = Sorted(std::move(buckets));
  if (buckets.back().bound != kInf) return kNan;
  MakeMonotone(buckets);
  if (buckets.size() < 2) return kNan;
  const double total = buckets.back().count;
  if (total == 0) return kNan;
  double rank = q * total;
  size_t b = 0;
  while (b < buckets.size() - 1 && !(buckets[b].count >= rank)) ++b;
  if (b == buckets.size() - 1) return buckets[buckets.size() - 2].bound;
  if (b == 0 && buckets[0].bound <= 0) return buckets[0].bound;
  double start = 0;
  double count = buckets[b].count;
  if (b > 0) {
    start = buckets[b - 1].bound;
    count -= buckets[b - 1].count;
    rank -= buckets[b - 1].count;
  }
  return start + (buckets[b].bound - start) * (rank / count);
}

double ClassicFraction(double lower, double upper, std::vector<ClassicBucket> buckets) {
  buckets = Sorted(std::move(buckets));
  if (buckets.back().bound != kInf) return kNan;
  const double total = buckets.back().count;
  if (total == 0 || std::isnan(lower) || std::isnan(upper)) return kNan;
  if (lower >= upper) return 0;
  // How many observations lie below a value.
  const auto below = [&](double value) {
    double before = 0;
    double start = buckets[0].bound > 0 ? 0 : -kInf;
    for (const ClassicBucket& bucket : buckets) {
      if (start >= value) return before;
      if (bucket.bound > value)
        return before + (bucket.count - before) * (value - start) / (bucket.bound - start);
      before = bucket.count;
      start = bucket.bound;
    }
    return total;
  };
  return (std::min(below(upper), total) - std::min(below(lower), total)) / total;
}

}  // namespace plumb::reference
