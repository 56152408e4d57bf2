#include "formats/json_result.h"

#include <fmt/core.h>

#include <memory>
#include <optional>

#include "formats/json_series.h"

namespace plumb::formats {

namespace {

using model::ResultType;

Error Unexpected(std::string_view what) {
  return {Exit::kOutside, fmt::format("it is no answer of the Prometheus API: {}", what)};
}

std::optional<ResultType> TypeOf(std::string_view word) {
  for (const ResultType type :
       {ResultType::kScalar, ResultType::kString, ResultType::kVector, ResultType::kMatrix})
    if (model::ResultTypeText(type) == word) return type;
  return std::nullopt;
}

// VictoriaMetrics keeps samples of the same time apart; the first one counts, as everywhere here.
bool AddPoint(const json::Value& point, model::Series& series) {
  Timestamp time = 0;
  double value = 0;
  if (!ReadJsonPoint(point, time, value)) return false;
  if (!series.times.empty() && time <= series.times.back()) return time == series.times.back();
  series.times.push_back(time);
  series.values.push_back(value);
  return true;
}

bool AddHistogram(const json::Value& point, model::Series& series) {
  Timestamp time = 0;
  model::Histogram histogram;
  if (!ReadJsonPoint(point, time, histogram)) return false;
  if (!series.histograms.empty() && time <= series.histograms.back().time) return false;
  series.histograms.push_back(
      {time, std::make_shared<const model::Histogram>(std::move(histogram))});
  return true;
}

// What is wrong with the element, "" if nothing is.
std::string_view AddElement(const json::Value& element, std::vector<model::Series>& all) {
  model::Series series;
  if (!ReadJsonLabels(element.Get("metric"), series.labels)) return "expected labels in 'metric'";
  const json::Value values = element.Get("values");
  const json::Value histograms = element.Get("histograms");
  if (values.is_array()) {
    series.times.reserve(values.size());
    series.values.reserve(values.size());
  }
  for (size_t i = 0; values.is_array() && i < values.size(); ++i)
    if (!AddPoint(values.element(i), series))
      return "expected [time, \"value\"], in the order of time";
  for (size_t i = 0; histograms.is_array() && i < histograms.size(); ++i)
    if (!AddHistogram(histograms.element(i), series))
      return "expected [time, histogram], in the order of time";
  if (element.Has("value") && !AddPoint(element.Get("value"), series))
    return "expected [time, \"value\"]";
  if (element.Has("histogram") && !AddHistogram(element.Get("histogram"), series))
    return "expected [time, histogram]";
  all.push_back(std::move(series));
  return {};
}

}  // namespace

Result<model::QueryResult> ReadJsonResult(const json::Value& data) {
  const auto type = TypeOf(data.Get("resultType").string());
  const json::Value result = data.Get("result");
  if (!type) return Unexpected("it has no known 'resultType'");
  if (!result.is_array() && !(result.is_null() && *type >= ResultType::kVector))
    return Unexpected("it has no array 'result'");
  model::QueryResult read{.type = *type};
  if (*type == ResultType::kString) {
    if (result.size() != 2 || !ReadJsonTime(result.element(0), read.end))
      return Unexpected("expected [time, \"text\"]");
    read.text = result.element(1).string();
  } else if (*type == ResultType::kScalar) {
    read.series.emplace_back();
    if (!AddPoint(result, read.series[0])) return Unexpected("expected [time, \"value\"]");
    read.end = read.series[0].times[0];
  } else {
    for (size_t i = 0; i < result.size(); ++i)
      if (const auto wrong = AddElement(result.element(i), read.series); !wrong.empty())
        return Unexpected(fmt::format("element {} of the result: {}", i + 1, wrong));
  }
  return read;
}

}  // namespace plumb::formats
