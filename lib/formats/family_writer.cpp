#include "formats/family_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/number.h"
#include "formats/stream_writer.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

using model::MetricType;

struct Suffix {
  MetricType type;
  std::string_view suffix;
};
// Suffixes that make a sample part of a family of that type, in both formats and in OpenMetrics
// only.
constexpr Suffix kSuffixes[] = {
    {MetricType::kHistogram, "_bucket"}, {MetricType::kHistogram, "_count"},
    {MetricType::kHistogram, "_sum"},    {MetricType::kSummary, "_count"},
    {MetricType::kSummary, "_sum"},
};
constexpr Suffix kOpenMetricsSuffixes[] = {
    {MetricType::kHistogram, "_created"},     {MetricType::kSummary, "_created"},
    {MetricType::kCounter, "_created"},       {MetricType::kCounter, "_total"},
    {MetricType::kGaugeHistogram, "_bucket"}, {MetricType::kGaugeHistogram, "_gcount"},
    {MetricType::kGaugeHistogram, "_gsum"},   {MetricType::kInfo, "_info"},
};

constexpr std::string_view kTotal = "_total";

bool HasParts(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kSummary ||
         type == MetricType::kGaugeHistogram;
}

// The name of an OpenMetrics type in text 0.0.4, or "" where there is none.
std::string_view TextType(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
    case MetricType::kGauge:
    case MetricType::kHistogram:
    case MetricType::kSummary:
      return model::MetricTypeText(type);
    case MetricType::kInfo:
    case MetricType::kStateset:
      return "gauge";
    default:
      return "untyped";
  }
}

void AppendName(std::string& out, std::string_view name) {
  if (model::IsLegacyMetricName(name)) {
    out += name;
    return;
  }
  out.push_back('"');
  text::AppendLabelValue(out, name);
  out.push_back('"');
}

void AppendSeconds(std::string& out, Timestamp time) {
  const Timestamp size = time < 0 ? -time : time;
  out += fmt::format("{}{}", time < 0 ? "-" : "", size / 1000);
  if (size % 1000 != 0) out += fmt::format(".{:03}", size % 1000);
}

}  // namespace

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

MetricType FamilyWriter::TypeOf(const std::string& family) const {
  const auto at = metadata_.find(family);
  return at == metadata_.end() ? MetricType::kUnknown : at->second.type;
}

FamilyWriter::Place FamilyWriter::FindPlace(const std::string& name) const {
  const auto base_of = [&](const Suffix& suffix) -> std::string {
    if (!name.ends_with(suffix.suffix)) return "";
    std::string base = name.substr(0, name.size() - suffix.suffix.size());
    return TypeOf(base) == suffix.type ? base : "";
  };
  for (const Suffix& suffix : kSuffixes)
    if (std::string base = base_of(suffix); !base.empty()) return {base, suffix.type, base};
  const bool open_metrics = format_ == FamilyFormat::kOpenMetrics;
  for (const Suffix& suffix : kOpenMetricsSuffixes) {
    std::string base = base_of(suffix);
    if (base.empty()) continue;
    if (open_metrics) return {base, suffix.type, base};
    // In text every sample name that is not part of a histogram or summary is its own family.
    const bool typed = suffix.suffix == kTotal || suffix.type == MetricType::kInfo;
    return {name, typed ? suffix.type : MetricType::kUnknown, base};
  }
  const MetricType type = TypeOf(name);
  if (!open_metrics || type != MetricType::kCounter) {
    // A family of parts has no sample of its bare name but for a summary's quantiles.
    const bool impossible = HasParts(type) && type != MetricType::kSummary;
    const bool info = open_metrics && type == MetricType::kInfo;
    return {name, impossible || info ? MetricType::kUnknown : type, name};
  }
  // A counter of text 0.0.4: its family name there includes the suffix, here it does not. Without
  // the suffix it can't be a counter here (prometheus/common expfmt does the same).
  if (!name.ends_with(kTotal)) return {name, MetricType::kUnknown, name};
  return {name.substr(0, name.size() - kTotal.size()), MetricType::kCounter, name};
}

bool FamilyWriter::TakesExemplar(const Place& place, std::string_view name) const {
  if (format_ != FamilyFormat::kOpenMetrics) return false;
  if (place.type == MetricType::kCounter) return name.ends_with(kTotal);
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
  const Place place = FindPlace(name);
  const auto [at, added] = index_.try_emplace(place.family, families_.size());
  if (added)
    families_.push_back(
        {.name = place.family, .type = place.type, .described_by = place.described_by});
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
    if (HasParts(family.type)) {
      const std::string_view name = labels.metric_name();
      const bool bucket = name.ends_with("_bucket");
      const std::string_view label = bucket ? model::kBucketLabel : model::kQuantileLabel;
      key.last = !bucket && name != family.name;
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

void FamilyWriter::AppendHead(std::string& out, const Family& family) const {
  const auto described = metadata_.find(family.described_by);
  if (described == metadata_.end()) return;
  const model::Metadata& metadata = described->second;
  const bool open_metrics = format_ == FamilyFormat::kOpenMetrics;
  if (!metadata.help.empty()) {
    out += "# HELP ";
    AppendName(out, family.name);
    out.push_back(' ');
    // OpenMetrics escapes HELP as it does label values, text leaves quotes alone.
    if (open_metrics) {
      text::AppendLabelValue(out, metadata.help);
    } else {
      text::AppendHelp(out, metadata.help);
    }
    out.push_back('\n');
  }
  out += "# TYPE ";
  AppendName(out, family.name);
  out.push_back(' ');
  out += open_metrics ? model::MetricTypeText(family.type) : TextType(family.type);
  out.push_back('\n');
  const bool unit_fits = !metadata.unit.empty() && family.name.ends_with("_" + metadata.unit) &&
                         family.type != MetricType::kInfo && family.type != MetricType::kStateset;
  if (open_metrics && unit_fits) {
    out += "# UNIT ";
    AppendName(out, family.name);
    out += " " + metadata.unit + "\n";
  }
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
    AppendHead(text, family);
    for (const Kept& sample : family.samples) AppendSample(text, sample);
    PLUMB_TRY(out.Write(text));
  }
  return format_ == FamilyFormat::kOpenMetrics ? out.Write("# EOF\n") : Ok();
}

}  // namespace plumb::formats
