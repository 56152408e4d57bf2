// ndjson: a JSON object a line, `{"metric":{…},"values":[…],"timestamps":[…]}`, as VictoriaMetrics
// exports.
#include "formats/json_series.h"
#include "formats/read_any.h"

namespace plumb::formats {

namespace {

bool Looks(std::string_view head) {
  const std::string_view key = FirstJsonKey(head);
  return key == "metric" || key == "values" || key == "timestamps";
}

bool IsTime(const json::Value& value) {
  const auto ms = value.integer();
  return ms && *ms <= model::kMaxTime && *ms >= model::kMinTime;
}

// The reason why the line is wrong, or "".
std::string ReadLine(std::string_view line, model::MemorySource& source) {
  const auto document = json::Document::Parse(line);
  if (!document) return document.error().message;
  const json::Value root = document->root();
  model::Labels labels;
  if (!ReadJsonLabels(root.Get("metric"), labels)) return "expected labels in 'metric'";
  const json::Value values = root.Get("values");
  const json::Value times = root.Get("timestamps");
  if (!values.is_array() || !times.is_array() || values.size() != times.size())
    return "expected as many 'values' as 'timestamps'";
  std::vector<double> numbers(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    if (!ReadJsonNumber(values.element(i), numbers[i]) || !IsTime(times.element(i)))
      return "expected numbers in 'values' and milliseconds in 'timestamps'";
  for (size_t i = 0; i < values.size(); ++i)
    source.Add(labels, *times.element(i).integer(), numbers[i]);
  return "";
}

Status Read(ByteInput& in, const ReadOptions&, ReadInput& input) {
  LineReader lines(in);
  std::string_view line;
  for (;;) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more) return Ok();
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (const std::string reason = ReadLine(line, *input.source); !reason.empty())
      input.rejects.Add(lines.number(), 1, reason, line);
  }
}

}  // namespace

extern const InputFormat input_ndjson = {
    .name = "ndjson",
    .help = "a JSON object a series and line, as VictoriaMetrics exports",
    .order = 20,
    .looks = Looks,
    .read = Read};

}  // namespace plumb::formats
