// SPDX-License-Identifier: Apache-2.0
// The words of PromQL: text to tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "promql/ast.h"

namespace plumb::promql {

enum class TokenKind : uint8_t {
  kEnd,    // of the input
  kError,  // not a token; the last one of the list
  kIdentifier,
  kMetricIdentifier,  // an identifier with a colon
  kNumber,
  kDuration,
  kString,
  kLeftParen,
  kRightParen,
  kLeftBrace,
  kRightBrace,
  kLeftBracket,
  kRightBracket,
  kComma,
  kColon,
  kAssign,    // =
  kRegex,     // =~
  kNotRegex,  // !~
  kAt,
  // Operators.
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMod,
  kPow,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kLess,
  kLessEqual,
  kTrimUpper,
  kTrimLower,
  kAtan2,
  kAnd,
  kOr,
  kUnless,
  // Words.
  kAggregator,
  kBool,
  kBy,
  kWithout,
  kOn,
  kIgnoring,
  kGroupLeft,
  kGroupRight,
  kFill,
  kFillLeft,
  kFillRight,
  kOffset,
  kAnchored,
  kSmoothed,
  kStart,
  kEndWord,  // `end`
  kStep,
  kRange,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Place place;
  std::string_view text;  // into the input
};

struct Tokens {
  std::vector<Token> list;  // ends in kEnd or kError
  std::string error;        // what is wrong at the kError token, whose place goes to the end
};

// Splits an expression. Comments and spaces are left out. REQUIRES: input outlives the result.
Tokens Lex(std::string_view input);

// A token in words, for messages: `identifier "b"`, `<op:*>`, `end of input`.
std::string Describe(const Token& token);

inline bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
inline bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
inline bool IsAlpha(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool IsAlphaNumeric(char c) {
  return IsAlpha(c) || IsDigit(c);
}

}  // namespace plumb::promql
