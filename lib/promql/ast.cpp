#include "promql/ast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "promql/duration_expr.h"
#include "promql/function.h"

namespace plumb::promql {
namespace {

using model::ResultType;

// In the order of BinaryOp.
constexpr std::array<std::string_view, 18> kOpTexts = {"+",     "-",   "*",  "/",      "%",  "^",
                                                       "atan2", "==",  "!=", ">",      ">=", "<",
                                                       "<=",    "and", "or", "unless", "</", ">/"};

DurationOf Clone(const DurationOf& duration) {
  return {duration.value, duration.expr == nullptr ? nullptr : Clone(*duration.expr)};
}

TimeShift Clone(const TimeShift& shift) {
  return {Clone(shift.offset), shift.has_offset, shift.at, shift.at_time};
}

ExprPtr CloneChild(const ExprPtr& expr) {
  return expr == nullptr ? nullptr : Clone(*expr);
}

void CopySelector(const VectorSelector& from, VectorSelector& to) {
  to.name = from.name;
  to.matchers = from.matchers;
  to.shift = Clone(from.shift);
  to.edges = from.edges;
  to.labels_only = from.labels_only;
  to.place = from.place;
}

// A copy without place and height.
ExprPtr CloneNode(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber: {
      auto copy = std::make_unique<NumberLiteral>();
      copy->value = As<NumberLiteral>(expr)->value;
      copy->as_duration = As<NumberLiteral>(expr)->as_duration;
      return copy;
    }
    case ExprKind::kString: {
      auto copy = std::make_unique<StringLiteral>();
      copy->value = As<StringLiteral>(expr)->value;
      return copy;
    }
    case ExprKind::kVectorSelector: {
      auto copy = std::make_unique<VectorSelector>();
      CopySelector(*As<VectorSelector>(expr), *copy);
      return copy;
    }
    case ExprKind::kMatrixSelector: {
      auto copy = std::make_unique<MatrixSelector>();
      CopySelector(As<MatrixSelector>(expr)->selector, copy->selector);
      copy->range = Clone(As<MatrixSelector>(expr)->range);
      return copy;
    }
    case ExprKind::kSubquery: {
      const auto& from = *As<Subquery>(expr);
      auto copy = std::make_unique<Subquery>();
      copy->expr = CloneChild(from.expr);
      copy->range = Clone(from.range);
      copy->step = Clone(from.step);
      copy->shift = Clone(from.shift);
      return copy;
    }
    case ExprKind::kUnary: {
      auto copy = std::make_unique<Unary>();
      copy->op = As<Unary>(expr)->op;
      copy->expr = CloneChild(As<Unary>(expr)->expr);
      return copy;
    }
    case ExprKind::kBinary: {
      const auto& from = *As<Binary>(expr);
      auto copy = std::make_unique<Binary>();
      copy->op = from.op;
      copy->left = CloneChild(from.left);
      copy->right = CloneChild(from.right);
      copy->return_bool = from.return_bool;
      copy->matching = from.matching;
      copy->op_place = from.op_place;
      return copy;
    }
    case ExprKind::kCall: {
      auto copy = std::make_unique<Call>();
      copy->function = As<Call>(expr)->function;
      for (const ExprPtr& arg : As<Call>(expr)->args) copy->args.push_back(CloneChild(arg));
      return copy;
    }
    case ExprKind::kAggregate: {
      const auto& from = *As<Aggregate>(expr);
      auto copy = std::make_unique<Aggregate>();
      copy->op = from.op;
      copy->param = CloneChild(from.param);
      copy->expr = CloneChild(from.expr);
      copy->without = from.without;
      copy->grouping = from.grouping;
      return copy;
    }
    case ExprKind::kParen:
      break;
  }
  auto copy = std::make_unique<Paren>();
  copy->expr = CloneChild(As<Paren>(expr)->expr);
  return copy;
}

bool Same(const DurationOf& a, const DurationOf& b) {
  if (a.expr == nullptr || b.expr == nullptr) return a.expr == b.expr && a.value == b.value;
  return SameTree(*a.expr, *b.expr);
}

bool Same(const TimeShift& a, const TimeShift& b) {
  return Same(a.offset, b.offset) && a.at == b.at && a.at_time == b.at_time;
}

// Matchers in any order.
bool Same(const model::Matchers& a, const model::Matchers& b) {
  const auto sorted = [](const model::Matchers& matchers) {
    std::vector<std::string> texts;
    for (const model::Matcher& matcher : matchers) texts.push_back(matcher.ToString());
    std::sort(texts.begin(), texts.end());
    return texts;
  };
  return sorted(a) == sorted(b);
}

bool Same(const VectorSelector& a, const VectorSelector& b) {
  return a.name == b.name && Same(a.matchers, b.matchers) && Same(a.shift, b.shift) &&
         a.edges == b.edges && a.labels_only == b.labels_only;
}

bool SameNumber(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool SameFill(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || SameNumber(*a, *b));
}

bool Same(const std::optional<VectorMatching>& a, const std::optional<VectorMatching>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->card == b->card && a->on == b->on && a->labels == b->labels &&
         a->include == b->include && SameFill(a->fill_left, b->fill_left) &&
         SameFill(a->fill_right, b->fill_right);
}

// What stands in the node itself, its children aside.
bool SameNode(const Expr& a, const Expr& b) {
  switch (a.kind) {
    case ExprKind::kNumber:
      return SameNumber(As<NumberLiteral>(a)->value, As<NumberLiteral>(b)->value);
    case ExprKind::kString:
      return As<StringLiteral>(a)->value == As<StringLiteral>(b)->value;
    case ExprKind::kVectorSelector:
      return Same(*As<VectorSelector>(a), *As<VectorSelector>(b));
    case ExprKind::kMatrixSelector:
      return Same(As<MatrixSelector>(a)->range, As<MatrixSelector>(b)->range);
    case ExprKind::kSubquery:
      return Same(As<Subquery>(a)->range, As<Subquery>(b)->range) &&
             Same(As<Subquery>(a)->step, As<Subquery>(b)->step) &&
             Same(As<Subquery>(a)->shift, As<Subquery>(b)->shift);
    case ExprKind::kUnary:
      return As<Unary>(a)->op == As<Unary>(b)->op;
    case ExprKind::kBinary:
      return As<Binary>(a)->op == As<Binary>(b)->op &&
             As<Binary>(a)->return_bool == As<Binary>(b)->return_bool &&
             Same(As<Binary>(a)->matching, As<Binary>(b)->matching);
    case ExprKind::kCall:
      return As<Call>(a)->function == As<Call>(b)->function;
    case ExprKind::kAggregate:
      return As<Aggregate>(a)->op == As<Aggregate>(b)->op &&
             As<Aggregate>(a)->without == As<Aggregate>(b)->without &&
             As<Aggregate>(a)->grouping == As<Aggregate>(b)->grouping;
    case ExprKind::kParen:
      break;
  }
  return true;
}

std::vector<const Expr*> Children(const Expr& expr) {
  std::vector<const Expr*> children;
  ForEachChild(expr, [&children](const Expr& child) { children.push_back(&child); });
  return children;
}

}  // namespace

ResultType TypeOf(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      return ResultType::kScalar;
    case ExprKind::kString:
      return ResultType::kString;
    case ExprKind::kVectorSelector:
    case ExprKind::kAggregate:
      return ResultType::kVector;
    case ExprKind::kMatrixSelector:
    case ExprKind::kSubquery:
      return ResultType::kMatrix;
    case ExprKind::kUnary:
      return TypeOf(*As<Unary>(expr)->expr);
    case ExprKind::kCall:
      return As<Call>(expr)->function->result;
    case ExprKind::kParen:
      return TypeOf(*As<Paren>(expr)->expr);
    case ExprKind::kBinary:
      break;
  }
  const auto& binary = *As<Binary>(expr);
  // The shorter side first: chains of operators lean to the left.
  const bool scalar =
      TypeOf(*binary.right) == ResultType::kScalar && TypeOf(*binary.left) == ResultType::kScalar;
  return scalar ? ResultType::kScalar : ResultType::kVector;
}

std::string_view TypeWords(ResultType type) {
  switch (type) {
    case ResultType::kScalar:
      return "scalar";
    case ResultType::kString:
      return "string";
    case ResultType::kVector:
      return "instant vector";
    case ResultType::kMatrix:
      break;
  }
  return "range vector";
}

ExprPtr Clone(const Expr& expr) {
  ExprPtr copy = CloneNode(expr);
  copy->place = expr.place;
  copy->height = expr.height;
  return copy;
}

bool SameTree(const Expr& a, const Expr& b) {
  if (a.kind != b.kind || !SameNode(a, b)) return false;
  const std::vector<const Expr*> left = Children(a);
  const std::vector<const Expr*> right = Children(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const Expr* x, const Expr* y) { return SameTree(*x, *y); });
}

std::string_view BinaryOpText(BinaryOp op) {
  return kOpTexts[static_cast<size_t>(op)];
}

bool IsComparison(BinaryOp op) {
  return op >= BinaryOp::kEqual && op <= BinaryOp::kLessEqual;
}

bool IsSetOperator(BinaryOp op) {
  return op == BinaryOp::kAnd || op == BinaryOp::kOr || op == BinaryOp::kUnless;
}

}  // namespace plumb::promql
