#include "formats/json_series.h"

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "base/number.h"
#include "model/sample.h"

namespace plumb::formats {

namespace {

bool IsJsonBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t SkipJsonBlanks(std::string_view text, size_t at) {
  while (at < text.size() && IsJsonBlank(text[at])) ++at;
  return at;
}

struct JsonBucket {
  double rule = 0;
  double lower = 0;
  double upper = 0;
  double count = 0;
};

bool ReadBucket(const json::Value& value, JsonBucket& bucket) {
  return value.is_array() && value.size() == 4 && ReadJsonNumber(value.element(0), bucket.rule) &&
         ReadJsonNumber(value.element(1), bucket.lower) &&
         ReadJsonNumber(value.element(2), bucket.upper) &&
         ReadJsonNumber(value.element(3), bucket.count);
}

constexpr int kMinSchema = -4;
constexpr int kMaxSchema = 8;

// The schema whose buckets are as wide as this one; nullopt if it is of none.
std::optional<int> SchemaOf(double lower, double upper) {
  const double width = std::log2(upper) - std::log2(lower);
  for (int schema = kMinSchema; schema <= kMaxSchema; ++schema)
    if (std::abs(width / std::ldexp(1.0, -schema) - 1) < 1e-6) return schema;
  return std::nullopt;
}

// Buckets by index as spans and counts.
void MakeSpans(const std::map<int64_t, double>& buckets, std::vector<model::Span>& spans,
               std::vector<double>& counts) {
  int64_t next = 0;
  for (const auto& [index, count] : buckets) {
    if (spans.empty() || index != next)
      spans.push_back({.offset = static_cast<int32_t>(index - next), .length = 0});
    ++spans.back().length;
    counts.push_back(count);
    next = index + 1;
  }
}

// Exponential buckets on both sides of zero.
class ExponentialBuckets {
 public:
  bool Add(const JsonBucket& bucket) {
    const bool negative = bucket.upper < 0;
    const double lower = negative ? -bucket.upper : bucket.lower;
    double upper = negative ? -bucket.lower : bucket.upper;
    if (!(lower > 0) || !(upper > lower)) return false;
    if (std::isinf(upper) || upper == std::numeric_limits<double>::max())
      upper = std::ldexp(1.0, 1023) * 2;
    std::optional<int> schema = std::isinf(upper) ? schema_ : SchemaOf(lower, upper);
    if (!schema || (schema_ && *schema_ != *schema)) return false;
    schema_ = schema;
    const auto below = std::llround(std::ldexp(std::log2(lower), *schema));
    (negative ? negative_ : positive_)[below + 1] = bucket.count;
    return true;
  }
  void Fill(model::Histogram& histogram) const {
    histogram.schema = schema_.value_or(0);
    MakeSpans(positive_, histogram.positive_spans, histogram.positive_buckets);
    MakeSpans(negative_, histogram.negative_spans, histogram.negative_buckets);
  }

 private:
  std::optional<int> schema_;
  std::map<int64_t, double> positive_;
  std::map<int64_t, double> negative_;
};

// Bounds given one by one: each bucket begins where another ends, or empty ones lie between.
void FillCustom(const std::vector<JsonBucket>& buckets, model::Histogram& histogram) {
  std::map<double, double> counts;  // by upper bound
  for (const JsonBucket& bucket : buckets) {
    if (std::isfinite(bucket.lower)) counts.try_emplace(bucket.lower, 0);
    counts[bucket.upper] = bucket.count;
  }
  histogram = {
      .schema = model::kCustomBucketsSchema, .count = histogram.count, .sum = histogram.sum};
  for (const auto& [upper, count] : counts) {
    if (std::isfinite(upper)) histogram.custom_values.push_back(upper);
    histogram.positive_buckets.push_back(count);
  }
  histogram.positive_spans = {{.offset = 0, .length = static_cast<uint32_t>(counts.size())}};
}

}  // namespace

bool ReadJsonLabels(const json::Value& object, model::Labels& labels) {
  if (!object.is_object()) return false;
  std::vector<model::LabelView> views;
  for (size_t i = 0; i < object.size(); ++i) {
    const auto [name, value] = object.member(i);
    if (!value.is_string() || name.empty()) return false;
    views.push_back({name, value.string()});
  }
  labels = model::Labels::From(std::move(views));
  return true;
}

bool ReadJsonTime(const json::Value& value, Timestamp& time) {
  if (!value.is_number()) return false;
  const double ms = value.number() * 1000;
  if (!(std::abs(ms) <= static_cast<double>(model::kMaxTime))) return false;
  time = std::llround(ms);
  return true;
}

bool ReadJsonNumber(const json::Value& value, double& number) {
  if (value.is_number()) {
    number = value.number();
    return true;
  }
  if (value.is_null()) {
    number = std::bit_cast<double>(model::kNanBits);
    return true;
  }
  const auto parsed = ParseFloat(value.string());
  if (!parsed) return false;
  number = std::isnan(*parsed) ? std::bit_cast<double>(model::kNanBits) : *parsed;
  return true;
}

bool ReadJsonPoint(const json::Value& point, Timestamp& time, double& value) {
  return point.is_array() && point.size() == 2 && ReadJsonTime(point.element(0), time) &&
         ReadJsonNumber(point.element(1), value);
}

bool ReadJsonPoint(const json::Value& point, Timestamp& time, model::Histogram& histogram) {
  return point.is_array() && point.size() == 2 && ReadJsonTime(point.element(0), time) &&
         ReadJsonHistogram(point.element(1), histogram);
}

bool ReadJsonHistogram(const json::Value& object, model::Histogram& histogram) {
  histogram = {};
  if (!ReadJsonNumber(object.Get("count"), histogram.count) ||
      !ReadJsonNumber(object.Get("sum"), histogram.sum))
    return false;
  constexpr double kClosed = 3;  // both bounds belong to the bucket: the zero bucket
  std::vector<JsonBucket> buckets;
  ExponentialBuckets exponential;
  bool all_exponential = true;
  const json::Value list = object.Get("buckets");
  for (size_t i = 0; list.is_array() && i < list.size(); ++i) {
    JsonBucket bucket;
    if (!ReadBucket(list.element(i), bucket)) return false;
    if (bucket.rule == kClosed) {
      histogram.zero_threshold = bucket.upper;
      histogram.zero_count = bucket.count;
      continue;
    }
    buckets.push_back(bucket);
    all_exponential = all_exponential && exponential.Add(bucket);
  }
  if (all_exponential) {
    exponential.Fill(histogram);
    return true;
  }
  for (const JsonBucket& bucket : buckets)
    if (bucket.rule != 0 || !(bucket.lower < bucket.upper)) return false;
  FillCustom(buckets, histogram);
  return true;
}

std::string_view FirstJsonKey(std::string_view head) {
  size_t at = SkipJsonBlanks(head, 0);
  if (at >= head.size() || head[at] != '{') return {};
  at = SkipJsonBlanks(head, at + 1);
  if (at >= head.size() || head[at] != '"') return {};
  const size_t stop = head.find('"', at + 1);
  if (stop == std::string_view::npos) return {};
  const size_t colon = SkipJsonBlanks(head, stop + 1);
  if (colon >= head.size() || head[colon] != ':') return {};
  return head.substr(at + 1, stop - at - 1);
}

}  // namespace plumb::formats
