// What expfmt, the strict parser of text 0.0.4, requires of families (prometheus/common
// expfmt/text_parse.go): HELP and TYPE once, TYPE before the samples, le and quantile numbers,
// counts of histograms not negative.
#include <fmt/core.h>

#include <array>
#include <string>
#include <unordered_map>

#include "base/number.h"
#include "formats/exposition.h"

namespace plumb::formats {

namespace {

using model::MetricType;

struct Family {
  bool helped = false;
  bool typed = false;  // by a TYPE line, or untyped by its first sample
  MetricType type = MetricType::kUnknown;
};

bool IsHistogram(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kGaugeHistogram;
}

class TextChecker : public FamilyChecker {
 public:
  std::string CheckMetadata(model::SampleSink::MetadataField field,
                            const model::Metadata& metadata) override {
    Family& family = families_[metadata.metric];
    if (field == model::SampleSink::MetadataField::kHelp) {
      if (family.helped) return fmt::format("second HELP of '{}'", metadata.metric);
      family.helped = true;
    } else {
      if (family.typed)
        return fmt::format("second TYPE of '{}', or TYPE behind its samples", metadata.metric);
      family.typed = true;
      family.type = metadata.type;
    }
    return "";
  }

  std::string CheckSample(const model::StreamSample& sample) override {
    const std::string name(sample.labels.metric_name());
    std::string suffix;
    const Family& family = FamilyOf(name, suffix);
    if (family.type == MetricType::kSummary && suffix.empty()) {
      if (const std::string bad = CheckNumber(sample.labels, model::kQuantileLabel); !bad.empty())
        return bad;
    }
    if (!IsHistogram(family.type)) return "";
    if (suffix == "_bucket") {
      if (const std::string bad = CheckNumber(sample.labels, model::kBucketLabel); !bad.empty())
        return bad;
      if (sample.value < 0) return fmt::format("negative bucket of histogram in '{}'", name);
    }
    if (suffix == "_count" && sample.value < 0)
      return fmt::format("negative count of histogram in '{}'", name);
    return "";
  }

  std::string CheckEnd() override { return ""; }

 private:
  // The family a sample belongs to, which its suffix says only where a TYPE announced it.
  Family& FamilyOf(const std::string& name, std::string& suffix) {
    constexpr std::array<std::string_view, 3> kSuffixes = {"_count", "_sum", "_bucket"};
    for (const std::string_view candidate : kSuffixes) {
      if (!name.ends_with(candidate)) continue;
      const auto at = families_.find(name.substr(0, name.size() - candidate.size()));
      if (at == families_.end()) break;
      const bool summary = at->second.type == MetricType::kSummary && candidate != "_bucket";
      if (!summary && !IsHistogram(at->second.type)) break;
      suffix = candidate;
      return at->second;
    }
    Family& family = families_[name];
    family.typed = true;
    return family;
  }

  static std::string CheckNumber(const model::Labels& labels, std::string_view label) {
    const std::string_view value = labels.Get(label);
    if (value.empty() || ParseFloat(value)) return "";
    return fmt::format("expected a number as value of label '{}', got '{}'", label, value);
  }

  std::unordered_map<std::string, Family> families_;
};

}  // namespace

std::unique_ptr<FamilyChecker> MakeTextChecker() {
  return std::make_unique<TextChecker>();
}

}  // namespace plumb::formats
