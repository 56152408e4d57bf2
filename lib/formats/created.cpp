#include "formats/created.h"

#include <algorithm>
#include <cmath>

namespace plumb::formats {

namespace {

using model::MetricType;

bool HasCreated(MetricType type) {
  return type == MetricType::kCounter || type == MetricType::kHistogram ||
         type == MetricType::kSummary;
}

}  // namespace

Status CreatedSink::OnScrape(const model::ScrapeBlock& block) {
  PLUMB_TRY(Finish());
  return next_.OnScrape(block);
}

Status CreatedSink::OnComment(const model::StreamComment& comment) {
  PLUMB_TRY(Finish());
  return next_.OnComment(comment);
}

Status CreatedSink::OnMetadata(MetadataField field, const model::Metadata& metadata) {
  PLUMB_TRY(Finish());
  if (metadata.metric != family_) {
    family_ = metadata.metric;
    type_ = MetricType::kUnknown;
  }
  if (field == MetadataField::kType) type_ = metadata.type;
  return next_.OnMetadata(field, metadata);
}

bool CreatedSink::IsOfFamily(std::string_view name) const {
  if (!name.starts_with(family_)) return false;
  const std::string_view suffix = name.substr(family_.size());
  switch (type_) {
    case MetricType::kCounter:
      return suffix == "_total";
    case MetricType::kHistogram:
      return suffix == "_bucket" || suffix == "_count" || suffix == "_sum";
    case MetricType::kSummary:
      return suffix.empty() || suffix == "_count" || suffix == "_sum";
    default:
      return false;
  }
}

// The labels that all samples of one metric share.
std::string CreatedSink::KeyOf(const model::Labels& labels) const {
  model::LabelsBuilder builder(labels);
  builder.Drop(model::kMetricName);
  if (type_ == MetricType::kHistogram) builder.Drop(model::kBucketLabel);
  if (type_ == MetricType::kSummary) builder.Drop(model::kQuantileLabel);
  return builder.Build().bytes();
}

Status CreatedSink::OnSample(const model::StreamSample& sample) {
  const std::string_view name = sample.labels.metric_name();
  if (!HasCreated(type_) || sample.histogram != nullptr) return next_.OnSample(sample);
  if (name.starts_with(family_) && name.substr(family_.size()) == "_created" &&
      std::isfinite(sample.value)) {
    created_[KeyOf(sample.labels)] = std::llround(sample.value * 1000);
    return Ok();
  }
  if (!IsOfFamily(name)) {
    PLUMB_TRY(Finish());
    return next_.OnSample(sample);
  }
  held_.push_back({.labels = sample.labels,
                   .time = sample.time,
                   .value = sample.value,
                   .exemplar = sample.exemplar == nullptr
                                   ? std::nullopt
                                   : std::optional<model::Exemplar>(*sample.exemplar),
                   .line = sample.line,
                   .key = KeyOf(sample.labels)});
  return Ok();
}

Status CreatedSink::Finish() {
  const std::vector<Held> held = std::exchange(held_, {});
  const auto created = std::exchange(created_, {});
  for (const Held& one : held) {
    const auto at = created.find(one.key);
    PLUMB_TRY(next_.OnSample(
        {.labels = one.labels,
         .time = one.time,
         .value = one.value,
         .exemplar = one.exemplar ? &*one.exemplar : nullptr,
         .start_time = at == created.end() ? std::nullopt : std::optional<Timestamp>(at->second),
         .line = one.line}));
  }
  return Ok();
}

}  // namespace plumb::formats
