#include "formats/family_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/number.h"
#include "formats/stream_writer.h"
#include "text/escape.h"

namespace plumb::formats {

using model::MetricType;

std::string Dropped::Summary(std::string_view format) const {
  const std::array<std::pair<uint64_t, std::string_view>, 5> kinds = {
      {{stale, "stale marker"},
       {histograms, "native histogram"},
       {nameless, "sample without a name"},
       {exemplars, "exemplar"},
       {strings, "string"}}};
  std::string out;
  for (const auto& [count, what] : kinds) {
    if (count == 0) continue;
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, what);
    if (count > 1) out.insert(what == kinds[2].second ? out.rfind(" without") : out.size(), "s");
  }
  if (!out.empty()) out += fmt::format(" dropped: not possible in {}", format);
  return out;
}

Status FamilyWriter::OnMetadata(MetadataField field, const model::Metadata& metadata) {
  model::Metadata& known = metadata_[metadata.metric];
  if (field == MetadataField::kType) known.type = metadata.type;
  if (field == MetadataField::kHelp) known.help = metadata.help;
  if (field == MetadataField::kUnit) known.unit = metadata.unit;
  return Ok();
}

bool FamilyWriter::TakesExemplar(const FamilyPlace& place, std::string_view name) const {
  if (format_ != FamilyFormat::kOpenMetrics) return false;
  if (place.type == MetricType::kCounter) return name.ends_with("_total");
  return HasParts(place.type) && name.ends_with("_bucket");
}

Status FamilyWriter::OnSample(const model::StreamSample& sample) {
  const std::string name(sample.labels.metric_name());
  if (name.empty()) {
    ++dropped_.nameless;
    return Ok();
  }
  if (sample.histogram != nullptr || model::IsStale(sample.value)) {
    ++(sample.histogram != nullptr ? dropped_.histograms : dropped_.stale);
    return Ok();
  }
  const FamilyPlace place = FindFamilyPlace(format_, metadata_, name);
  const auto [at, added] = index_.try_emplace(place.family, families_.size());
  if (added) families_.push_back({.place = place, .samples = {}});
  Kept kept{.labels = sample.labels, .time = sample.time, .value = sample.value};
  if (sample.exemplar != nullptr) {
    if (TakesExemplar(place, name)) {
      kept.exemplar = *sample.exemplar;
    } else {
      ++dropped_.exemplars;
    }
  }
  families_[at->second].samples.push_back(std::move(kept));
  return Ok();
}

// The samples of one metric and time together, buckets by bound, metrics as they first came; series
// of plain families one after the other.
void FamilyWriter::SortMetrics(Family& family) {
  struct Key {
    size_t metric = 0;
    std::optional<Timestamp> time;
    bool last = false;  // sums and counts behind buckets and quantiles
    double bound = 0;
    size_t position = 0;
    auto operator<=>(const Key&) const = default;
  };
  std::unordered_map<std::string, size_t> metrics;
  std::vector<Key> keys;
  for (size_t i = 0; i < family.samples.size(); ++i) {
    const model::Labels& labels = family.samples[i].labels;
    model::LabelsBuilder metric(labels);
    metric.Drop(model::kMetricName);
    Key key{.time = family.samples[i].time, .position = i};
    if (HasParts(family.place.type)) {
      const std::string_view name = labels.metric_name();
      const bool bucket = name.ends_with("_bucket");
      const std::string_view label = bucket ? model::kBucketLabel : model::kQuantileLabel;
      key.last = !bucket && name != family.place.family;
      if (!key.last) {
        key.bound = ParseFloat(labels.Get(label)).value_or(0);
        if (std::isnan(key.bound)) key.bound = 0;  // keys must have an order
        metric.Drop(label);
      }
    }
    key.metric = metrics.try_emplace(metric.Build().bytes(), metrics.size()).first->second;
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end(),
            [](const Key& a, const Key& b) { return (a <=> b) == std::partial_ordering::less; });
  std::vector<Kept> sorted;
  sorted.reserve(keys.size());
  for (const Key& key : keys) sorted.push_back(std::move(family.samples[key.position]));
  family.samples = std::move(sorted);
}

void FamilyWriter::AppendSample(std::string& out, const Kept& sample) const {
  const bool open_metrics = format_ == FamilyFormat::kOpenMetrics;
  sample.labels.AppendTo(out);
  out.push_back(' ');
  AppendGeneral(out, sample.value);
  if (sample.time) {
    out.push_back(' ');
    if (open_metrics) {
      AppendSeconds(out, *sample.time);
    } else {
      AppendInt(out, *sample.time);
    }
  }
  if (sample.exemplar) {
    out += " # ";
    sample.exemplar->labels.AppendTo(out);
    out.push_back(' ');
    AppendGeneral(out, sample.exemplar->value);
    if (sample.exemplar->time) {
      out.push_back(' ');
      AppendSeconds(out, *sample.exemplar->time);
    }
  }
  out.push_back('\n');
}

Status FamilyWriter::Finish(ByteOutput& out) {
  std::string text;
  for (Family& family : families_) {
    SortMetrics(family);
    text.clear();
    AppendFamilyHead(text, format_, metadata_, family.place);
    for (const Kept& sample : family.samples) AppendSample(text, sample);
    PLUMB_TRY(out.Write(text));
  }
  return format_ == FamilyFormat::kOpenMetrics ? out.Write("# EOF\n") : Ok();
}

}  // namespace plumb::formats
