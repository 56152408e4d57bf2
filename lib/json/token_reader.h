// SPDX-License-Identifier: Apache-2.0
// JSON read a token at a time from an input of any size: what is held is one token.
//
// Our own scanner, since rapidjson's calls its reader back: here the reader asks for what comes
// next, leaves what it does not know, and goes on with the next line behind what is wrong. The
// grammar is that of RFC 8259; strings are UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"

namespace plumb::json {

enum class Token : uint8_t {
  kBeginObject,
  kKey,
  kEndObject,
  kBeginArray,
  kEndArray,
  kString,
  kNumber,
  kTrue,
  kFalse,
  kNull,
  kEnd,    // of the input, between values
  kError,  // what stands there is no JSON, or the input failed
};

// Values one behind the other; most inputs have one.
class TokenReader {
 public:
  enum class Lines : uint8_t {
    kBlank,     // a newline is a blank
    kOneValue,  // a newline ends the value before it, whole or not (ndjson)
  };
  // A string or a number may be as long as this.
  static constexpr size_t kMaxToken = 16u << 20;
  // Deeper than any answer; what is not wanted is left without recursion.
  static constexpr size_t kMaxDepth = 512;

  explicit TokenReader(ByteInput& in, Lines lines = Lines::kBlank) : in_(in), lines_(lines) {}

  // After kError it gives kError again, until SkipLine.
  Token Next();
  // The bytes of the last key or string, unescaped, or those of the last number. Valid until the
  // next call.
  [[nodiscard]] std::string_view text() const { return text_; }
  // How many objects and arrays are open.
  [[nodiscard]] size_t depth() const { return open_.size(); }
  // Reads on until no more than `depth` of them are: behind the end of the one that was at
  // depth + 1. False on an error.
  bool LeaveTo(size_t depth);
  // Passes the value that comes next. False on an error.
  bool Skip();
  // The same, and its bytes; nullopt on an error. At most kMaxToken. The view is valid until the
  // next call.
  std::optional<std::string_view> SkipAndGive();
  // Goes to the beginning of the next line, out of all that is open. False at the end of the input,
  // or where it failed.
  bool SkipLine();

  // Where the last token begins, or what was wrong stands: from 1, the column in bytes.
  [[nodiscard]] size_t line() const { return line_; }
  [[nodiscard]] size_t column() const { return token_at_ - line_at_ + 1; }
  // Whether the last token was kError.
  [[nodiscard]] bool broken() const { return wrong_; }
  // Whether all of the input was read.
  [[nodiscard]] bool at_end() const { return eof_ && p_ == end_; }
  // Of kError. `failure` is set if not the text but the input was to blame.
  [[nodiscard]] std::string_view reason() const { return reason_; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  // Some of the line around the last token, as far as it is at hand, and the column that this
  // begins with.
  struct Surroundings {
    std::string_view text;
    size_t column = 1;
  };
  [[nodiscard]] Surroundings Around() const;

 private:
  enum class Expect : uint8_t { kValue, kFirstValue, kKey, kFirstKey, kColon, kComma };

  bool Refill();
  bool SkipBlanks();
  Token Fail(std::string_view reason);
  Token FailAtEnd();
  Token TakeValue(char c);
  Token TakeStructure(char c);
  Token Open(Token token);
  Token Close(char bracket, Token token);
  Token TakeKey();
  bool Peek(size_t bytes);
  bool KeepFromHere();
  bool TakeString();
  bool TakeQuoted();
  bool TakeEscape();
  bool TakeCodePoint();
  bool TakeHex(uint32_t& unit);
  Token TakeNumber();
  Token TakeWord(std::string_view word, Token token);
  void AfterValue();
  // The offset in the input of a place in the buffer.
  [[nodiscard]] uint64_t OffsetOf(const char* p) const {
    return buffer_at_ + static_cast<uint64_t>(p - buffer_.get());
  }
  [[nodiscard]] bool InLine() const { return lines_ == Lines::kOneValue && !open_.empty(); }

  ByteInput& in_;
  const Lines lines_;
  std::unique_ptr<char[]> buffer_;
  size_t size_ = 0;
  const char* p_ = nullptr;
  const char* end_ = nullptr;
  const char* kept_ = nullptr;  // bytes from here on must stay in the buffer
  uint64_t buffer_at_ = 0;      // offset of the buffer in the input
  bool eof_ = false;

  std::vector<char> open_;  // the closing brackets that are awaited
  Expect expect_ = Expect::kValue;
  std::string_view text_;
  std::string scratch_;  // of a string with escapes
  size_t line_ = 1;
  uint64_t line_at_ = 0;   // offset of the line's first byte
  uint64_t token_at_ = 0;  // offset of the token's first byte
  bool wrong_ = false;
  std::string reason_;
  std::optional<Error> failure_;
};

}  // namespace plumb::json
