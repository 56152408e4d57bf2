// SPDX-License-Identifier: Apache-2.0
// The tokens of an expression as the parser walks over them, and the errors it meets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "promql/lexer.h"
#include "promql/parse_error.h"

namespace plumb::promql {

class TokenStream {
 public:
  explicit TokenStream(std::string_view input) : input_(input), tokens_(Lex(input)) {}

  [[nodiscard]] std::string_view input() const { return input_; }
  [[nodiscard]] const Token& Peek() const { return tokens_.list[at_]; }
  // The token behind the next one.
  [[nodiscard]] const Token& PeekSecond() const {
    return tokens_.list[at_ + 1 < tokens_.list.size() ? at_ + 1 : at_];
  }
  [[nodiscard]] bool Is(TokenKind kind) const { return Peek().kind == kind; }
  // The next token; the last one again and again.
  Token Take() {
    const Token token = Peek();
    if (at_ + 1 < tokens_.list.size()) ++at_;
    end_ = token.place.end;
    return token;
  }
  bool TakeIf(TokenKind kind) {
    if (!Is(kind)) return false;
    Take();
    return true;
  }
  // Where the token taken last ends.
  [[nodiscard]] size_t end() const { return end_; }

  // The next token does not belong there. Always false, for `return in.Unexpected(…)`.
  bool Unexpected(std::string_view context = "", std::string_view expected = "",
                  std::string hint = "");
  // Something else is wrong; parsing may go on to find more.
  void Fail(Place place, std::string message, std::string hint = "") {
    errors_.push_back({place, std::move(message), std::move(hint)});
  }
  [[nodiscard]] bool failed() const { return !errors_.empty(); }
  ParseErrors TakeErrors() { return std::move(errors_); }

  // Held while a nested construct is read. False: it is nested too deeply, and an error is noted.
  class Nesting {
   public:
    explicit Nesting(TokenStream& stream) : stream_(stream) { ++stream_.depth_; }
    ~Nesting() { --stream_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    explicit operator bool() const { return stream_.CheckDepth(stream_.depth_); }

   private:
    TokenStream& stream_;
  };
  // Notes an error and returns false if `depth` nodes on top of each other are too many.
  bool CheckDepth(size_t depth);

 private:
  [[nodiscard]] std::string LexicalHint() const;

  std::string_view input_;
  Tokens tokens_;
  size_t at_ = 0;
  size_t end_ = 0;
  size_t depth_ = 0;
  ParseErrors errors_;
};

}  // namespace plumb::promql
