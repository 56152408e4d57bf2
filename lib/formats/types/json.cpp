// json: the shape of the Prometheus HTTP API, so that what reads that reads this.
#include "formats/json_answer.h"
#include "formats/json_text.h"
#include "formats/output.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

// `"warnings":[…]` of one level, with a comma before it; nothing if there are none.
void AppendAnnotations(std::string& text, const model::QueryResult& result,
                       model::Annotation::Level level, std::string_view key) {
  bool first = true;
  for (const model::Annotation& annotation : result.annotations) {
    if (annotation.level != level) continue;
    if (first) text.append(",\"").append(key).append("\":[");
    if (!first) text.push_back(',');
    first = false;
    text::AppendJsonString(text, annotation.text);
  }
  if (!first) text.push_back(']');
}

Status AppendData(std::string& text, const model::QueryResult& result, const Output& output) {
  if (result.type == model::ResultType::kString) {
    text.push_back('[');
    AppendJsonTime(text, result.end);
    text.push_back(',');
    text::AppendJsonString(text, result.text);
    text.push_back(']');
    return Ok();
  }
  if (result.type == model::ResultType::kScalar) {
    const bool has = !result.series.empty() && !result.series[0].times.empty();
    AppendJsonPoint(text, has ? result.series[0].times[0] : result.end,
                    has ? result.series[0].values[0] : 0);
    return Ok();
  }
  text.push_back('[');
  PLUMB_TRY(AppendJsonAnswer(text, result, output.out));
  text.push_back(']');
  return Ok();
}

Status WriteResult(const model::QueryResult& result, const Output& output) {
  std::string text = "{\"status\":\"success\",\"data\":{\"resultType\":\"";
  text += model::ResultTypeText(result.type);
  text += "\",\"result\":";
  PLUMB_TRY(AppendData(text, result, output));
  text.push_back('}');
  AppendAnnotations(text, result, model::Annotation::Level::kWarning, "warnings");
  AppendAnnotations(text, result, model::Annotation::Level::kInfo, "infos");
  text += "}\n";
  return output.out.Write(text);
}

void AppendNames(std::string& text, const NameList& list) {
  text.push_back('[');
  for (const std::string& name : list.names) {
    if (&name != &list.names.front()) text.push_back(',');
    text::AppendJsonString(text, name);
  }
  text.push_back(']');
}

void AppendSeriesList(std::string& text, const SeriesList& list) {
  text.push_back('[');
  for (const model::Labels& labels : list.series) {
    if (&labels != &list.series.front()) text.push_back(',');
    AppendJsonLabels(text, labels);
  }
  text.push_back(']');
}

// The shape of /api/v1/metadata.
void AppendMetrics(std::string& text, const MetricList& list) {
  text.push_back('{');
  for (const model::Metadata& metric : list.metrics) {
    if (&metric != &list.metrics.front()) text.push_back(',');
    text::AppendJsonString(text, metric.metric);
    text.append(":[{\"type\":\"").append(model::MetricTypeText(metric.type)).append("\",\"help\":");
    text::AppendJsonString(text, metric.help);
    text += ",\"unit\":";
    text::AppendJsonString(text, metric.unit);
    text += "}]";
  }
  text.push_back('}');
}

Status WriteListing(const Listing& listing, const Output& output) {
  std::string text = "{\"status\":\"success\",\"data\":";
  if (const auto* names = std::get_if<NameList>(&listing)) {
    AppendNames(text, *names);
  } else if (const auto* series = std::get_if<SeriesList>(&listing)) {
    AppendSeriesList(text, *series);
  } else if (const auto* metrics = std::get_if<MetricList>(&listing)) {
    AppendMetrics(text, *metrics);
  } else {
    AppendJsonRows(text, std::get<model::Table>(listing));
  }
  text += "}\n";
  return output.out.Write(text);
}

}  // namespace

extern const OutputFormat output_json = {.name = "json",
                                         .help = "the shape of the Prometheus HTTP API",
                                         .extensions = {"json"},
                                         .write_result = WriteResult,
                                         .write_listing = WriteListing};

}  // namespace plumb::formats
