// ndjson: one JSON object a series and line, the shape of VictoriaMetrics' export and import.
#include "base/number.h"
#include "formats/json_text.h"
#include "formats/output.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

Status WriteResult(const model::QueryResult& result, const Output& output) {
  std::string text;
  if (result.type == model::ResultType::kString) {
    text += "{\"string\":";
    text::AppendJsonString(text, result.text);
    text += "}\n";
    return output.out.Write(text);
  }
  for (const model::Series& series : result.series) {
    output.dropped.histograms += series.histograms.size();
    if (series.times.empty()) continue;
    text = "{\"metric\":";
    AppendJsonLabels(text, series.labels);
    text += ",\"values\":[";
    for (size_t i = 0; i < series.values.size(); ++i) {
      if (i > 0) text.push_back(',');
      AppendJsonSample(text, series.values[i]);
    }
    text += "],\"timestamps\":[";
    for (size_t i = 0; i < series.times.size(); ++i) {
      if (i > 0) text.push_back(',');
      AppendInt(text, series.times[i]);
    }
    text += "]}\n";
    PLUMB_TRY(output.out.Write(text));
  }
  return Ok();
}

// An object a row.
Status WriteListing(const Listing& listing, const Output& output) {
  std::string text;
  if (const auto* series = std::get_if<SeriesList>(&listing)) {
    for (const model::Labels& labels : series->series) {
      AppendJsonLabels(text, labels);
      text.push_back('\n');
    }
    return output.out.Write(text);
  }
  model::Table table = ToTable(listing);
  model::Table one{.columns = table.columns};
  for (auto& row : table.rows) {
    one.rows = {std::move(row)};
    std::string rows;
    AppendJsonRows(rows, one);
    text.append(rows, 1, rows.size() - 2).push_back('\n');
  }
  return output.out.Write(text);
}

}  // namespace

extern const OutputFormat output_ndjson = {
    .name = "ndjson",
    .help = "a JSON object a series and line, as VictoriaMetrics exports",
    .extensions = {"ndjson", "jsonl"},
    .write_result = WriteResult,
    .write_listing = WriteListing};

}  // namespace plumb::formats
