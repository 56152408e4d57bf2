// SPDX-License-Identifier: Apache-2.0
// The syntax tree of a PromQL expression: what was written, checked, nothing evaluated.
//
// One struct a node kind, children owned by their parent, each with the bytes of the text it came
// from. A parsed tree is at most kMaxDepth nodes deep (promql/parser.h), so that walking it by
// recursion is safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "model/matcher.h"
#include "model/query_result.h"

namespace plumb::promql {

struct FunctionRow;    // promql/function.h
struct AggregatorRow;  // promql/aggregator.h

// Bytes [start, end) of the expression's text.
struct Place {
  size_t start = 0;
  size_t end = 0;
  bool operator==(const Place&) const = default;
};

enum class ExprKind : uint8_t {
  kNumber,
  kString,
  kVectorSelector,
  kMatrixSelector,
  kSubquery,
  kUnary,
  kBinary,
  kCall,
  kAggregate,
  kParen,
};

struct Expr {
  virtual ~Expr() = default;
  Expr(const Expr&) = delete;
  Expr& operator=(const Expr&) = delete;

  const ExprKind kind;
  // Nodes on the longest way down, this one included.
  uint16_t height = 1;
  Place place;

 protected:
  explicit Expr(ExprKind k) : kind(k) {}
};

using ExprPtr = std::unique_ptr<Expr>;

// The node as its struct, nullptr if it is of another kind: `if (const auto* call =
// As<Call>(expr))`.
template <typename Node>
const Node* As(const Expr& expr) {
  return expr.kind == Node::kKind ? static_cast<const Node*>(&expr) : nullptr;
}
template <typename Node>
Node* As(Expr& expr) {
  return expr.kind == Node::kKind ? static_cast<Node*>(&expr) : nullptr;
}

// The type of an expression's value. Known from the tree alone.
model::ResultType TypeOf(const Expr& expr);
// In words, as messages say it: `scalar`, `instant vector`, `range vector`, `string`.
std::string_view TypeWords(model::ResultType type);

// A deep copy.
ExprPtr Clone(const Expr& expr);

// Whether two trees say the same; places and the numbers' way of writing do not count.
bool SameTree(const Expr& a, const Expr& b);

// What stands in `[…]` and behind `offset`, where it is more than a plain number or duration:
// `5m*2`, `step()`, `-(1h)`. See promql/duration_expr.h for its value.
struct DurationExpr {
  enum class Kind : uint8_t {
    kNumber,  // seconds
    kStep,    // step()
    kRange,   // range()
    kMinOf,   // min_of(left, right)
    kMaxOf,   // max_of(left, right)
    kNegate,  // -right
    kAdd,     // left + right, and so on
    kSubtract,
    kMultiply,
    kDivide,
    kModulo,
    kPower,
    kParen,  // (right)
  };
  Kind kind = Kind::kNumber;
  double seconds = 0;        // kNumber
  bool as_duration = false;  // kNumber: written with units
  std::unique_ptr<DurationExpr> left;
  std::unique_ptr<DurationExpr> right;
  Place place;
};

using DurationExprPtr = std::unique_ptr<DurationExpr>;

// A duration of a selector. `expr` is set where an expression was written; `value` is then its
// value if it is constant, else 0: it needs step() or range(), and is known with the query's
// parameters only.
struct DurationOf {
  DurationMs value = 0;
  DurationExprPtr expr;
};

enum class AtKind : uint8_t { kNone, kTime, kStart, kEnd };

// `offset` and `@` of a selector or subquery.
struct TimeShift {
  DurationOf offset;
  bool has_offset = false;  // it was written, perhaps as 0
  AtKind at = AtKind::kNone;
  Timestamp at_time = 0;  // AtKind::kTime, in ms
};

// What happens at the ends of a selected window (experimental range modifiers).
enum class RangeEdges : uint8_t { kPlain, kAnchored, kSmoothed };

struct NumberLiteral : Expr {
  static constexpr ExprKind kKind = ExprKind::kNumber;
  NumberLiteral() : Expr(kKind) {}
  double value = 0;
  bool as_duration = false;  // written with units: 5m
};

struct StringLiteral : Expr {
  static constexpr ExprKind kKind = ExprKind::kString;
  StringLiteral() : Expr(kKind) {}
  std::string value;
};

struct VectorSelector : Expr {
  static constexpr ExprKind kKind = ExprKind::kVectorSelector;
  VectorSelector() : Expr(kKind) {}
  // The name as written before the braces, or "". `matchers` holds it too, as __name__="…", so that
  // they alone say what is selected; a name inside the braces is there only.
  std::string name;
  model::Matchers matchers;
  TimeShift shift;
  RangeEdges edges = RangeEdges::kPlain;
  // The second argument of info(): selects labels, may match the empty string, has no value of its
  // own.
  bool labels_only = false;
};

struct MatrixSelector : Expr {
  static constexpr ExprKind kKind = ExprKind::kMatrixSelector;
  MatrixSelector() : Expr(kKind) {}
  VectorSelector selector;  // with the offset, @ and edges of the whole
  DurationOf range;
};

struct Subquery : Expr {
  static constexpr ExprKind kKind = ExprKind::kSubquery;
  Subquery() : Expr(kKind) {}
  ExprPtr expr;
  DurationOf range;
  DurationOf step;  // value 0 without an expr: none was given, the engine's default
  TimeShift shift;
};

enum class UnaryOp : uint8_t { kPlus, kMinus };

struct Unary : Expr {
  static constexpr ExprKind kKind = ExprKind::kUnary;
  Unary() : Expr(kKind) {}
  UnaryOp op = UnaryOp::kMinus;
  ExprPtr expr;
};

enum class BinaryOp : uint8_t {
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMod,
  kPow,
  kAtan2,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kLess,
  kLessEqual,
  kAnd,
  kOr,
  kUnless,
  kTrimUpper,  // </  keeps what is below the right side
  kTrimLower,  // >/  keeps what is above it
};

std::string_view BinaryOpText(BinaryOp op);  // as written: `+`, `atan2`, `</`
bool IsComparison(BinaryOp op);              // == != > >= < <=
bool IsSetOperator(BinaryOp op);             // and or unless

// How many elements of each side one match group may have.
enum class Cardinality : uint8_t { kOneToOne, kManyToOne, kOneToMany, kManyToMany };

// How the elements of two vectors find each other.
struct VectorMatching {
  Cardinality card = Cardinality::kOneToOne;  // group_left: kManyToOne, group_right: kOneToMany
  bool on = false;  // `labels` are the ones to match on, else those to ignore
  std::vector<std::string> labels;
  std::vector<std::string> include;  // group_left(…), group_right(…)
  std::optional<double> fill_left;   // the value of a left element that is missing
  std::optional<double> fill_right;
};

struct Binary : Expr {
  static constexpr ExprKind kKind = ExprKind::kBinary;
  Binary() : Expr(kKind) {}
  BinaryOp op = BinaryOp::kAdd;
  ExprPtr left;
  ExprPtr right;
  bool return_bool = false;
  // Set exactly when both sides are instant vectors.
  std::optional<VectorMatching> matching;
  Place op_place;  // of the operator itself
};

struct Call : Expr {
  static constexpr ExprKind kKind = ExprKind::kCall;
  Call() : Expr(kKind) {}
  const FunctionRow* function = nullptr;  // never null in a parsed tree
  std::vector<ExprPtr> args;
};

struct Aggregate : Expr {
  static constexpr ExprKind kKind = ExprKind::kAggregate;
  Aggregate() : Expr(kKind) {}
  const AggregatorRow* op = nullptr;  // never null in a parsed tree
  ExprPtr param;                      // null for aggregators without one
  ExprPtr expr;
  bool without = false;  // `grouping` are the labels to drop, else those to keep
  std::vector<std::string> grouping;
};

struct Paren : Expr {
  static constexpr ExprKind kKind = ExprKind::kParen;
  Paren() : Expr(kKind) {}
  ExprPtr expr;
};

// Calls visit(child) for each child, in the order written. A matrix selector's inner selector
// counts.
template <typename Visit>
void ForEachChild(const Expr& expr, Visit&& visit) {
  const auto one = [&visit](const ExprPtr& child) {
    if (child != nullptr) visit(static_cast<const Expr&>(*child));
  };
  if (const auto* matrix = As<MatrixSelector>(expr)) {
    visit(static_cast<const Expr&>(matrix->selector));
  } else if (const auto* subquery = As<Subquery>(expr)) {
    one(subquery->expr);
  } else if (const auto* unary = As<Unary>(expr)) {
    one(unary->expr);
  } else if (const auto* binary = As<Binary>(expr)) {
    one(binary->left);
    one(binary->right);
  } else if (const auto* call = As<Call>(expr)) {
    for (const ExprPtr& arg : call->args) one(arg);
  } else if (const auto* aggregate = As<Aggregate>(expr)) {
    one(aggregate->param);
    one(aggregate->expr);
  } else if (const auto* paren = As<Paren>(expr)) {
    one(paren->expr);
  }
}

}  // namespace plumb::promql
