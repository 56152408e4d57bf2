#include "units/metric_unit.h"

#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

namespace plumb::units {
namespace {

constexpr std::string_view kUnknown = "short";

struct Row {
  std::string_view word;
  std::string_view id;
  std::string_view rate;  // the id of its rate of change
};
// The base units of Prometheus and OpenMetrics, and the others that are seen in names.
constexpr std::array<Row, 27> kRows = {{
    {"seconds", "s", "percentunit"},  // seconds a second: the part of the time, as of CPUs
    {"milliseconds", "ms", kUnknown},
    {"ms", "ms", kUnknown},  // of logs
    {"microseconds", "µs", kUnknown},
    {"nanoseconds", "ns", kUnknown},
    {"minutes", "m", kUnknown},
    {"hours", "h", kUnknown},
    {"days", "d", kUnknown},
    {"bytes", "bytes", "binBps"},
    {"bits", "decbits", "bps"},
    {"ratio", "percentunit", kUnknown},
    {"percent", "percent", kUnknown},
    {"pct", "percent", kUnknown},
    {"celsius", "celsius", kUnknown},
    {"kelvin", "kelvin", kUnknown},
    {"fahrenheit", "fahrenheit", kUnknown},
    {"volts", "volt", kUnknown},
    {"amperes", "amp", kUnknown},
    {"ohms", "ohm", kUnknown},
    {"joules", "joule", "watt"},
    {"watts", "watt", kUnknown},
    {"hertz", "hertz", kUnknown},
    {"meters", "lengthm", "velocityms"},
    {"grams", "massg", kUnknown},
    {"packets", "short", "pps"},
    {"requests", "short", "reqps"},
    {"operations", "short", "ops"},
}};

const Row* FindRow(std::string_view word) {
  for (const Row& row : kRows)
    if (row.word == word) return &row;
  return nullptr;
}

// Takes `suffix` off the end; whether it was there.
bool Strip(std::string_view& name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return false;
  name.remove_suffix(suffix.size());
  return true;
}

// How the samples of a metric are to be read.
enum class Part { kWhole, kSum, kCount, kBucket };

struct Name {
  const Row* row = nullptr;
  Part part = Part::kWhole;
  bool timestamp = false;
};

Name ReadName(std::string_view metric) {
  Name name;
  if (Strip(metric, "_bucket"))
    name.part = Part::kBucket;
  else if (Strip(metric, "_sum"))
    name.part = Part::kSum;
  else if (Strip(metric, "_count"))
    name.part = Part::kCount;
  (void)Strip(metric, "_total");
  const std::string_view last = metric.substr(metric.rfind('_') + 1);
  name.row = FindRow(last);
  // A timestamp or a start time is a date, which no axis of durations says well.
  name.timestamp =
      metric.ends_with("_time_seconds") && metric.find("start") != std::string_view::npos;
  name.timestamp = name.timestamp || metric.ends_with("_timestamp_seconds");
  return name;
}

enum class Use { kPlain, kRate, kQuantile };

std::string_view IdFor(const Name& name, Use use) {
  if (name.timestamp) return kUnknown;
  if (name.part == Part::kCount) return use == Use::kRate ? "ops" : kUnknown;
  if (name.part == Part::kBucket && use != Use::kQuantile)
    return use == Use::kRate ? "ops" : kUnknown;
  if (name.row == nullptr) return kUnknown;
  return use == Use::kRate ? name.row->rate : name.row->id;
}

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}

bool OneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  for (const std::string_view each : words)
    if (each == word) return true;
  return false;
}

// What an expression names, as far as units are concerned.
struct Reading {
  std::vector<std::string_view> metrics;
  bool rate = false;
  bool quantile = false;
  bool unknown = false;
};

void ReadWord(std::string_view word, bool call, Reading& reading) {
  if (!call) {
    if (!OneOf(word, {"by", "without", "offset", "bool", "and", "or", "unless"}))
      reading.metrics.push_back(word);
    return;
  }
  if (OneOf(word, {"rate", "irate", "deriv"}))
    reading.rate = true;
  else if (word == "histogram_quantile")
    reading.quantile = true;
  else if (!OneOf(word, {"sum",
                         "avg",
                         "min",
                         "max",
                         "topk",
                         "bottomk",
                         "quantile",
                         "stddev",
                         "sort",
                         "sort_desc",
                         "by",
                         "without",
                         "abs",
                         "ceil",
                         "floor",
                         "round",
                         "clamp",
                         "clamp_min",
                         "clamp_max",
                         "increase",
                         "delta",
                         "idelta",
                         "avg_over_time",
                         "min_over_time",
                         "max_over_time",
                         "sum_over_time",
                         "last_over_time",
                         "quantile_over_time",
                         "histogram_avg",
                         "and",
                         "or",
                         "unless"}))
    reading.unknown = true;
}

// Skips a bracketed part that has no say in the unit: {matchers}, [range], "text", (labels of by).
size_t SkipTo(std::string_view text, size_t at, char close) {
  for (++at; at < text.size() && text[at] != close; ++at)
    if (text[at] == '"' && close != '"')
      at = SkipTo(text, at, '"') - 1;
    else if (text[at] == '\\')
      ++at;
  return std::min(at + 1, text.size());
}

Reading ReadExpression(std::string_view text) {
  Reading reading;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '{')
      at = SkipTo(text, at, '}');
    else if (c == '[')
      at = SkipTo(text, at, ']');
    else if (c == '"')
      at = SkipTo(text, at, '"');
    else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      while (at < text.size() && (IsWordByte(text[at]) || text[at] == '.')) ++at;
    } else if (IsWordByte(c)) {
      const size_t begin = at;
      while (at < text.size() && IsWordByte(text[at])) ++at;
      const std::string_view word = text.substr(begin, at - begin);
      while (at < text.size() && text[at] == ' ') ++at;
      const std::string_view rest = text.substr(at);
      // `sum by (x) (…)` is a call too.
      const bool call =
          rest.starts_with('(') || rest.starts_with("by") || rest.starts_with("without");
      ReadWord(word, call, reading);
      if (rest.starts_with('(') && OneOf(word, {"by", "without"})) at = SkipTo(text, at, ')');
    } else {
      // Arithmetic changes the unit in ways that names do not tell; comparisons only filter.
      if (OneOf(text.substr(at, 1), {"+", "-", "*", "/", "%", "^", "'", "`"}))
        reading.unknown = true;
      ++at;
    }
  }
  return reading;
}

std::string_view FromExpression(std::string_view expression) {
  const Reading reading = ReadExpression(expression);
  if (reading.unknown || reading.metrics.empty()) return kUnknown;
  const Use use = reading.quantile ? Use::kQuantile : reading.rate ? Use::kRate : Use::kPlain;
  const std::string_view id = IdFor(ReadName(reading.metrics.front()), use);
  for (const std::string_view metric : reading.metrics)
    if (IdFor(ReadName(metric), use) != id) return kUnknown;
  return id;
}

}  // namespace

std::string_view UnitIdFor(const MetricHint& hint) {
  if (const Row* row = FindRow(hint.unit_word)) return row->id;
  if (!hint.expression.empty()) return FromExpression(hint.expression);
  return IdFor(ReadName(hint.metric), Use::kPlain);
}

}  // namespace plumb::units
