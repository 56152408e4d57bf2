#include "promql/token_stream.h"

#include "promql/parser.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

// Where the last bracket is opened that is never closed; npos if there is none.
size_t FindUnclosed(const std::vector<Token>& tokens) {
  std::vector<size_t> open;
  for (const Token& token : tokens) {
    switch (token.kind) {
      case TokenKind::kLeftParen:
      case TokenKind::kLeftBrace:
      case TokenKind::kLeftBracket:
        open.push_back(token.place.start);
        break;
      case TokenKind::kRightParen:
      case TokenKind::kRightBrace:
      case TokenKind::kRightBracket:
        if (!open.empty()) open.pop_back();
        break;
      default:
        break;
    }
  }
  return open.empty() ? std::string_view::npos : open.back();
}

}  // namespace

bool TokenStream::Unexpected(std::string_view context, std::string_view expected,
                             std::string hint) {
  const Token& token = Peek();
  if (token.kind == TokenKind::kError) {
    Fail(token.place, tokens_.error, LexicalHint());
    return false;
  }
  std::string message = "unexpected " + Describe(token);
  if (!context.empty()) message += fmt::format(" in {}", context);
  if (!expected.empty()) message += fmt::format(", expected {}", expected);
  if (hint.empty() && token.kind == TokenKind::kAssign) hint = "to compare, write '=='";
  Fail(token.place, std::move(message), std::move(hint));
  return false;
}

bool TokenStream::CheckDepth(size_t depth) {
  if (depth <= kMaxDepth) return true;
  if (!failed()) {
    Fail(Peek().place, fmt::format("expression is nested more than {} levels deep", kMaxDepth));
  }
  return false;
}

std::string TokenStream::LexicalHint() const {
  const size_t at = Peek().place.start;
  if (at >= input_.size()) {
    const size_t open = FindUnclosed(tokens_.list);
    if (open == std::string_view::npos) return "";
    const LineColumn where = FindLineColumn(input_, open);
    return fmt::format("the '{}' at {}:{} is not closed", input_[open], where.line, where.column);
  }
  const std::string_view rest = input_.substr(at);
  if (rest.starts_with("&")) return "write 'and'";
  if (rest.starts_with("|")) return "write 'or'";
  if (rest.starts_with("=~") || rest.starts_with("!~")) {
    return "labels are matched inside braces: up{job=~\"node.*\"}";
  }
  if (rest.starts_with("!")) return "there is no 'not'; see 'unless' and '!='";
  if (rest.starts_with("$")) return "a variable is not filled in";
  return "";
}

}  // namespace plumb::promql
