// ndjson: a JSON object a line, `{"metric":{…},"values":[…],"timestamps":[…]}`, as VictoriaMetrics
// exports. A line may be of any length; its one series is held.
#include "formats/json_series.h"
#include "formats/json_tokens.h"

namespace plumb::formats {

namespace {

using json::Token;

bool Looks(std::string_view head) {
  const std::string_view key = FirstJsonKey(head);
  return key == "metric" || key == "values" || key == "timestamps";
}

class LineObjects {
 public:
  LineObjects(ByteInput& in, Reading& reading)
      : tokens_(in, json::TokenReader::Lines::kOneValue), reading_(reading) {}

  Status Read() {
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEnd) return Ok();
      const size_t line = tokens_.line();
      const std::string_view wrong =
          token == Token::kBeginObject ? ReadObject() : "expected a JSON object";
      if (wrong.empty()) {
        PLUMB_TRY(HandOn(line));
        continue;
      }
      if (tokens_.broken() && tokens_.at_end() && reading_.IsCut()) return Ok();
      PLUMB_TRY(tokens_.broken() ? RefuseTokens(tokens_, reading_) : Refuse(line, wrong));
      if (!tokens_.SkipLine()) return Ok();
    }
  }

 private:
  // Up to the end of the object. The reason why it is wrong, or "".
  std::string_view ReadObject() {
    values_.clear();
    times_.clear();
    bool has_labels = false;
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEndObject) break;
      if (token != Token::kKey) return kBroken;
      const std::string_view key = tokens_.text();
      if (key == "metric") {
        has_labels = label_reader_.Read(tokens_, labels_);
        if (!has_labels) return "expected labels in 'metric'";
      } else if (key == "values") {
        if (!ReadArray(values_, ReadNumberToken)) return "expected numbers in 'values'";
      } else if (key == "timestamps") {
        if (!ReadArray(times_, ReadMillisecondsToken))
          return "expected milliseconds in 'timestamps'";
      } else if (!tokens_.Skip()) {
        return kBroken;
      }
    }
    if (!has_labels) return "expected labels in 'metric'";
    return values_.size() == times_.size() ? "" : "expected as many 'values' as 'timestamps'";
  }

  template <typename T, typename ReadToken>
  bool ReadArray(std::vector<T>& into, ReadToken read) {
    into.clear();
    if (tokens_.Next() != Token::kBeginArray) return false;
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEndArray) return true;
      if (!read(token, tokens_, into.emplace_back())) return false;
    }
  }

  Status HandOn(size_t line) {
    uint32_t memo = 0;
    for (size_t i = 0; i < values_.size(); ++i)
      PLUMB_TRY(reading_.sink.OnSample({.labels = labels_,
                                        .time = times_[i],
                                        .value = values_[i],
                                        .line = line,
                                        .memo = &memo}));
    return reading_.Check();
  }

  [[nodiscard]] Status Refuse(size_t line, std::string_view reason) const {
    const auto around = tokens_.Around();
    return reading_.Refuse(line, tokens_.column(), reason, around.text, around.column);
  }

  static constexpr std::string_view kBroken = "broken";  // the tokens say why

  json::TokenReader tokens_;
  Reading& reading_;
  JsonLabelReader label_reader_;
  model::Labels labels_;
  std::vector<double> values_;
  std::vector<Timestamp> times_;
};

}  // namespace

extern const InputFormat input_ndjson = {
    .name = "ndjson",
    .help = "a JSON object a series and line, as VictoriaMetrics exports",
    .order = 20,
    .looks = Looks,
    .read = [](ByteInput& in, Reading& reading) { return LineObjects(in, reading).Read(); }};

}  // namespace plumb::formats
