// What OpenMetrics 1.0 requires of families: metadata before samples and once, names that do not
// clash, suffixes and values by type, samples grouped by metric with times that do not go back,
// whole histograms. The rules and their order follow the reference parser (prometheus/client_python
// openmetrics/parser.py).
#include <fmt/core.h>

#include <cmath>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/number.h"
#include "formats/exposition.h"

namespace plumb::formats {

namespace {

using model::Labels;
using model::MetricType;

std::vector<std::string_view> SuffixesOf(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return {"_total", "_created"};
    case MetricType::kSummary:
      return {"", "_count", "_sum", "_created"};
    case MetricType::kHistogram:
      return {"_count", "_sum", "_bucket", "_created"};
    case MetricType::kGaugeHistogram:
      return {"_gcount", "_gsum", "_bucket"};
    case MetricType::kInfo:
      return {"_info"};
    default:
      return {""};
  }
}

bool IsHistogram(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kGaugeHistogram;
}

// The histogram of one metric at one time, as its samples come.
struct HistogramSoFar {
  std::optional<double> bound;  // of the last bucket
  double value = 0;             // of the last bucket
  std::optional<double> count;
  bool has_sum = false;
  bool has_gsum = false;
  bool negative_buckets = false;
  bool negative_gsum = false;

  std::string Add(std::string_view suffix, const model::StreamSample& sample) {
    if (suffix == "_bucket") return AddBucket(sample);
    if (suffix == "_count" || suffix == "_gcount") count = sample.value;
    if (suffix == "_sum") has_sum = true;
    if (suffix == "_gsum") {
      has_gsum = true;
      negative_gsum = negative_gsum || sample.value < 0;
    }
    return "";
  }

  std::string AddBucket(const model::StreamSample& sample) {
    const double upper = ParseFloat(sample.labels.Get(model::kBucketLabel)).value_or(NAN);
    negative_buckets = negative_buckets || upper < 0;
    if (bound && upper <= *bound) return "buckets out of order";
    if (sample.value < value) return "bucket values go down";
    bound = upper;
    value = sample.value;
    return "";
  }

  [[nodiscard]] std::string Check() const {
    if (!bound || *bound != INFINITY) return "bucket +Inf is missing";
    if (count && value != *count) return "count is not the value of bucket +Inf";
    if ((has_sum || has_gsum) && !count) return "sum without count";
    if (!has_sum && !has_gsum && count) return "count without sum";
    if (negative_buckets && has_sum) return "sum beside negative buckets";
    if (!negative_buckets && negative_gsum) return "negative sum without negative buckets";
    return "";
  }
};

// A family as its lines come.
class Family {
 public:
  explicit Family(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool has_samples() const { return last_group_.has_value(); }
  [[nodiscard]] MetricType type() const { return type_.value_or(MetricType::kUnknown); }

  // Whether a sample of that name belongs here.
  [[nodiscard]] bool Owns(std::string_view sample) const {
    if (!sample.starts_with(name_)) return false;
    for (const std::string_view suffix : SuffixesOf(type()))
      if (sample.substr(name_.size()) == suffix) return true;
    return false;
  }

  std::string SetMetadata(model::SampleSink::MetadataField field, const model::Metadata& metadata) {
    if (has_samples()) return fmt::format("metadata of '{}' behind its samples", name_);
    switch (field) {
      case model::SampleSink::MetadataField::kType:
        if (type_) return fmt::format("second TYPE of '{}'", name_);
        type_ = metadata.type;
        break;
      case model::SampleSink::MetadataField::kHelp:
        if (helped_) return fmt::format("second HELP of '{}'", name_);
        helped_ = true;
        break;
      case model::SampleSink::MetadataField::kUnit:
        if (unit_) return fmt::format("second UNIT of '{}'", name_);
        unit_ = metadata.unit;
        break;
    }
    return "";
  }

  std::string Add(const model::StreamSample& sample) {
    const std::string_view suffix = sample.labels.metric_name().substr(name_.size());
    if (std::string bad = CheckLabels(suffix, sample.labels); !bad.empty()) return bad;
    if (std::string bad = CheckGroup(suffix, sample); !bad.empty()) return bad;
    if (std::string bad = CheckValue(suffix, sample.value); !bad.empty()) return bad;
    const bool exemplar_allowed = (IsHistogram(type()) && suffix == "_bucket") ||
                                  (type() == MetricType::kCounter && suffix == "_total");
    if (sample.exemplar != nullptr && !exemplar_allowed)
      return "only buckets of histograms and counters have exemplars";
    return IsHistogram(type()) ? AddToHistogram(suffix, sample) : "";
  }

  // What can be said only when the family is whole.
  [[nodiscard]] std::string CheckWhole() const {
    const bool unitless = type() == MetricType::kInfo || type() == MetricType::kStateset;
    if (unit_ && !unit_->empty() && unitless)
      return fmt::format("'{}' has a unit, which its type forbids", name_);
    return histogram_ ? histogram_->Check() : "";
  }

 private:
  [[nodiscard]] std::string CheckLabels(std::string_view suffix, const Labels& labels) const {
    if (type() == MetricType::kStateset && !labels.Has(name_))
      return fmt::format("stateset without label '{}'", name_);
    if (suffix == "_bucket" && IsHistogram(type())) {
      const std::string_view le = labels.Get(model::kBucketLabel);
      const auto bound = ParseFloat(le);
      if (!bound || std::isnan(*bound) || (std::isinf(*bound) && *bound > 0 && le != "+Inf"))
        return "invalid or missing label 'le'";
    }
    if (type() == MetricType::kSummary && suffix.empty()) {
      const auto quantile = ParseFloat(labels.Get(model::kQuantileLabel));
      if (!quantile || !(*quantile >= 0 && *quantile <= 1))
        return "invalid or missing label 'quantile'";
    }
    return "";
  }

  // The labels that the samples of one metric share.
  [[nodiscard]] std::string GroupOf(std::string_view suffix, const Labels& labels) const {
    // Groups of info metrics can't be told apart.
    if (type() == MetricType::kInfo) return "";
    model::LabelsBuilder builder(labels);
    builder.Drop(model::kMetricName);
    if (type() == MetricType::kSummary && suffix.empty()) builder.Drop(model::kQuantileLabel);
    if (IsHistogram(type()) && suffix == "_bucket") builder.Drop(model::kBucketLabel);
    if (type() == MetricType::kStateset) builder.Drop(name_);
    return builder.Build().bytes();
  }

  std::string CheckGroup(std::string_view suffix, const model::StreamSample& sample) {
    const std::string group = GroupOf(suffix, sample.labels);
    new_point_ = !last_group_ || *last_group_ != group || last_time_ != sample.time;
    if (last_group_ && *last_group_ == group) {
      if (sample.time.has_value() != last_time_.has_value())
        return "samples of one metric with and without a timestamp";
      if (sample.time && *last_time_ > *sample.time && type() != MetricType::kInfo)
        return "timestamps of a metric go back";
    } else if (!groups_.insert(group).second) {
      return "samples of one metric are not together";
    }
    last_group_ = group;
    last_time_ = sample.time;
    return "";
  }

  [[nodiscard]] std::string CheckValue(std::string_view suffix, double value) const {
    if (type() == MetricType::kStateset && value != 0 && value != 1)
      return "the value of a stateset is 0 or 1";
    if (type() == MetricType::kInfo && value != 1) return "the value of an info is 1";
    if (type() == MetricType::kSummary && suffix.empty() && value < 0)
      return "the value of a quantile is negative";
    if (suffix.empty()) return "";
    const bool whole = suffix == "_bucket" || suffix == "_count" || suffix == "_gcount";
    const bool counted = whole || suffix == "_total" || suffix == "_sum";
    if ((counted || suffix == "_gsum") && std::isnan(value)) return "a counted value is NaN";
    if (counted && value < 0) return "a counted value is negative";
    if (whole && value != std::floor(value)) return "a count is not a whole number";
    return "";
  }

  std::string AddToHistogram(std::string_view suffix, const model::StreamSample& sample) {
    if (new_point_) {
      if (histogram_) {
        if (std::string bad = histogram_->Check(); !bad.empty()) return bad;
      }
      histogram_.emplace();
    }
    return histogram_->Add(suffix, sample);
  }

  std::string name_;
  std::optional<MetricType> type_;
  std::optional<std::string> unit_;
  bool helped_ = false;
  std::optional<std::string> last_group_;
  std::optional<Timestamp> last_time_;
  bool new_point_ = false;  // the sample at hand begins another metric or time
  std::unordered_set<std::string> groups_;
  std::optional<HistogramSoFar> histogram_;
};

class OpenMetricsChecker : public FamilyChecker {
 public:
  std::string CheckMetadata(model::SampleSink::MetadataField field,
                            const model::Metadata& metadata) override {
    if (!family_ || family_->name() != metadata.metric) {
      if (std::string bad = EndFamily(); !bad.empty()) return bad;
      family_.emplace(metadata.metric);
    }
    return family_->SetMetadata(field, metadata);
  }

  std::string CheckSample(const model::StreamSample& sample) override {
    const std::string_view name = sample.labels.metric_name();
    if (!family_ || !family_->Owns(name)) {
      if (std::string bad = EndFamily(); !bad.empty()) return bad;
      family_.emplace(std::string(name));
      const model::Metadata unknown{.metric = std::string(name)};
      family_->SetMetadata(model::SampleSink::MetadataField::kType, unknown);
    }
    return family_->Add(sample);
  }

  std::string CheckEnd() override { return EndFamily(); }

 private:
  std::string EndFamily() {
    if (!family_) return "";
    if (std::string bad = family_->CheckWhole(); !bad.empty()) return bad;
    std::vector<std::string_view> suffixes = SuffixesOf(family_->type());
    if (suffixes.front() != "") suffixes.push_back("");
    for (const std::string_view suffix : suffixes) {
      std::string name = family_->name() + std::string(suffix);
      const auto [at, added] = names_.insert(std::move(name));
      if (!added) return fmt::format("name '{}' clashes with an earlier family", *at);
    }
    return "";
  }

  std::optional<Family> family_;
  std::unordered_set<std::string> names_;
};

}  // namespace

std::unique_ptr<FamilyChecker> MakeOpenMetricsChecker() {
  return std::make_unique<OpenMetricsChecker>();
}

}  // namespace plumb::formats
