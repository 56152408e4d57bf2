// prom: the stream of plumb-stream(5), what goes into pipes.
#include "base/number.h"
#include "formats/output.h"
#include "formats/stream_writer.h"

namespace plumb::formats {

namespace {

// Lines are gathered up to this size before they are handed on.
constexpr size_t kSpill = 64u << 10;

void AppendHead(std::string& text, const model::QueryResult& result) {
  if (!result.expression.empty()) {
    std::string start;
    std::string end;
    AppendStreamTime(start, result.start);
    AppendStreamTime(end, result.end);
    text += "#! query";
    AppendStreamField(text, "expr", result.expression);
    AppendStreamField(text, "start", start);
    AppendStreamField(text, "end", end);
    AppendStreamField(text, "step", FormatGeneral(static_cast<double>(result.step) / 1000));
    text.push_back('\n');
  }
  for (const model::RollupSpan& span : result.rollups) {
    std::string until;
    AppendStreamTime(until, span.until);
    text += "#! tier";
    AppendStreamField(text, "name", FormatDuration(span.resolution));
    AppendStreamField(text, "until", until);
    text.push_back('\n');
  }
  if (result.unit.empty()) return;
  text += "#! unit";
  AppendStreamField(text, "name", result.unit);
  text.push_back('\n');
}

Status WriteResult(const model::QueryResult& result, const Output& output) {
  std::string text;
  AppendHead(text, result);
  if (result.type == model::ResultType::kString) {
    std::string time;
    AppendStreamTime(time, result.end);
    text += "#! string";
    AppendStreamField(text, "value", result.text);
    AppendStreamField(text, "time", time);
    text.push_back('\n');
    return output.out.Write(text);
  }
  for (const model::Series& series : result.series) {
    std::string name;
    series.labels.AppendTo(name);
    Status status = ForEachPoint(
        series, [&](Timestamp time, double value, const model::Histogram* histogram) -> Status {
          if (histogram != nullptr) {
            AppendSampleLine(text, series.labels, *histogram, time);
          } else {
            text.append(name).push_back(' ');
            AppendStreamValue(text, value);
            text.push_back(' ');
            AppendStreamTime(text, time);
            text.push_back('\n');
          }
          if (text.size() < kSpill) return Ok();
          PLUMB_TRY(output.out.Write(text));
          text.clear();
          return Ok();
        });
    PLUMB_TRY(std::move(status));
  }
  return output.out.Write(text);
}

}  // namespace

extern const OutputFormat output_prom = {
    .name = "prom",
    .help = "the stream of plumb: exposition text with times in milliseconds",
    .extensions = {"prom"},
    .write_result = WriteResult,
    .write_listing = WriteLines};

}  // namespace plumb::formats
