// SPDX-License-Identifier: Apache-2.0
// What is remarked of native histograms, in upstream's words (util/annotations) without prefix and
// place.
#pragma once

#include <string>
#include <string_view>

#include "model/histogram_sum.h"

namespace plumb::promql {

// Takes what a computation has to remark. The place is known behind it.
class Remarks {
 public:
  virtual ~Remarks() = default;
  virtual void Warn(const std::string& text) = 0;
  virtual void Inform(const std::string& text) = 0;
};

// Warnings. `metric` is the name of the series, "" if it has none.
std::string MixedFloatsAndHistograms(std::string_view metric);
std::string MixedInAggregation();
std::string MixedBucketKinds(std::string_view metric);
std::string MixedClassicAndNative(std::string_view metric);
std::string NotACounterHistogram(std::string_view metric);
std::string NotAGaugeHistogram(std::string_view metric);
std::string StartTimesOverlap(std::string_view metric);
std::string IncompatibleBuckets(std::string_view binary_operator);

// Infos.
std::string IgnoredInRange(std::string_view metric);
std::string IgnoredInAggregation(std::string_view aggregator);
std::string IncompatibleTypes(std::string_view left, std::string_view binary_operator,
                              std::string_view right);
std::string QuantileIsNan(std::string_view metric);
std::string QuantileIsSkewed(std::string_view metric);
std::string FractionWithoutNan(std::string_view metric);

enum class Combination { kAddition, kSubtraction, kAggregation };
// Custom bounds that had to be reconciled, as an info.
void RemarkBounds(const model::Combining& combining, Combination kind, Remarks& remarks);
// The same, and counter resets that contradict each other, as a warning.
void RemarkAll(const model::Combining& combining, Combination kind, Remarks& remarks);

}  // namespace plumb::promql
