#include "formats/json_tokens.h"

#include <fmt/core.h>

#include <bit>
#include <charconv>
#include <cmath>

#include "formats/number_scan.h"
#include "model/sample.h"

namespace plumb::formats {

using json::Token;

bool JsonLabelReader::Read(json::TokenReader& tokens, model::Labels& labels) {
  if (tokens.Next() != Token::kBeginObject || !ReadMembers(tokens)) return false;
  pairs_.clear();
  const std::string_view text = text_;
  for (const Part& part : parts_)
    pairs_.push_back({text.substr(part.name, part.value - part.name),
                      text.substr(part.value, part.end - part.value)});
  return BuildLabels(pairs_, bytes_, labels).data() == nullptr;
}

// Up to the end of the object.
bool JsonLabelReader::ReadMembers(json::TokenReader& tokens) {
  text_.clear();
  parts_.clear();
  for (;;) {
    const Token key = tokens.Next();
    if (key == Token::kEndObject) return true;
    if (key != Token::kKey || tokens.text().empty()) return false;
    const size_t name = text_.size();
    text_ += tokens.text();
    const size_t value = text_.size();
    if (tokens.Next() != Token::kString) return false;
    text_ += tokens.text();
    parts_.push_back({name, value, text_.size()});
  }
}

bool ReadNumberToken(Token token, const json::TokenReader& tokens, double& number) {
  if (token == Token::kNull) {
    number = std::bit_cast<double>(model::kNanBits);
    return true;
  }
  if (token != Token::kNumber && token != Token::kString) return false;
  const std::string_view text = tokens.text();
  const char* p = text.data();
  if (!ScanFloat(p, p + text.size(), number) || p != text.data() + text.size()) return false;
  if (std::isnan(number)) number = std::bit_cast<double>(model::kNanBits);
  return true;
}

bool ReadSecondsToken(Token token, const json::TokenReader& tokens, Timestamp& time) {
  double seconds = 0;
  if (token != Token::kNumber || !ReadNumberToken(token, tokens, seconds)) return false;
  const double ms = seconds * 1000;
  if (!(std::abs(ms) <= static_cast<double>(model::kMaxTime))) return false;
  time = std::llround(ms);
  return true;
}

bool ReadMillisecondsToken(Token token, const json::TokenReader& tokens, Timestamp& time) {
  const std::string_view text = tokens.text();
  const char* end = text.data() + text.size();
  if (token != Token::kNumber) return false;
  const auto [stop, error] = std::from_chars(text.data(), end, time);
  return error == std::errc() && stop == end && time <= model::kMaxTime && time >= model::kMinTime;
}

Status RefuseTokens(const json::TokenReader& tokens, const Reading& reading) {
  if (tokens.failure()) return *tokens.failure();
  const auto around = tokens.Around();
  return reading.Refuse(tokens.line(), tokens.column(),
                        fmt::format("invalid JSON: {}", tokens.reason()), around.text,
                        around.column);
}

}  // namespace plumb::formats
