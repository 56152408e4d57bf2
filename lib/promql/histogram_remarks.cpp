#include "promql/histogram_remarks.h"

#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {

namespace {

std::string_view NameOf(Combination kind) {
  switch (kind) {
    case Combination::kAddition:
      return "addition";
    case Combination::kSubtraction:
      return "subtraction";
    case Combination::kAggregation:
      break;
  }
  return "aggregation";
}

std::string ForMetric(std::string text, std::string_view metric) {
  if (!metric.empty()) text += " for metric name " + text::GoQuote(metric);
  return text;
}

}  // namespace

std::string MixedFloatsAndHistograms(std::string_view metric) {
  return "encountered a mix of histograms and floats for metric name " + text::GoQuote(metric);
}

std::string MixedInAggregation() {
  return "encountered a mix of histograms and floats for aggregation";
}

std::string MixedBucketKinds(std::string_view metric) {
  return "vector contains a mix of histograms with exponential and custom buckets schemas for "
         "metric name " +
         text::GoQuote(metric);
}

std::string MixedClassicAndNative(std::string_view metric) {
  return ForMetric("vector contains a mix of classic and native histograms", metric);
}

std::string NotACounterHistogram(std::string_view metric) {
  return "this native histogram metric is not a counter: " + text::GoQuote(metric);
}

std::string NotAGaugeHistogram(std::string_view metric) {
  return "this native histogram metric is not a gauge: " + text::GoQuote(metric);
}

std::string StartTimesOverlap(std::string_view metric) {
  return "sample has start time that overlaps with previous sample timestamp for metric " +
         text::GoQuote(metric);
}

std::string IncompatibleBuckets(std::string_view binary_operator) {
  return fmt::format("incompatible bucket layout encountered for binary operator {}",
                     binary_operator);
}

std::string IgnoredInRange(std::string_view metric) {
  return "ignored histograms in a range containing both floats and histograms for metric name " +
         text::GoQuote(metric);
}

std::string IgnoredInAggregation(std::string_view aggregator) {
  return fmt::format("ignored histogram in {} aggregation", aggregator);
}

std::string IncompatibleTypes(std::string_view left, std::string_view binary_operator,
                              std::string_view right) {
  return fmt::format("incompatible sample types encountered for binary operator \"{}\": {} {} {}",
                     binary_operator, left, binary_operator, right);
}

std::string QuantileIsNan(std::string_view metric) {
  return ForMetric("input to histogram_quantile has NaN observations, result is NaN", metric);
}

std::string QuantileIsSkewed(std::string_view metric) {
  return ForMetric("input to histogram_quantile has NaN observations, result is skewed higher",
                   metric);
}

std::string FractionWithoutNan(std::string_view metric) {
  return ForMetric(
      "input to histogram_fraction has NaN observations, which are excluded from all fractions",
      metric);
}

void RemarkBounds(const model::Combining& combining, Combination kind, Remarks& remarks) {
  if (combining.bounds_reconciled)
    remarks.Inform(
        fmt::format("mismatched custom buckets were reconciled during {}", NameOf(kind)));
}

void RemarkAll(const model::Combining& combining, Combination kind, Remarks& remarks) {
  RemarkBounds(combining, kind, remarks);
  if (combining.resets_conflict)
    remarks.Warn(fmt::format("conflicting counter resets during histogram {}", NameOf(kind)));
}

}  // namespace plumb::promql
