#include "formats/stream_writer.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/number.h"
#include "formats/number_scan.h"
#include "model/histogram_text.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

// Values made of these stand bare in `#!` lines; everything else is quoted.
bool IsBareChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '.' ||
         c == '+' || c == '-';
}

void AppendTimeBehind(std::string& out, std::optional<Timestamp> time) {
  if (time) {
    out.push_back(' ');
    AppendStreamTime(out, *time);
  }
  out.push_back('\n');
}

void AppendNumberField(std::string& out, std::string_view key, double value) {
  AppendStreamField(out, key, FormatGeneral(value));
}

void AppendTimeField(std::string& out, std::string_view key, Timestamp time) {
  std::string text;
  AppendStreamTime(text, time);
  AppendStreamField(out, key, text);
}

void AppendExemplarLine(std::string& out, const model::Labels& series,
                        const model::Exemplar& exemplar) {
  out += "#! exemplar";
  AppendStreamField(out, "series", series.ToString());
  AppendStreamField(out, "labels", exemplar.labels.ToString());
  AppendNumberField(out, "value", exemplar.value);
  if (exemplar.time) AppendTimeField(out, "time", *exemplar.time);
  out.push_back('\n');
}

}  // namespace

void AppendStreamField(std::string& out, std::string_view key, std::string_view value) {
  out.push_back(' ');
  out += key;
  out.push_back('=');
  if (!value.empty() && std::all_of(value.begin(), value.end(), IsBareChar)) {
    out += value;
    return;
  }
  out.push_back('"');
  text::AppendLabelValue(out, value);
  out.push_back('"');
}

void AppendStreamValue(std::string& out, double value) {
  if (model::IsStale(value)) {
    out += "Stale";
  } else {
    AppendGeneral(out, value);
  }
}

void AppendStreamTime(std::string& out, Timestamp time) {
  constexpr Timestamp kAmbiguousBelow = 100'000'000'000;  // see TimeRule::kGuess
  if (time >= kAmbiguousBelow || time <= -kAmbiguousBelow) {
    AppendInt(out, time);
    return;
  }
  const Timestamp size = time < 0 ? -time : time;
  out += fmt::format("{}{}.{:03}", time < 0 ? "-" : "", size / 1000, size % 1000);
}

void AppendScrapeLine(std::string& out, const model::ScrapeBlock& block) {
  out += "#! scrape";
  if (!block.job.empty()) AppendStreamField(out, "job", block.job);
  if (!block.instance.empty()) AppendStreamField(out, "instance", block.instance);
  if (!block.target.empty()) AppendStreamField(out, "target", block.target);
  AppendTimeField(out, "time", block.time);
  AppendNumberField(out, "duration", block.duration);
  if (block.samples) AppendStreamField(out, "samples", std::to_string(*block.samples));
  AppendStreamField(out, "status", block.failed ? "failed" : "ok");
  if (!block.error.empty()) AppendStreamField(out, "error", block.error);
  for (const auto& [key, value] : block.other) AppendStreamField(out, key, value);
  out.push_back('\n');
}

void AppendStreamComment(std::string& out, const model::StreamComment& comment) {
  out += "#! ";
  out += comment.word;
  for (const auto& [key, value] : comment.fields) AppendStreamField(out, key, value);
  out.push_back('\n');
}

void AppendMetadataLine(std::string& out, model::SampleSink::MetadataField field,
                        const model::Metadata& metadata) {
  using Field = model::SampleSink::MetadataField;
  out += field == Field::kType ? "# TYPE " : field == Field::kHelp ? "# HELP " : "# UNIT ";
  if (model::IsLegacyMetricName(metadata.metric)) {
    out += metadata.metric;
  } else {
    out.push_back('"');
    text::AppendLabelValue(out, metadata.metric);
    out.push_back('"');
  }
  out.push_back(' ');
  switch (field) {
    case Field::kType:
      out += metadata.type == model::MetricType::kUnknown ? "untyped"
                                                          : model::MetricTypeText(metadata.type);
      break;
    case Field::kHelp:
      text::AppendHelp(out, metadata.help);
      break;
    case Field::kUnit:
      out += metadata.unit;
      break;
  }
  out.push_back('\n');
}

void AppendSampleLine(std::string& out, const model::Labels& labels, double value,
                      std::optional<Timestamp> time) {
  labels.AppendTo(out);
  out.push_back(' ');
  AppendStreamValue(out, value);
  AppendTimeBehind(out, time);
}

void AppendSampleLine(std::string& out, const model::Labels& labels,
                      const model::Histogram& histogram, std::optional<Timestamp> time) {
  labels.AppendTo(out);
  out.push_back(' ');
  model::AppendHistogram(out, histogram);
  AppendTimeBehind(out, time);
}

Status StreamWriter::OnScrape(const model::ScrapeBlock& block) {
  time_ = block.time;
  line_.clear();
  AppendScrapeLine(line_, block);
  return out_.Write(line_);
}

Status StreamWriter::OnComment(const model::StreamComment& comment) {
  line_.clear();
  AppendStreamComment(line_, comment);
  return out_.Write(line_);
}

Status StreamWriter::OnMetadata(MetadataField field, const model::Metadata& metadata) {
  line_.clear();
  AppendMetadataLine(line_, field, metadata);
  return out_.Write(line_);
}

Status StreamWriter::OnSample(const model::StreamSample& sample) {
  line_.clear();
  const std::optional<Timestamp> time = sample.time ? sample.time : time_;
  if (sample.histogram != nullptr) {
    AppendSampleLine(line_, sample.labels, *sample.histogram, time);
  } else {
    AppendSampleLine(line_, sample.labels, sample.value, time);
  }
  if (sample.exemplar != nullptr) AppendExemplarLine(line_, sample.labels, *sample.exemplar);
  return out_.Write(line_);
}

}  // namespace plumb::formats
