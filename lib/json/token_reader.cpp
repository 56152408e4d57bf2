#include "json/token_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "text/utf8.h"

namespace plumb::json {

namespace {

constexpr size_t kChunk = 256u << 10;
constexpr size_t kShownBefore = 100;
constexpr size_t kShownBehind = 200;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsOfNumber(char c) {
  return IsDigit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

const char* SkipDigits(const char* p, const char* end) {
  while (p != end && IsDigit(*p)) ++p;
  return p;
}

// RFC 8259, section 6.
bool IsNumber(std::string_view text) {
  const char* p = text.data();
  const char* end = p + text.size();
  if (p != end && *p == '-') ++p;
  const char* digits = p;
  p = SkipDigits(p, end);
  if (p == digits || (*digits == '0' && p - digits > 1)) return false;
  if (p != end && *p == '.') {
    digits = ++p;
    p = SkipDigits(p, end);
    if (p == digits) return false;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '-' || *p == '+')) ++p;
    digits = p;
    p = SkipDigits(p, end);
    if (p == digits) return false;
  }
  return p == end;
}

}  // namespace

// Adds to what is kept; false at the end of the input.
bool TokenReader::Refill() {
  if (eof_) return false;
  const char* from = kept_ != nullptr ? kept_ : p_;
  if (static_cast<size_t>(end_ - from) > kMaxToken) {
    Fail(fmt::format("a value longer than {} MiB", kMaxToken >> 20));
    eof_ = true;
    return false;
  }
  // What Around shows stays too.
  const auto context = std::min(kShownBefore, static_cast<size_t>(from - buffer_.get()));
  from -= context;
  const auto kept = static_cast<size_t>(end_ - from);
  const auto ahead = static_cast<size_t>(p_ - from);
  buffer_at_ += static_cast<uint64_t>(from - buffer_.get());
  if (size_ - kept < kChunk / 2) {
    size_ = std::max(kChunk, size_ * 2);
    auto larger = std::make_unique_for_overwrite<char[]>(size_);
    if (kept > 0) std::memcpy(larger.get(), from, kept);
    buffer_ = std::move(larger);
  } else if (kept > 0) {
    std::memmove(buffer_.get(), from, kept);
  }
  const auto got = in_.Read(buffer_.get() + kept, size_ - kept);
  if (!got.ok()) failure_ = got.error();
  eof_ = !got.ok() || *got == 0;
  if (kept_ != nullptr) kept_ = buffer_.get() + context;
  p_ = buffer_.get() + ahead;
  end_ = buffer_.get() + kept + (eof_ ? 0 : *got);
  return !eof_;
}

// False at the end of the input.
bool TokenReader::SkipBlanks() {
  for (;;) {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\t' || *p_ == '\r' || *p_ == '\n')) {
      if (*p_ == '\n') {
        if (InLine()) return true;
        ++line_;
        line_at_ = OffsetOf(p_) + 1;
      }
      ++p_;
    }
    if (p_ != end_) return true;
    if (!Refill()) return false;
  }
}

Token TokenReader::Fail(std::string_view reason) {
  if (wrong_) return Token::kError;
  wrong_ = true;
  reason_ = reason;
  return Token::kError;
}

// The input ended, or failed, where more had to come.
Token TokenReader::FailAtEnd() {
  if (!wrong_) token_at_ = OffsetOf(p_);
  return Fail("the JSON ends in the middle");
}

void TokenReader::AfterValue() {
  expect_ = open_.empty() ? Expect::kValue : Expect::kComma;
}

Token TokenReader::Next() {
  if (wrong_) return Token::kError;
  if (buffer_ == nullptr && Peek(kByteOrderMark.size()) &&
      std::string_view(p_, kByteOrderMark.size()) == kByteOrderMark)
    p_ += kByteOrderMark.size();
  for (;;) {
    if (!SkipBlanks()) {
      if (wrong_) return Token::kError;
      if (!open_.empty() || failure_) return FailAtEnd();
      token_at_ = OffsetOf(p_);
      return Token::kEnd;
    }
    token_at_ = OffsetOf(p_);
    const char c = *p_;
    if (c == '\n') return Fail("the line ends in the middle of the JSON");
    if (expect_ == Expect::kComma && c == ',') {
      ++p_;
      expect_ = open_.back() == '}' ? Expect::kKey : Expect::kValue;
    } else if (expect_ == Expect::kColon && c == ':') {
      ++p_;
      expect_ = Expect::kValue;
    } else {
      return TakeStructure(c);
    }
  }
}

Token TokenReader::TakeStructure(char c) {
  switch (expect_) {
    case Expect::kFirstValue:
      return c == ']' ? Close(c, Token::kEndArray) : TakeValue(c);
    case Expect::kValue:
      return TakeValue(c);
    case Expect::kFirstKey:
      if (c == '}') return Close(c, Token::kEndObject);
      [[fallthrough]];
    case Expect::kKey:
      return c == '"' ? TakeKey() : Fail("expected a name in double quotes");
    case Expect::kColon:
      return Fail("expected ':' behind the name");
    case Expect::kComma:
      if (c == '}') return Close(c, Token::kEndObject);
      if (c == ']') return Close(c, Token::kEndArray);
      return Fail(fmt::format("expected ',' or '{}'", open_.back()));
  }
  return Fail("expected a value");
}

Token TokenReader::TakeValue(char c) {
  switch (c) {
    case '{':
      return Open(Token::kBeginObject);
    case '[':
      return Open(Token::kBeginArray);
    case '"':
      if (!TakeString()) return Token::kError;
      AfterValue();
      return Token::kString;
    case 't':
      return TakeWord("true", Token::kTrue);
    case 'f':
      return TakeWord("false", Token::kFalse);
    case 'n':
      return TakeWord("null", Token::kNull);
    default:
      return IsDigit(c) || c == '-' ? TakeNumber() : Fail("expected a value");
  }
}

Token TokenReader::Open(Token token) {
  if (open_.size() == kMaxDepth) return Fail("nested too deep");
  ++p_;
  const bool object = token == Token::kBeginObject;
  open_.push_back(object ? '}' : ']');
  expect_ = object ? Expect::kFirstKey : Expect::kFirstValue;
  return token;
}

Token TokenReader::Close(char bracket, Token token) {
  if (open_.empty() || open_.back() != bracket)
    return Fail(fmt::format("'{}' closes nothing", bracket));
  ++p_;
  open_.pop_back();
  AfterValue();
  return token;
}

Token TokenReader::TakeKey() {
  if (!TakeString()) return Token::kError;
  expect_ = Expect::kColon;
  return Token::kKey;
}

// Whether so many bytes are there, which are then at p_.
bool TokenReader::Peek(size_t bytes) {
  while (static_cast<size_t>(end_ - p_) < bytes)
    if (!Refill()) return false;
  return true;
}

// Keeps what begins here in the buffer, unless something around it is kept already.
bool TokenReader::KeepFromHere() {
  if (kept_ != nullptr) return false;
  kept_ = p_;
  return true;
}

// REQUIRES: *p_ is the opening quote
bool TokenReader::TakeString() {
  const bool keeps = KeepFromHere();
  const bool whole = TakeQuoted();
  if (keeps) kept_ = nullptr;
  return whole;
}

bool TokenReader::TakeQuoted() {
  ++p_;
  auto run = static_cast<size_t>(p_ - kept_);  // what is not in scratch_ yet
  bool escaped = false;
  for (;;) {
    while (p_ != end_ && *p_ != '"' && *p_ != '\\' && static_cast<unsigned char>(*p_) >= 0x20) ++p_;
    if (p_ == end_) {
      if (Refill()) continue;
      FailAtEnd();
      return false;
    }
    if (*p_ == '"') break;
    if (*p_ != '\\') {
      Fail("a control character in a string, or its closing quote is missing");
      return false;
    }
    if (!escaped) scratch_.clear();
    escaped = true;
    scratch_.append(kept_ + run, p_);
    if (!TakeEscape()) return false;
    run = static_cast<size_t>(p_ - kept_);
  }
  text_ = {kept_ + run, static_cast<size_t>(p_ - kept_) - run};
  if (escaped) text_ = scratch_.append(text_);
  if (!text::IsValidUtf8(text_)) {
    Fail("text that is not UTF-8");
    return false;
  }
  ++p_;
  return true;
}

// REQUIRES: *p_ is a backslash
bool TokenReader::TakeEscape() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (!Peek(2)) {
    FailAtEnd();
    return false;
  }
  const char letter = p_[1];
  p_ += 2;
  if (letter == 'u') return TakeCodePoint();
  const size_t at = kLetters.find(letter);
  if (at == std::string_view::npos) {
    Fail(fmt::format("'\\{}' is no escape of JSON", letter));
    return false;
  }
  scratch_.push_back(kMeanings[at]);
  return true;
}

// What stands behind `\u`: a unit of UTF-16, or two with another `\u` between.
bool TokenReader::TakeCodePoint() {
  uint32_t unit = 0;
  if (!TakeHex(unit)) return false;
  const bool high = unit >= 0xD800 && unit < 0xDC00;
  uint32_t low = 0;
  bool pair = false;
  if (high && Peek(2) && p_[0] == '\\' && p_[1] == 'u') {
    p_ += 2;
    if (!TakeHex(low)) return false;
    pair = low >= 0xDC00 && low < 0xE000;
  }
  if (unit >= 0xD800 && unit < 0xE000 && !pair) {
    Fail("half of a surrogate pair");
    return false;
  }
  text::AppendUtf8(scratch_, pair ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : unit);
  return true;
}

bool TokenReader::TakeHex(uint32_t& unit) {
  constexpr size_t kDigits = 4;
  if (!Peek(kDigits)) {
    FailAtEnd();
    return false;
  }
  const auto [stop, error] = std::from_chars(p_, p_ + kDigits, unit, 16);
  if (error != std::errc() || stop != p_ + kDigits) {
    Fail("expected four hexadecimal digits behind '\\u'");
    return false;
  }
  p_ += kDigits;
  return true;
}

Token TokenReader::TakeNumber() {
  const bool keeps = KeepFromHere();
  const auto start = static_cast<size_t>(p_ - kept_);
  do {
    while (p_ != end_ && IsOfNumber(*p_)) ++p_;
  } while (p_ == end_ && Refill());
  text_ = {kept_ + start, static_cast<size_t>(p_ - kept_) - start};
  if (keeps) kept_ = nullptr;
  if (wrong_ || !IsNumber(text_)) return Fail("not a number as JSON has them");
  AfterValue();
  return Token::kNumber;
}

Token TokenReader::TakeWord(std::string_view word, Token token) {
  if (!Peek(word.size())) return FailAtEnd();
  if (std::string_view(p_, word.size()) != word) return Fail("expected a value");
  p_ += word.size();
  AfterValue();
  return token;
}

bool TokenReader::LeaveTo(size_t depth) {
  while (open_.size() > depth)
    if (Next() == Token::kError) return false;
  return true;
}

bool TokenReader::Skip() {
  const size_t depth = open_.size();
  return Next() != Token::kError && LeaveTo(depth);
}

std::optional<std::string_view> TokenReader::SkipAndGive() {
  const size_t depth = open_.size();
  kept_ = p_;
  const bool begun = Next() != Token::kError;
  const uint64_t first = token_at_;
  const bool whole = begun && LeaveTo(depth);
  kept_ = nullptr;
  if (!whole) return std::nullopt;
  const char* start = buffer_.get() + (first - buffer_at_);
  return std::string_view(start, static_cast<size_t>(p_ - start));
}

bool TokenReader::SkipLine() {
  open_.clear();
  expect_ = Expect::kValue;
  wrong_ = false;
  for (;;) {
    const auto left = static_cast<size_t>(end_ - p_);
    const void* newline = left == 0 ? nullptr : std::memchr(p_, '\n', left);
    if (newline != nullptr) {
      p_ = static_cast<const char*>(newline) + 1;
      ++line_;
      line_at_ = OffsetOf(p_);
      return true;
    }
    p_ = end_;
    if (!Refill()) return false;
  }
}

TokenReader::Surroundings TokenReader::Around() const {
  const uint64_t buffer_end = buffer_at_ + static_cast<uint64_t>(end_ - buffer_.get());
  const uint64_t from = std::max(
      {line_at_, buffer_at_, token_at_ > kShownBefore ? token_at_ - kShownBefore : uint64_t{0}});
  if (from >= buffer_end) return {};
  const char* start = buffer_.get() + (from - buffer_at_);
  std::string_view text(start,
                        std::min<size_t>(buffer_end - from, token_at_ - from + kShownBehind));
  return {text.substr(0, text.find('\n')), static_cast<size_t>(from - line_at_) + 1};
}

}  // namespace plumb::json
