#include "promql/binary_modifiers.h"

#include <utility>

#include "promql/literal.h"
#include "text/escape.h"

namespace plumb::promql {
namespace {

// Label names may be any word of the language.
bool IsLabelWord(TokenKind kind) {
  return kind == TokenKind::kIdentifier || (kind >= TokenKind::kAtan2 && kind <= TokenKind::kRange);
}

bool ParseLabel(TokenStream& in, std::vector<std::string>& labels) {
  const Token token = in.Peek();
  if (token.kind == TokenKind::kString) {
    Result<std::string> name = text::GoUnquote(token.text);
    if (!name || name->empty()) return in.Unexpected("grouping opts", "label");
    labels.push_back(*std::move(name));
  } else if (IsLabelWord(token.kind)) {
    labels.emplace_back(token.text);
  } else {
    return in.Unexpected("grouping opts", "label");
  }
  in.Take();
  return true;
}

// (number), with a sign
bool ParseFillValue(TokenStream& in, std::optional<double>& value) {
  if (!in.TakeIf(TokenKind::kLeftParen)) return in.Unexpected("fill modifier", "\"(\"");
  const bool minus = in.Is(TokenKind::kSub);
  if (minus || in.Is(TokenKind::kAdd)) in.Take();
  const bool duration = in.Is(TokenKind::kDuration);
  if (!duration && !in.Is(TokenKind::kNumber)) return in.Unexpected("fill modifier", "number");
  const Token token = in.Take();
  const Result<double> parsed =
      duration ? ParseDurationLiteral(token.text) : ParseNumberLiteral(token.text);
  if (!parsed) in.Fail(token.place, parsed.error().message);
  value = parsed ? (minus ? -*parsed : *parsed) : 0;
  if (!in.TakeIf(TokenKind::kRightParen)) return in.Unexpected("fill modifier", "\")\"");
  return true;
}

// fill(v), or fill_left(v) and fill_right(v) in either order, each once.
bool ParseFills(TokenStream& in, VectorMatching& matching) {
  while (true) {
    const TokenKind kind = in.Peek().kind;
    const bool left = kind != TokenKind::kFillRight && !matching.fill_left;
    const bool right = kind != TokenKind::kFillLeft && !matching.fill_right;
    const bool fits = (kind == TokenKind::kFill && left && right) ||
                      (kind == TokenKind::kFillLeft && left) ||
                      (kind == TokenKind::kFillRight && right);
    if (!fits) return true;
    in.Take();
    std::optional<double> value;
    if (!ParseFillValue(in, value)) return false;
    if (left) matching.fill_left = value;
    if (right) matching.fill_right = value;
  }
}

}  // namespace

bool ParseLabelList(TokenStream& in, std::vector<std::string>& labels) {
  if (!in.TakeIf(TokenKind::kLeftParen)) return in.Unexpected("grouping opts", "\"(\"");
  if (in.TakeIf(TokenKind::kRightParen)) return true;
  while (true) {
    if (!ParseLabel(in, labels)) return false;
    const bool comma = in.TakeIf(TokenKind::kComma);
    if (in.TakeIf(TokenKind::kRightParen)) return true;
    if (!comma) return in.Unexpected("grouping opts", "\",\" or \")\"");
  }
}

bool ParseBinaryModifiers(TokenStream& in, Binary& binary) {
  VectorMatching& matching = binary.matching.emplace();
  binary.return_bool = in.TakeIf(TokenKind::kBool);
  if (in.Is(TokenKind::kOn) || in.Is(TokenKind::kIgnoring)) {
    matching.on = in.Take().kind == TokenKind::kOn;
    if (!ParseLabelList(in, matching.labels)) return false;
    if (in.Is(TokenKind::kGroupLeft) || in.Is(TokenKind::kGroupRight)) {
      const bool left = in.Take().kind == TokenKind::kGroupLeft;
      matching.card = left ? Cardinality::kManyToOne : Cardinality::kOneToMany;
      if (in.Is(TokenKind::kLeftParen) && !ParseLabelList(in, matching.include)) return false;
    }
  }
  return ParseFills(in, matching);
}

}  // namespace plumb::promql
