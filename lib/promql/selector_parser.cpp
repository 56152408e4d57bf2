#include "promql/selector_parser.h"

#include <cmath>
#include <limits>
#include <utility>

#include "base/number.h"
#include "promql/duration_parser.h"
#include "promql/literal.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

constexpr std::string_view kDurationExpected = "number, duration, step(), or range()";

std::optional<model::MatchOp> MatchOpOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kAssign:
      return model::MatchOp::kEqual;
    case TokenKind::kNotEqual:
      return model::MatchOp::kNotEqual;
    case TokenKind::kRegex:
      return model::MatchOp::kRegex;
    case TokenKind::kNotRegex:
      return model::MatchOp::kNotRegex;
    default:
      return std::nullopt;
  }
}

std::string Unquote(TokenStream& in, const Token& token) {
  Result<std::string> value = text::GoUnquote(token.text);
  if (value) return *std::move(value);
  in.Fail(token.place, fmt::format("error unquoting string {}: {}", text::GoQuote(token.text),
                                   value.error().message));
  return "";
}

// A name, or a name (perhaps quoted) with an operator and a value. A quoted name alone is the
// metric's.
bool ParseMatcher(TokenStream& in, model::Matchers& matchers) {
  const Token label = in.Peek();
  const bool quoted = label.kind == TokenKind::kString;
  if (!quoted && label.kind != TokenKind::kIdentifier) {
    return in.Unexpected("label matching", "identifier or \"}\"");
  }
  in.Take();
  std::string name = quoted ? Unquote(in, label) : std::string(label.text);
  const std::optional<model::MatchOp> op = MatchOpOf(in.Peek().kind);
  if (!op && !quoted) return in.Unexpected("label matching", "label matching operator");
  Result<model::Matcher> matcher = [&]() -> Result<model::Matcher> {
    if (!op) {
      return model::Matcher::Make(std::string(model::kMetricName), model::MatchOp::kEqual,
                                  std::move(name));
    }
    in.Take();
    if (!in.Is(TokenKind::kString)) {
      in.Unexpected("label matching", "string");
      return Error{};
    }
    return model::Matcher::Make(std::move(name), *op, Unquote(in, in.Take()));
  }();
  if (matcher) {
    matchers.push_back(*std::move(matcher));
    return true;
  }
  if (matcher.error().message.empty()) return false;
  in.Fail({label.place.start, in.end()}, matcher.error().message);
  return true;
}

// REQUIRES: the next token is `{`.
bool ParseBraces(TokenStream& in, model::Matchers& matchers) {
  in.Take();
  if (in.TakeIf(TokenKind::kRightBrace)) return true;
  while (true) {
    if (!ParseMatcher(in, matchers)) return false;
    const bool comma = in.TakeIf(TokenKind::kComma);
    if (in.TakeIf(TokenKind::kRightBrace)) return true;
    if (!comma) return in.Unexpected("label matching", "\",\" or \"}\"");
  }
}

// --- What stands behind an expression ---

// The parts of a selector or subquery that modifiers change.
struct Target {
  TimeShift* shift = nullptr;
  VectorSelector* selector = nullptr;  // null for a subquery
};

std::optional<Target> TargetOf(Expr& expr) {
  if (auto* vector = As<VectorSelector>(expr)) return Target{&vector->shift, vector};
  if (auto* matrix = As<MatrixSelector>(expr))
    return Target{&matrix->selector.shift, &matrix->selector};
  if (auto* subquery = As<Subquery>(expr)) return Target{&subquery->shift, nullptr};
  return std::nullopt;
}

std::optional<Target> ShiftTarget(TokenStream& in, Expr& expr, std::string_view modifier) {
  std::optional<Target> target = TargetOf(expr);
  if (!target) {
    const bool call = expr.kind == ExprKind::kCall || expr.kind == ExprKind::kAggregate;
    in.Fail(
        expr.place,
        fmt::format("{} modifier must be preceded by an instant vector selector or range vector "
                    "selector or a subquery",
                    modifier),
        call ? "put it behind the selector inside the parentheses" : "");
  }
  return target;
}

bool ParseOffset(TokenStream& in, Expr& expr) {
  in.Take();
  DurationOf offset;
  if (!ParseOffsetDuration(in, offset)) return false;
  const std::optional<Target> target = ShiftTarget(in, expr, "offset");
  if (!target) return true;
  if (target->shift->has_offset) {
    in.Fail(expr.place, "offset may not be set multiple times");
    return true;
  }
  target->shift->offset = std::move(offset);
  target->shift->has_offset = true;
  expr.place.end = in.end();
  return true;
}

bool SetAt(TokenStream& in, Expr& expr, AtKind kind, Timestamp time) {
  const std::optional<Target> target = ShiftTarget(in, expr, "@");
  if (!target) return true;
  if (target->shift->at != AtKind::kNone) {
    in.Fail(expr.place, "@ <timestamp> may not be set multiple times");
    return true;
  }
  target->shift->at = kind;
  target->shift->at_time = time;
  expr.place.end = in.end();
  return true;
}

bool ParseAtTime(TokenStream& in, Expr& expr) {
  const bool minus = in.Is(TokenKind::kSub);
  if (minus || in.Is(TokenKind::kAdd)) in.Take();
  if (!in.Is(TokenKind::kNumber) && !in.Is(TokenKind::kDuration)) {
    return in.Unexpected("@", "timestamp");
  }
  const Token token = in.Take();
  const Result<double> value = token.kind == TokenKind::kNumber ? ParseNumberLiteral(token.text)
                                                                : ParseDurationLiteral(token.text);
  if (!value) {
    in.Fail(token.place, value.error().message);
    return true;
  }
  const double seconds = minus ? -*value : *value;
  // Upstream's bound: the milliseconds must fit 64 bits.
  constexpr double kLimit = static_cast<double>(std::numeric_limits<int64_t>::max()) / 1000;
  if (!(std::fabs(seconds) < kLimit)) {
    in.Fail(expr.place, "timestamp out of bounds for @ modifier: " + FormatFixed(seconds));
    return true;
  }
  return SetAt(in, expr, AtKind::kTime, std::llround(seconds * 1000));
}

bool ParseAt(TokenStream& in, Expr& expr) {
  in.Take();
  const bool start = in.Is(TokenKind::kStart);
  if (!start && !in.Is(TokenKind::kEndWord)) return ParseAtTime(in, expr);
  in.Take();
  for (const TokenKind wanted : {TokenKind::kLeftParen, TokenKind::kRightParen}) {
    if (!in.TakeIf(wanted)) return in.Unexpected("@", "timestamp");
  }
  return SetAt(in, expr, start ? AtKind::kStart : AtKind::kEnd, 0);
}

void SetEdges(TokenStream& in, Expr& expr, const Token& word, RangeEdges edges) {
  const std::optional<Target> target = TargetOf(expr);
  if (!target || target->selector == nullptr) {
    in.Fail(expr.place,
            fmt::format("{} modifier is only allowed on vector selectors and range selectors",
                        edges == RangeEdges::kAnchored ? "anchored" : "smoothed"));
  } else if (target->selector->edges != RangeEdges::kPlain) {
    in.Fail(word.place,
            "anchored and smoothed modifiers may not be set multiple times or together");
  } else {
    target->selector->edges = edges;
    expr.place.end = in.end();
  }
}

std::string_view WhyNoRange(const Expr& expr) {
  const auto* selector = As<VectorSelector>(expr);
  if (selector == nullptr) return "ranges only allowed for vector selectors";
  if (selector->shift.has_offset) return "no offset modifiers allowed before range";
  if (selector->shift.at != AtKind::kNone) return "no @ modifiers allowed before range";
  return "";
}

ExprPtr MakeMatrix(TokenStream& in, ExprPtr expr, DurationOf range, Place brackets) {
  const std::string_view why = WhyNoRange(*expr);
  if (!why.empty()) {
    const bool selector = expr->kind == ExprKind::kVectorSelector;
    in.Fail(brackets, std::string(why),
            selector ? "write the range first: up[5m] offset 1h"
                     : "for the past values of an expression write a subquery: (…)[5m:]");
    expr->place.end = brackets.end;
    return expr;
  }
  auto matrix = std::make_unique<MatrixSelector>();
  matrix->place = {expr->place.start, brackets.end};
  matrix->selector.place = expr->place;
  auto& selector = static_cast<VectorSelector&>(*expr);
  matrix->selector.name = std::move(selector.name);
  matrix->selector.matchers = std::move(selector.matchers);
  matrix->selector.shift = std::move(selector.shift);
  matrix->selector.edges = selector.edges;
  matrix->range = std::move(range);
  matrix->height = 2;
  return matrix;
}

// [range] or [range:step]. REQUIRES: the next token is `[`.
ExprPtr ParseBrackets(TokenStream& in, ExprPtr expr) {
  const Token open = in.Take();
  DurationOf range;
  if (!ParseRangeDuration(in, "subquery or range selector", kDurationExpected, range))
    return nullptr;
  if (in.TakeIf(TokenKind::kRightBracket)) {
    return MakeMatrix(in, std::move(expr), std::move(range), {open.place.start, in.end()});
  }
  if (!in.TakeIf(TokenKind::kColon)) {
    in.Unexpected("subquery or range", "\":\" or \"]\"");
    return nullptr;
  }
  auto subquery = std::make_unique<Subquery>();
  subquery->range = std::move(range);
  if (!in.Is(TokenKind::kRightBracket) &&
      !ParseRangeDuration(in, "subquery selector", "number, duration, step(), range(), or \"]\"",
                          subquery->step)) {
    return nullptr;
  }
  if (!in.TakeIf(TokenKind::kRightBracket)) {
    in.Unexpected("subquery selector", "\"]\"");
    return nullptr;
  }
  subquery->place = {expr->place.start, in.end()};
  subquery->height = static_cast<uint16_t>(expr->height + 1);
  subquery->expr = std::move(expr);
  if (!in.CheckDepth(subquery->height)) return nullptr;
  return subquery;
}

}  // namespace

bool BeginsSelector(const Token& token) {
  switch (token.kind) {
    case TokenKind::kIdentifier:
    case TokenKind::kMetricIdentifier:
    case TokenKind::kLeftBrace:
    case TokenKind::kAggregator:
    case TokenKind::kAnd:
    case TokenKind::kOr:
    case TokenKind::kUnless:
    case TokenKind::kBy:
    case TokenKind::kWithout:
    case TokenKind::kOffset:
    case TokenKind::kAnchored:
    case TokenKind::kSmoothed:
    case TokenKind::kStart:
    case TokenKind::kEndWord:
    case TokenKind::kStep:
    case TokenKind::kRange:
      return true;
    default:
      return false;
  }
}

std::unique_ptr<VectorSelector> ParseVectorSelector(TokenStream& in) {
  auto selector = std::make_unique<VectorSelector>();
  selector->place.start = in.Peek().place.start;
  if (!in.Is(TokenKind::kLeftBrace)) selector->name = std::string(in.Take().text);
  if (in.Is(TokenKind::kLeftBrace) && !ParseBraces(in, selector->matchers)) return nullptr;
  selector->place.end = in.end();
  if (!selector->name.empty()) {
    Result<model::Matcher> name = model::Matcher::Make(std::string(model::kMetricName),
                                                       model::MatchOp::kEqual, selector->name);
    if (name) selector->matchers.push_back(*std::move(name));
  }
  return selector;
}

ExprPtr ParseModifiers(TokenStream& in, ExprPtr expr) {
  while (expr != nullptr) {
    const Token token = in.Peek();
    switch (token.kind) {
      case TokenKind::kLeftBracket:
        expr = ParseBrackets(in, std::move(expr));
        break;
      case TokenKind::kOffset:
        if (!ParseOffset(in, *expr)) return nullptr;
        break;
      case TokenKind::kAt:
        if (!ParseAt(in, *expr)) return nullptr;
        break;
      case TokenKind::kAnchored:
      case TokenKind::kSmoothed:
        in.Take();
        SetEdges(
            in, *expr, token,
            token.kind == TokenKind::kAnchored ? RangeEdges::kAnchored : RangeEdges::kSmoothed);
        break;
      default:
        return expr;
    }
  }
  return expr;
}

}  // namespace plumb::promql
