#include "promql/duration_parser.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "promql/duration_expr.h"
#include "promql/literal.h"

namespace plumb::promql {
namespace {

using Kind = DurationExpr::Kind;

constexpr std::string_view kExpected = "number, duration, step(), or range()";
// Sum and product bind as everywhere; a sign binds as a product does, so -2^2 is -(2^2).
constexpr int kSignBinds = 2;
constexpr int kPowerBinds = 3;

// Keywords are known in upper case as well.
bool IsKeyword(std::string_view word, std::string_view keyword) {
  return std::equal(word.begin(), word.end(), keyword.begin(), keyword.end(), [](char a, char b) {
    return a == b || (b >= 'a' && b <= 'z' && a == b - 'a' + 'A');
  });
}

struct Operator {
  Kind kind;
  int binds;  // 0: the token is no operator
};

Operator OperatorOf(TokenKind token) {
  switch (token) {
    case TokenKind::kAdd:
      return {Kind::kAdd, 1};
    case TokenKind::kSub:
      return {Kind::kSubtract, 1};
    case TokenKind::kMul:
      return {Kind::kMultiply, kSignBinds};
    case TokenKind::kDiv:
      return {Kind::kDivide, kSignBinds};
    case TokenKind::kMod:
      return {Kind::kModulo, kSignBinds};
    case TokenKind::kPow:
      return {Kind::kPower, kPowerBinds};
    default:
      return {Kind::kNumber, 0};
  }
}

DurationExprPtr Make(Kind kind, size_t start, size_t end, DurationExprPtr left,
                     DurationExprPtr right) {
  auto made = std::make_unique<DurationExpr>();
  made->kind = kind;
  made->place = {start, end};
  made->left = std::move(left);
  made->right = std::move(right);
  return made;
}

bool IsZero(const DurationExpr& expr) {
  return expr.kind == Kind::kNumber && expr.seconds == 0;
}

class DurationParser {
 public:
  DurationParser(TokenStream& in, std::string_view context, std::string_view expected)
      : in_(in), context_(context), expected_(expected) {}

  // All operators that bind at least as `binds`. nullptr: an error was noted that ends parsing.
  DurationExprPtr Expression(int binds) {
    const TokenStream::Nesting nesting(in_);
    if (!nesting) return nullptr;
    DurationExprPtr left = Signed();
    while (left != nullptr) {
      const Token token = in_.Peek();
      const Operator op = OperatorOf(token.kind);
      if (op.binds == 0 || op.binds < binds) return left;
      in_.Take();
      DurationExprPtr right = Expression(op.kind == Kind::kPower ? op.binds : op.binds + 1);
      if (right == nullptr || !in_.CheckDepth(++operators_)) return nullptr;
      CheckDivisor(token, op.kind, *right);
      const size_t start = left->place.start;
      const size_t end = right->place.end;
      left = Make(op.kind, start, end, std::move(left), std::move(right));
    }
    return left;
  }

  // A primary with an optional sign; the sign of a number becomes part of it, a plus is nothing.
  DurationExprPtr SignedPrimary() {
    const Token sign = in_.Peek();
    if (sign.kind != TokenKind::kAdd && sign.kind != TokenKind::kSub) return Primary();
    in_.Take();
    return ApplySign(sign, Primary());
  }

 private:
  DurationExprPtr Signed() {
    const Token sign = in_.Peek();
    if (sign.kind != TokenKind::kAdd && sign.kind != TokenKind::kSub) return Primary();
    in_.Take();
    return ApplySign(sign, Expression(kPowerBinds));
  }

  static DurationExprPtr ApplySign(const Token& sign, DurationExprPtr operand) {
    if (operand == nullptr) return nullptr;
    const bool minus = sign.kind == TokenKind::kSub;
    if (operand->kind == Kind::kNumber) {
      if (minus) operand->seconds = -operand->seconds;
      operand->place.start = sign.place.start;
      return operand;
    }
    if (!minus) return operand;
    const size_t end = operand->place.end;
    return Make(Kind::kNegate, sign.place.start, end, nullptr, std::move(operand));
  }

  DurationExprPtr Primary() {
    const Token token = in_.Peek();
    switch (token.kind) {
      case TokenKind::kNumber:
      case TokenKind::kDuration:
        return Number();
      case TokenKind::kStep:
        return Word(Kind::kStep);
      case TokenKind::kRange:
        return Word(Kind::kRange);
      case TokenKind::kLeftParen:
        return Parentheses();
      case TokenKind::kIdentifier:
        return Choice();
      default:
        in_.Unexpected(context_, expected_);
        return nullptr;
    }
  }

  DurationExprPtr Number() {
    const Token token = in_.Take();
    DurationExprPtr made =
        Make(Kind::kNumber, token.place.start, token.place.end, nullptr, nullptr);
    made->as_duration = token.kind == TokenKind::kDuration;
    const Result<double> value =
        made->as_duration ? ParseDurationLiteral(token.text) : ParseNumberLiteral(token.text);
    if (value) {
      made->seconds = *value;
      if (!DurationFromSeconds(*value)) in_.Fail(token.place, "duration out of range");
    } else {
      in_.Fail(token.place, value.error().message);
    }
    return made;
  }

  // step() and range()
  DurationExprPtr Word(Kind kind) {
    const Token word = in_.Take();
    for (const TokenKind wanted : {TokenKind::kLeftParen, TokenKind::kRightParen}) {
      if (!in_.TakeIf(wanted)) {
        in_.Unexpected(context_, expected_);
        return nullptr;
      }
    }
    return Make(kind, word.place.start, in_.end(), nullptr, nullptr);
  }

  DurationExprPtr Parentheses() {
    const Token open = in_.Take();
    DurationExprPtr inner = Expression(0);
    if (inner == nullptr) return nullptr;
    if (!in_.TakeIf(TokenKind::kRightParen)) {
      in_.Unexpected(context_, "\")\"");
      return nullptr;
    }
    return Make(Kind::kParen, open.place.start, in_.end(), nullptr, std::move(inner));
  }

  // min_of(a, b) and max_of(a, b)
  DurationExprPtr Choice() {
    const Token word = in_.Peek();
    const bool least = IsKeyword(word.text, "min_of");
    const Kind kind = least ? Kind::kMinOf : Kind::kMaxOf;
    if ((!least && !IsKeyword(word.text, "max_of")) ||
        in_.PeekSecond().kind != TokenKind::kLeftParen) {
      in_.Unexpected(context_, expected_);
      return nullptr;
    }
    in_.Take();
    in_.Take();
    DurationExprPtr left = Expression(0);
    if (left == nullptr) return nullptr;
    if (!in_.TakeIf(TokenKind::kComma)) {
      in_.Unexpected(context_, "\",\"");
      return nullptr;
    }
    DurationExprPtr right = Expression(0);
    if (right == nullptr) return nullptr;
    if (!in_.TakeIf(TokenKind::kRightParen)) {
      in_.Unexpected(context_, "\")\"");
      return nullptr;
    }
    return Make(kind, word.place.start, in_.end(), std::move(left), std::move(right));
  }

  void CheckDivisor(const Token& op, Kind kind, const DurationExpr& right) {
    if (!IsZero(right)) return;
    if (kind == Kind::kDivide) in_.Fail(op.place, "division by zero");
    if (kind == Kind::kModulo) in_.Fail(op.place, "modulo by zero");
  }

  TokenStream& in_;
  std::string_view context_;
  std::string_view expected_;
  size_t operators_ = 0;  // in all; a chain of them is a tree as deep
};

// A plain number is a value and nothing else; expressions are kept, with their value if it is
// constant.
void Fold(DurationExprPtr expr, DurationOf& duration) {
  const Result<double> seconds =
      IsConstant(*expr) ? EvaluateDuration(*expr, {}) : Result<double>(0.0);
  const Result<DurationMs> value = seconds ? DurationFromSeconds(*seconds) : Result<DurationMs>(0);
  duration.value = value ? *value : 0;
  duration.expr = expr->kind == Kind::kNumber ? nullptr : std::move(expr);
}

}  // namespace

bool ParseRangeDuration(TokenStream& in, std::string_view context, std::string_view expected,
                        DurationOf& duration) {
  DurationExprPtr expr = DurationParser(in, context, expected).Expression(0);
  if (expr == nullptr) return false;
  // As upstream: only plain numbers are checked here, the value of an expression when it is
  // evaluated.
  if (expr->kind == Kind::kNumber && !(expr->seconds > 0)) {
    in.Fail(expr->place, "duration must be greater than 0");
  }
  Fold(std::move(expr), duration);
  return true;
}

bool ParseOffsetDuration(TokenStream& in, DurationOf& duration) {
  DurationExprPtr expr = DurationParser(in, "offset", kExpected).SignedPrimary();
  if (expr == nullptr) return false;
  Fold(std::move(expr), duration);
  return true;
}

}  // namespace plumb::promql
