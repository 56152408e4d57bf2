// json: answers of the Prometheus HTTP API (query, query_range), whole or only their `data`.
#include <fmt/core.h>

#include "formats/json_series.h"
#include "formats/read_any.h"

namespace plumb::formats {

namespace {

bool Looks(std::string_view head) {
  const std::string_view key = FirstJsonKey(head);
  if (!key.empty()) return key != "metric" && key != "values" && key != "timestamps";
  const size_t first = head.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && head[first] == '[';
}

// The elements are counted where an input of lines would count those.
class ResultReader {
 public:
  explicit ResultReader(ReadInput& input) : input_(input) {}

  void ReadPoint(const model::Labels& labels, const json::Value& point) {
    Timestamp time = 0;
    double value = 0;
    if (ReadJsonPoint(point, time, value)) {
      input_.source->Add(labels, time, value);
    } else {
      Refuse("expected [time, \"value\"]");
    }
  }

  void ReadElement(const json::Value& element) {
    ++element_;
    model::Labels labels;
    if (!ReadJsonLabels(element.Get("metric"), labels))
      return Refuse("expected labels in 'metric'");
    if (element.Has("value")) ReadPoint(labels, element.Get("value"));
    const json::Value values = element.Get("values");
    for (size_t i = 0; values.is_array() && i < values.size(); ++i)
      ReadPoint(labels, values.element(i));
    if (element.Has("histogram")) ReadHistogram(labels, element.Get("histogram"));
    const json::Value histograms = element.Get("histograms");
    for (size_t i = 0; histograms.is_array() && i < histograms.size(); ++i)
      ReadHistogram(labels, histograms.element(i));
  }

 private:
  void ReadHistogram(const model::Labels& labels, const json::Value& point) {
    Timestamp time = 0;
    model::Histogram histogram;
    if (ReadJsonPoint(point, time, histogram)) {
      input_.source->AddHistogram(labels, time, std::move(histogram));
    } else {
      Refuse("expected [time, histogram]");
    }
  }

  void Refuse(std::string_view reason) {
    input_.rejects.Add(element_, 1, fmt::format("element {} of the result: {}", element_, reason),
                       "");
  }

  ReadInput& input_;
  size_t element_ = 0;
};

Error Unexpected(std::string_view what) {
  return {Exit::kNo, fmt::format("JSON is no answer of the Prometheus API: {}", what)};
}

Status ReadResult(const json::Value& data, ReadInput& input) {
  const json::Value result = data.is_array() ? data : data.Get("result");
  const std::string_view type = data.Get("resultType").string();
  if (!result.is_array()) return Unexpected("no array 'result'");
  ResultReader reader(input);
  if (type == "scalar") {
    reader.ReadPoint(model::Labels(), result);
  } else if (type == "string") {
    input.text = result.size() == 2 ? result.element(1).string() : std::string_view();
  } else {
    for (size_t i = 0; i < result.size(); ++i) reader.ReadElement(result.element(i));
  }
  return Ok();
}

Status Read(ByteInput& in, const ReadOptions&, ReadInput& input) {
  PLUMB_ASSIGN(const std::string text, ReadAll(in));
  PLUMB_ASSIGN(const json::Document document, json::Document::Parse(text));
  const json::Value root = document.root();
  if (root.Get("status").string() == "error")
    return Error{Exit::kOutside,
                 fmt::format("the server answered: {}", root.Get("error").string())};
  return ReadResult(root.Has("data") ? root.Get("data") : root, input);
}

}  // namespace

extern const InputFormat input_json = {.name = "json",
                                       .help = "an answer of the Prometheus HTTP API",
                                       .order = 10,
                                       .looks = Looks,
                                       .read = Read};

}  // namespace plumb::formats
