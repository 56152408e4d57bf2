// json: answers of the Prometheus HTTP API (query, query_range), whole or only their `data`, one or
// several. Read token by token: of a matrix as large as you like, one point is held.
#include <fmt/core.h>

#include <algorithm>

#include "formats/json_series.h"
#include "formats/json_tokens.h"
#include "json/document.h"

namespace plumb::formats {

namespace {

using json::Token;

// Behind the bracket of a bare result: its series, or the time of a scalar.
bool LooksLikeResult(std::string_view rest) {
  const size_t first = rest.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || rest[first] == ']') return true;
  if (rest[first] != '{')
    return rest.substr(first).find_first_not_of("0123456789.e+ ") == rest.substr(first).find(',');
  const std::string_view key = FirstJsonKey(rest);
  return key == "metric" || key == "value" || key == "values" || key == "__name__";
}

// The keys that an answer may begin with. `status` is one of logs, too, but not with such a word.
bool Looks(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && head[first] == '[')
    return LooksLikeResult(head.substr(first + 1));
  const std::string_view key = FirstJsonKey(head);
  if (key == "status") {
    std::string_view rest = head.substr(head.find(key) + key.size() + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n:"), rest.size()));
    return rest.starts_with("\"success\"") || rest.starts_with("\"error\"");
  }
  constexpr std::string_view kKeys[] = {"data",      "result", "resultType", "isPartial",
                                        "errorType", "stats",  "warnings",   "infos"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

bool Opens(Token token) {
  return token == Token::kBeginObject || token == Token::kBeginArray;
}

// Its functions give false where the reading is over: status_ says how.
class AnswerReader {
 public:
  AnswerReader(ByteInput& in, Reading& reading) : tokens_(in), reading_(reading) {}

  Status Read() {
    while (ReadRoot()) continue;
    return status_;
  }

 private:
  struct HeldPoint {
    Timestamp time = 0;
    double value = 0;
    std::optional<model::Histogram> histogram;
  };

  bool Stop(Status status) {
    status_ = std::move(status);
    return false;
  }
  // The text is no JSON from here on, or it was cut.
  bool StopAtTokens() {
    if (tokens_.at_end() && reading_.IsCut()) return Stop(Ok());
    return Stop(RefuseTokens(tokens_, reading_));
  }
  bool StopUnexpected(std::string_view what) {
    return Stop(Error{Exit::kNo, fmt::format("JSON is no answer of the Prometheus API: {}", what)});
  }
  bool Passed(Status status) { return status.ok() || Stop(std::move(status)); }

  // Rejects what the last token stands in, and goes on.
  bool Refuse(std::string_view reason) {
    const auto around = tokens_.Around();
    return Passed(reading_.Refuse(tokens_.line(), tokens_.column(),
                                  fmt::format("element {} of the result: {}", element_, reason),
                                  around.text, around.column));
  }
  // The same, and leaves what is open above `depth`.
  bool RefuseTo(size_t depth, std::string_view reason) {
    if (tokens_.broken()) return StopAtTokens();
    if (!Refuse(reason)) return false;
    return tokens_.LeaveTo(depth) || StopAtTokens();
  }

  bool ReadRoot() {
    status_text_.clear();
    type_.clear();
    element_ = 0;
    bool has_result = false;
    switch (tokens_.Next()) {
      case Token::kEnd:
        return false;
      case Token::kError:
        return StopAtTokens();
      case Token::kBeginObject:
        if (!ReadObject(has_result)) return false;
        break;
      case Token::kBeginArray:
        has_result = true;
        if (!ReadElements()) return false;
        break;
      default:
        break;
    }
    if (status_text_ == "error")
      return Stop(Error{Exit::kOutside, fmt::format("the server answered: {}", error_text_)});
    return has_result || StopUnexpected("no array 'result'");
  }

  // The members of the answer, or of its `data`.
  bool ReadObject(bool& has_result) {
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEndObject) return true;
      if (token != Token::kKey) return StopAtTokens();
      const std::string key(tokens_.text());
      const size_t depth = tokens_.depth();
      const Token value = tokens_.Next();
      if (value == Token::kError) return StopAtTokens();
      if (value == Token::kString) {
        TakeWord(key);
      } else if (key == "data" && value == Token::kBeginObject) {
        if (!ReadObject(has_result)) return false;
      } else if ((key == "data" || key == "result") && value == Token::kBeginArray) {
        has_result = true;
        if (!ReadElements()) return false;
      } else if (Opens(value) && !tokens_.LeaveTo(depth)) {
        return StopAtTokens();
      }
    }
  }

  void TakeWord(std::string_view key) {
    if (key == "status") status_text_ = tokens_.text();
    if (key == "error") error_text_ = tokens_.text();
    if (key == "resultType") type_ = tokens_.text();
  }

  // Behind the bracket of the result, up to and including the closing one.
  bool ReadElements() {
    const size_t depth = tokens_.depth();
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEndArray) return true;
      if (token == Token::kError) return StopAtTokens();
      ++element_;
      if (token == Token::kBeginObject) {
        if (!ReadElement()) return false;
      } else if (token == Token::kNumber && element_ == 1 && (type_.empty() || type_ == "scalar")) {
        labels_ = model::Labels();
        has_labels_ = true;
        memo_ = 0;
        return ReadPoint(token, depth - 1, Kind::kFloat);
      } else if (token == Token::kNumber && element_ == 1 && type_ == "string") {
        return ReadString(depth - 1);
      } else if (!RefuseTo(depth, "expected labels in 'metric'")) {
        return false;
      }
    }
  }

  // Behind the time of a string.
  bool ReadString(size_t depth) {
    if (tokens_.Next() != Token::kString) return RefuseTo(depth, "expected [time, \"value\"]");
    const model::StreamComment comment{.word = "string",
                                       .fields = {{"value", std::string(tokens_.text())}}};
    if (!Passed(reading_.sink.OnComment(comment))) return false;
    return tokens_.LeaveTo(depth) || StopAtTokens();
  }

  // One series, behind its brace.
  bool ReadElement() {
    const size_t depth = tokens_.depth() - 1;
    has_labels_ = false;
    memo_ = 0;
    held_.clear();
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEndObject) break;
      if (token != Token::kKey) return StopAtTokens();
      const std::string_view key = tokens_.text();
      if (key == "metric") {
        has_labels_ = label_reader_.Read(tokens_, labels_);
        if (!has_labels_) return RefuseTo(depth, "expected labels in 'metric'");
        if (!HandOnHeld()) return false;
      } else if (key == "value" || key == "histogram") {
        const Kind kind = key == "value" ? Kind::kFloat : Kind::kHistogram;
        const Token first = tokens_.Next();
        if (!ReadBracketedPoint(depth + 1, first, kind)) return false;
      } else if (key == "values" || key == "histograms") {
        if (!ReadPoints(key == "values" ? Kind::kFloat : Kind::kHistogram)) return false;
      } else if (!tokens_.Skip()) {
        return StopAtTokens();
      }
    }
    return has_labels_ || Refuse("expected labels in 'metric'");
  }

  enum class Kind { kFloat, kHistogram };

  bool ReadPoints(Kind kind) {
    const size_t depth = tokens_.depth();
    if (const Token token = tokens_.Next(); token != Token::kBeginArray)
      return RefuseTo(depth, "expected an array of points");
    for (;;) {
      const Token token = tokens_.Next();
      if (token == Token::kEndArray) return true;
      if (!ReadBracketedPoint(depth + 1, token, kind)) return false;
    }
  }

  // `token` is the first of a value at `depth`.
  bool ReadBracketedPoint(size_t depth, Token token, Kind kind) {
    if (token != Token::kBeginArray) return RefuseTo(depth, Expected(kind));
    return ReadPoint(tokens_.Next(), depth, kind);
  }

  static std::string_view Expected(Kind kind) {
    return kind == Kind::kFloat ? "expected [time, \"value\"]" : "expected [time, histogram]";
  }

  // From its time on, which is `token`, up to and including the bracket, which leaves `depth` open.
  bool ReadPoint(Token token, size_t depth, Kind kind) {
    HeldPoint point;
    if (!ReadSecondsToken(token, tokens_, point.time)) return RefuseTo(depth, Expected(kind));
    if (kind == Kind::kFloat) {
      if (!ReadNumberToken(tokens_.Next(), tokens_, point.value))
        return RefuseTo(depth, Expected(kind));
    } else if (!ReadHistogram(point)) {
      return RefuseTo(depth, Expected(kind));
    }
    if (tokens_.Next() != Token::kEndArray) return RefuseTo(depth, Expected(kind));
    // A server names the series first; elsewhere the points wait for it.
    if (has_labels_) return HandOn(point);
    held_.push_back(std::move(point));
    return true;
  }

  bool ReadHistogram(HeldPoint& point) {
    const auto text = tokens_.SkipAndGive();
    if (!text) return false;
    const auto document = json::Document::Parse(*text);
    model::Histogram histogram;
    if (!document.ok() || !ReadJsonHistogram(document->root(), histogram)) return false;
    point.histogram = std::move(histogram);
    return true;
  }

  bool HandOnHeld() {
    for (const HeldPoint& point : held_)
      if (!HandOn(point)) return false;
    held_.clear();
    return true;
  }

  bool HandOn(const HeldPoint& point) {
    return Passed(
               reading_.sink.OnSample({.labels = labels_,
                                       .time = point.time,
                                       .value = point.value,
                                       .histogram = point.histogram ? &*point.histogram : nullptr,
                                       .line = tokens_.line(),
                                       .memo = &memo_})) &&
           Passed(reading_.Check());
  }

  json::TokenReader tokens_;
  Reading& reading_;
  Status status_ = Ok();

  std::string status_text_;
  std::string error_text_;
  std::string type_;
  size_t element_ = 0;  // of the result, from 1

  JsonLabelReader label_reader_;
  model::Labels labels_;
  bool has_labels_ = false;  // of the element
  uint32_t memo_ = 0;
  std::vector<HeldPoint> held_;
};

}  // namespace

extern const InputFormat input_json = {
    .name = "json",
    .help = "an answer of the Prometheus HTTP API",
    .order = 10,
    .looks = Looks,
    .read = [](ByteInput& in, Reading& reading) { return AnswerReader(in, reading).Read(); }};

}  // namespace plumb::formats
