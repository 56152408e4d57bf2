#include "ingest/sample_rules.h"

#include <fmt/core.h>

namespace plumb::ingest {

namespace {

uint64_t SpanBuckets(const std::vector<model::Span>& spans) {
  uint64_t buckets = 0;
  for (const model::Span& span : spans) buckets += span.length;
  return buckets;
}

}  // namespace

Result<LabelRules> ParseRules(std::string name, const std::vector<std::string>& labels) {
  LabelRules rules{.name = std::move(name), .labels = {}};
  for (const std::string& label : labels) {
    const size_t equals = label.find('=');
    if (equals == 0 || equals == std::string::npos)
      return Error{Exit::kUsage, fmt::format("'{}' is not NAME=VALUE", label)};
    rules.labels.emplace_back(label.substr(0, equals), label.substr(equals + 1));
  }
  return rules;
}

model::Labels ApplyRules(const LabelRules& rules, const model::Labels& labels) {
  if (rules.empty()) return labels;
  model::LabelsBuilder builder(labels);
  if (labels.metric_name().empty() && !rules.name.empty())
    builder.Set(model::kMetricName, rules.name);
  for (const auto& [name, value] : rules.labels) builder.Set(name, value);
  return builder.Build();
}

std::string_view CheckLabels(const model::Labels& labels) {
  if (labels.metric_name().empty()) return "no metric name; give one with --name";
  for (const model::LabelView label : labels)
    if (label.name.empty()) return "a label without a name";
  return "";
}

std::string_view CheckTime(Timestamp time) {
  return time < model::kMinTime || time > model::kMaxTime ? "the time is out of range" : "";
}

std::string_view CheckHistogram(const model::Histogram& histogram) {
  if (SpanBuckets(histogram.positive_spans) != histogram.positive_buckets.size() ||
      SpanBuckets(histogram.negative_spans) != histogram.negative_buckets.size())
    return "the histogram's spans and buckets differ in number";
  return "";
}

}  // namespace plumb::ingest
