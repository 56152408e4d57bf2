#include "formats/family_place.h"

#include <fmt/core.h>

#include "model/labels.h"
#include "text/escape.h"

namespace plumb::formats {

using model::MetricType;

namespace {

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

MetricType TypeOf(const FamilyMetadata& metadata, const std::string& family) {
  const auto at = metadata.find(family);
  return at == metadata.end() ? MetricType::kUnknown : at->second.type;
}

}  // namespace

bool HasParts(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kSummary ||
         type == MetricType::kGaugeHistogram;
}

void AppendSeconds(std::string& out, Timestamp time) {
  const Timestamp size = time < 0 ? -time : time;
  out += fmt::format("{}{}", time < 0 ? "-" : "", size / 1000);
  if (size % 1000 != 0) out += fmt::format(".{:03}", size % 1000);
}

FamilyPlace FindFamilyPlace(FamilyFormat format, const FamilyMetadata& metadata,
                            const std::string& name) {
  const auto base_of = [&](const Suffix& suffix) -> std::string {
    if (!name.ends_with(suffix.suffix)) return "";
    std::string base = name.substr(0, name.size() - suffix.suffix.size());
    return TypeOf(metadata, base) == suffix.type ? base : "";
  };
  for (const Suffix& suffix : kSuffixes)
    if (std::string base = base_of(suffix); !base.empty()) return {base, suffix.type, base};
  const bool open_metrics = format == FamilyFormat::kOpenMetrics;
  for (const Suffix& suffix : kOpenMetricsSuffixes) {
    std::string base = base_of(suffix);
    if (base.empty()) continue;
    if (open_metrics) return {base, suffix.type, base};
    // In text every sample name that is not part of a histogram or summary is its own family.
    const bool typed = suffix.suffix == kTotal || suffix.type == MetricType::kInfo;
    return {name, typed ? suffix.type : MetricType::kUnknown, base};
  }
  const MetricType type = TypeOf(metadata, name);
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

void AppendFamilyHead(std::string& out, FamilyFormat format, const FamilyMetadata& families,
                      const FamilyPlace& place) {
  const auto described = families.find(place.described_by);
  if (described == families.end()) return;
  const model::Metadata& metadata = described->second;
  const bool open_metrics = format == FamilyFormat::kOpenMetrics;
  if (!metadata.help.empty()) {
    out += "# HELP ";
    AppendName(out, place.family);
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
  AppendName(out, place.family);
  out.push_back(' ');
  out += open_metrics ? model::MetricTypeText(place.type) : TextType(place.type);
  out.push_back('\n');
  const bool unit_fits = !metadata.unit.empty() && place.family.ends_with("_" + metadata.unit) &&
                         place.type != MetricType::kInfo && place.type != MetricType::kStateset;
  if (open_metrics && unit_fits) {
    out += "# UNIT ";
    AppendName(out, place.family);
    out += " " + metadata.unit + "\n";
  }
}

}  // namespace plumb::formats
