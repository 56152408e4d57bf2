#include "promql/duration_expr.h"

#include <algorithm>
#include <cmath>

namespace plumb::promql {
namespace {

using Kind = DurationExpr::Kind;

// 2^63 nanoseconds, what a Go duration holds.
constexpr double kMaxSeconds = 9223372036.0;

Error Bad(const char* message) {
  return {Exit::kUsage, message};
}

Result<double> Combine(Kind kind, double left, double right) {
  switch (kind) {
    case Kind::kMinOf:
      return std::min(left, right);
    case Kind::kMaxOf:
      return std::max(left, right);
    case Kind::kAdd:
      return left + right;
    case Kind::kSubtract:
      return left - right;
    case Kind::kMultiply:
      return left * right;
    case Kind::kPower:
      return std::pow(left, right);
    case Kind::kDivide:
      if (right == 0) return Bad("division by zero");
      return left / right;
    default:
      PLUMB_ASSERT(kind == Kind::kModulo);
      if (right == 0) return Bad("modulo by zero");
      return std::fmod(left, right);
  }
}

bool SameChild(const DurationExprPtr& a, const DurationExprPtr& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return SameTree(*a, *b);
}

}  // namespace

Result<double> EvaluateDuration(const DurationExpr& expr, const DurationContext& context) {
  switch (expr.kind) {
    case Kind::kNumber:
      return expr.seconds;
    case Kind::kStep:
      return static_cast<double>(context.step) / static_cast<double>(kSecond);
    case Kind::kRange:
      return static_cast<double>(context.range) / static_cast<double>(kSecond);
    case Kind::kParen:
      return EvaluateDuration(*expr.right, context);
    case Kind::kNegate: {
      PLUMB_ASSIGN(const double value, EvaluateDuration(*expr.right, context));
      return -value;
    }
    default: {
      PLUMB_ASSIGN(const double left, EvaluateDuration(*expr.left, context));
      PLUMB_ASSIGN(const double right, EvaluateDuration(*expr.right, context));
      return Combine(expr.kind, left, right);
    }
  }
}

Result<DurationMs> DurationFromSeconds(double seconds) {
  if (!(std::fabs(seconds) <= kMaxSeconds)) return Bad("duration out of range");
  return static_cast<DurationMs>(std::llround(seconds * static_cast<double>(kSecond)));
}

Result<DurationMs> ResolveDuration(const DurationOf& duration, DurationUse use,
                                   const DurationContext& context) {
  DurationMs value = duration.value;
  if (duration.expr != nullptr) {
    PLUMB_ASSIGN(const double seconds, EvaluateDuration(*duration.expr, context));
    PLUMB_ASSIGN(value, DurationFromSeconds(seconds));
  }
  if (use == DurationUse::kRange && value <= 0) return Bad("duration must be greater than 0");
  return value;
}

bool IsConstant(const DurationExpr& expr) {
  if (expr.kind == Kind::kStep || expr.kind == Kind::kRange) return false;
  return (expr.left == nullptr || IsConstant(*expr.left)) &&
         (expr.right == nullptr || IsConstant(*expr.right));
}

DurationExprPtr Clone(const DurationExpr& expr) {
  auto copy = std::make_unique<DurationExpr>();
  copy->kind = expr.kind;
  copy->seconds = expr.seconds;
  copy->as_duration = expr.as_duration;
  copy->place = expr.place;
  if (expr.left != nullptr) copy->left = Clone(*expr.left);
  if (expr.right != nullptr) copy->right = Clone(*expr.right);
  return copy;
}

bool SameTree(const DurationExpr& a, const DurationExpr& b) {
  return a.kind == b.kind && a.seconds == b.seconds && SameChild(a.left, b.left) &&
         SameChild(a.right, b.right);
}

}  // namespace plumb::promql
