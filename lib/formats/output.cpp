#include "formats/output.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "formats/stream_writer.h"
#include "text/suggest.h"

namespace plumb::formats {

#define PLUMB_ENTRY(type, name) extern const type name;
#include "output_registry.inc"
#undef PLUMB_ENTRY

namespace {

#define PLUMB_ENTRY(type, name) &name,
constexpr const OutputFormat* kFormats[] = {
#include "output_registry.inc"
};
#undef PLUMB_ENTRY

Result<const OutputFormat*> FindByExtension(std::string_view path) {
  const size_t name = path.rfind('/') + 1;  // npos + 1 is 0
  const size_t point = path.rfind('.');
  std::string known;
  if (point != std::string_view::npos && point > name) {
    const std::string_view extension = path.substr(point + 1);
    for (const OutputFormat* format : kFormats)
      for (const std::string_view candidate : format->extensions)
        if (!extension.empty() && candidate == extension) return format;
  }
  for (const OutputFormat* format : kFormats)
    for (const std::string_view candidate : format->extensions)
      if (!candidate.empty()) known += fmt::format("{}.{}", known.empty() ? "" : " ", candidate);
  return Error{Exit::kUsage,
               fmt::format("cannot tell the format of '{}' from its name\nknown endings: {}\n"
                           "any name will do as FORMAT=FILE, for example csv={}",
                           path, known, path)};
}

model::Table NamesTable(const NameList& list) {
  model::Table table{.columns = {{.title = list.title}}};
  for (const std::string& name : list.names) table.rows.push_back({name});
  return table;
}

model::Table SeriesTable(const SeriesList& list) {
  std::set<std::string> names;
  for (const model::Labels& labels : list.series)
    for (const model::LabelView label : labels) names.emplace(label.name);
  std::vector<std::string> ordered(names.begin(), names.end());
  std::stable_partition(ordered.begin(), ordered.end(),
                        [](const std::string& name) { return name == model::kMetricName; });
  model::Table table;
  for (const std::string& name : ordered) table.columns.push_back({.title = name});
  for (const model::Labels& labels : list.series) {
    std::vector<std::string> row;
    for (const std::string& name : ordered) row.emplace_back(labels.Get(name));
    table.rows.push_back(std::move(row));
  }
  return table;
}

model::Table MetricsTable(const MetricList& list) {
  model::Table table{
      .columns = {{.title = "metric"}, {.title = "type"}, {.title = "unit"}, {.title = "help"}}};
  for (const model::Metadata& metric : list.metrics)
    table.rows.push_back(
        {metric.metric, std::string(model::MetricTypeText(metric.type)), metric.unit, metric.help});
  return table;
}

void AppendMetricLines(std::string& text, const model::Metadata& metric) {
  using Field = model::SampleSink::MetadataField;
  if (!metric.help.empty()) AppendMetadataLine(text, Field::kHelp, metric);
  AppendMetadataLine(text, Field::kType, metric);
  if (!metric.unit.empty()) AppendMetadataLine(text, Field::kUnit, metric);
}

void AppendCells(std::string& text, const std::vector<std::string>& row) {
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) text.push_back('\t');
    text += row[i];
  }
  text.push_back('\n');
}

}  // namespace

std::span<const OutputFormat* const> OutputFormats() {
  return kFormats;
}

Result<const OutputFormat*> FindOutputFormat(std::string_view name) {
  std::vector<std::string_view> names;
  std::string known;
  for (const OutputFormat* format : kFormats) {
    if (format->name == name) return format;
    names.push_back(format->name);
    known += fmt::format("{}{}", known.empty() ? "" : ", ", format->name);
  }
  return Error{Exit::kUsage, fmt::format("unknown output format '{}'{}\nformats: {}", name,
                                         text::DidYouMean(name, names), known)};
}

Result<OutputTarget> ParseOutputTarget(std::string_view text) {
  const auto path_of = [](std::string_view path) { return std::string(path == "-" ? "" : path); };
  const size_t equals = text.find('=');
  const std::string_view before = text.substr(0, std::min(equals, text.size()));
  const bool is_path = before.find_first_of("./") != std::string_view::npos;
  if (equals != std::string_view::npos && !is_path) {
    PLUMB_ASSIGN(const OutputFormat* format, FindOutputFormat(before));
    if (equals + 1 == text.size())
      return Error{Exit::kUsage, fmt::format("no file name behind '{}'", text)};
    return OutputTarget{format, path_of(text.substr(equals + 1))};
  }
  if (!is_path) {
    PLUMB_ASSIGN(const OutputFormat* format, FindOutputFormat(text));
    return OutputTarget{format, ""};
  }
  PLUMB_ASSIGN(const OutputFormat* format, FindByExtension(text));
  return OutputTarget{format, std::string(text)};
}

model::Table ToTable(const Listing& listing) {
  if (const auto* names = std::get_if<NameList>(&listing)) return NamesTable(*names);
  if (const auto* series = std::get_if<SeriesList>(&listing)) return SeriesTable(*series);
  if (const auto* metrics = std::get_if<MetricList>(&listing)) return MetricsTable(*metrics);
  return std::get<model::Table>(listing);
}

Status WriteLines(const Listing& listing, const Output& output) {
  std::string text;
  if (const auto* names = std::get_if<NameList>(&listing)) {
    for (const std::string& name : names->names) text.append(name).push_back('\n');
  } else if (const auto* series = std::get_if<SeriesList>(&listing)) {
    for (const model::Labels& labels : series->series) {
      labels.AppendTo(text);
      text.push_back('\n');
    }
  } else if (const auto* metrics = std::get_if<MetricList>(&listing)) {
    for (const model::Metadata& metric : metrics->metrics) AppendMetricLines(text, metric);
  } else {
    for (const auto& row : std::get<model::Table>(listing).rows) AppendCells(text, row);
  }
  return output.out.Write(text);
}

Status WriteFamilies(FamilyFormat format, const model::QueryResult& result, const Output& output) {
  FamilyWriter writer(format, output.dropped);
  if (result.type == model::ResultType::kString) ++output.dropped.strings;
  for (const model::Series& series : result.series)
    PLUMB_TRY(ForEachPoint(
        series, [&](Timestamp time, double value, const model::Histogram* histogram) -> Status {
          return writer.OnSample(
              {.labels = series.labels, .time = time, .value = value, .histogram = histogram});
        }));
  return writer.Finish(output.out);
}

std::vector<std::string> LabelNames(const std::vector<model::Series>& series) {
  std::set<std::string, std::less<>> names;
  for (const model::Series& one : series)
    for (const model::LabelView label : one.labels)
      if (!names.contains(label.name)) names.emplace(label.name);
  std::vector<std::string> ordered(names.begin(), names.end());
  std::stable_partition(ordered.begin(), ordered.end(),
                        [](const std::string& name) { return name == model::kMetricName; });
  return ordered;
}

}  // namespace plumb::formats
