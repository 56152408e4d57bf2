// Random PromQL trees, well typed and as the parser would have made them: for tests that print and
// parse again, and for tests that evaluate in two ways. The same seed gives the same trees.
#pragma once

#include <functional>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "promql/aggregator.h"
#include "promql/ast.h"
#include "promql/function.h"

namespace plumb::tests {

class PromqlGenerator {
 public:
  struct Options {
    std::vector<std::string> metrics = {"up", "http_requests_total", "node:cpu:rate5m", "sum",
                                        "offset"};
    std::vector<std::string> labels = {"job", "instance", "le", "by", "dotted.name", "größe"};
    std::vector<std::string> listed = {};  // more labels for by (…), on (…) and the like
    std::vector<std::string> values = {"", "api", "a\"b\\c\n", "web-1", "ü"};
    // Which functions and aggregators may be called; all of them where empty.
    std::function<bool(const promql::FunctionRow&)> use_function;
    std::function<bool(const promql::AggregatorRow&)> use_aggregator;
    bool duration_expressions = true;
    bool range_edges = true;  // anchored, smoothed
    bool fills = true;
    bool regexes = true;
    bool trims = true;             // </ and >/
    bool duration_numbers = true;  // 5m as a number
    // What windows, the steps of subqueries, offsets and `@` are taken from; anything where empty.
    std::vector<DurationMs> ranges = {};
    std::vector<DurationMs> subquery_steps = {};
    std::vector<DurationMs> offsets = {};
    std::vector<Timestamp> at_times = {};
  };

  PromqlGenerator(uint64_t seed, Options options) : random_(seed), options_(std::move(options)) {
    for (const promql::FunctionRow* row : promql::AllFunctions()) {
      if (!options_.use_function || options_.use_function(*row)) functions_.push_back(row);
    }
    for (const promql::AggregatorRow* row : promql::AllAggregators()) {
      if (!options_.use_aggregator || options_.use_aggregator(*row)) aggregators_.push_back(row);
    }
  }
  explicit PromqlGenerator(uint64_t seed) : PromqlGenerator(seed, Options()) {}

  // An expression of any type, at most about `depth` levels deep.
  promql::ExprPtr Any(int depth) {
    switch (Below(8)) {
      case 0:
        return Scalar(depth);
      case 1:
        return Matrix(depth);
      default:
        return Vector(depth);
    }
  }

  promql::ExprPtr Vector(int depth) {
    if (depth <= 0) return Selector();
    switch (Below(7)) {
      case 0:
        return Selector();
      case 1:
        return Parens(Vector(depth - 1));
      case 2:
        return Signed(Vector(depth - 1));
      case 3:
        return Aggregation(depth - 1);
      case 4:
        return CallOf(model::ResultType::kVector, depth - 1);
      default:
        return VectorOperation(depth - 1);
    }
  }

  promql::ExprPtr Scalar(int depth) {
    if (depth <= 0) return Number();
    switch (Below(5)) {
      case 0:
        return Number();
      case 1:
        return Parens(Scalar(depth - 1));
      case 2:
        return Signed(Scalar(depth - 1));
      case 3:
        return CallOf(model::ResultType::kScalar, depth - 1);
      default: {
        const auto op = static_cast<promql::BinaryOp>(Below(13));
        auto binary = Operation(op, Scalar(depth - 1), Scalar(depth - 1));
        binary->return_bool = promql::IsComparison(op);
        return binary;
      }
    }
  }

  promql::ExprPtr Matrix(int depth) {
    if (depth > 0 && Below(3) == 0) return SubqueryOf(depth - 1);
    auto matrix = std::make_unique<promql::MatrixSelector>();
    Fill(matrix->selector);
    if (options_.range_edges) matrix->selector.edges = static_cast<promql::RangeEdges>(Below(3));
    matrix->range = Range(options_.ranges);
    return matrix;
  }

  // 0 <= result < bound
  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }
  bool Coin() { return Below(2) == 0; }

 private:
  using Duration = promql::DurationExpr;

  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(from.size())];
  }

  static promql::ExprPtr Parens(promql::ExprPtr expr) {
    auto paren = std::make_unique<promql::Paren>();
    paren->expr = std::move(expr);
    return paren;
  }

  promql::ExprPtr Number() {
    constexpr double kInf = std::numeric_limits<double>::infinity();
    static const std::vector<double> kNumbers = {0,    1,    2,     5,   0.5,  -1,   -0.25,
                                                 1e21, 1e-9, 1e300, 100, kInf, -kInf};
    auto number = std::make_unique<promql::NumberLiteral>();
    number->value = Pick(kNumbers);
    if (options_.duration_numbers && Below(4) == 0) {
      number->value = static_cast<double>(Below(100000));
      number->as_duration = true;
    }
    return number;
  }

  promql::ExprPtr String() {
    auto string = std::make_unique<promql::StringLiteral>();
    string->value = Pick(options_.values);
    return string;
  }

  // A sign before a number would become part of it: it gets parentheses.
  promql::ExprPtr Signed(promql::ExprPtr operand) {
    const auto* binary = promql::As<promql::Binary>(*operand);
    const bool loose = binary != nullptr && binary->op != promql::BinaryOp::kPow;
    if (loose || operand->kind == promql::ExprKind::kNumber) operand = Parens(std::move(operand));
    auto unary = std::make_unique<promql::Unary>();
    unary->op = Coin() ? promql::UnaryOp::kMinus : promql::UnaryOp::kPlus;
    unary->expr = std::move(operand);
    return unary;
  }

  // --- Selectors ---

  promql::ExprPtr Selector() {
    auto selector = std::make_unique<promql::VectorSelector>();
    Fill(*selector);
    if (options_.range_edges && Below(6) == 0) {
      selector->edges = Coin() ? promql::RangeEdges::kAnchored : promql::RangeEdges::kSmoothed;
    }
    return selector;
  }

  void AddMatcher(promql::VectorSelector& selector, std::string name, model::MatchOp op,
                  std::string value) {
    Result<model::Matcher> matcher = model::Matcher::Make(std::move(name), op, std::move(value));
    PLUMB_ASSERT(matcher.ok());
    selector.matchers.push_back(*std::move(matcher));
  }

  void AddMatchers(promql::VectorSelector& selector) {
    for (size_t i = Below(3); i > 0; --i) {
      const auto op = static_cast<model::MatchOp>(Below(options_.regexes ? 4 : 2));
      const bool regex = op == model::MatchOp::kRegex || op == model::MatchOp::kNotRegex;
      AddMatcher(selector, Pick(options_.labels), op, regex ? "a.*|b+" : Pick(options_.values));
    }
  }

  void Fill(promql::VectorSelector& selector) {
    AddMatchers(selector);
    const std::string& metric = Pick(options_.metrics);
    if (Below(4) != 0) selector.name = metric;
    AddMatcher(selector, std::string(model::kMetricName), model::MatchOp::kEqual, metric);
    selector.shift = Shift();
  }

  promql::TimeShift Shift() {
    promql::TimeShift shift;
    if (Below(4) == 0) {
      shift.offset = Offset();
      shift.has_offset = true;
    }
    if (Below(4) == 0) shift.at = static_cast<promql::AtKind>(1 + Below(3));
    if (shift.at == promql::AtKind::kTime)
      shift.at_time = options_.at_times.empty()
                          ? static_cast<Timestamp>(Below(10'000'000)) - 5'000'000
                          : Pick(options_.at_times);
    return shift;
  }

  promql::ExprPtr SubqueryOf(int depth) {
    auto subquery = std::make_unique<promql::Subquery>();
    subquery->expr = Vector(depth);
    const promql::ExprKind kind = subquery->expr->kind;
    if (kind == promql::ExprKind::kBinary || kind == promql::ExprKind::kUnary) {
      subquery->expr = Parens(std::move(subquery->expr));
    }
    subquery->range = Range(options_.ranges);
    if (Coin()) subquery->step = Range(options_.subquery_steps);
    subquery->shift = Shift();
    return subquery;
  }

  // --- Durations ---

  static promql::DurationExprPtr Make(Duration::Kind kind, promql::DurationExprPtr left = nullptr,
                                      promql::DurationExprPtr right = nullptr) {
    auto made = std::make_unique<Duration>();
    made->kind = kind;
    made->left = std::move(left);
    made->right = std::move(right);
    return made;
  }

  promql::DurationExprPtr PlainDuration() {
    auto number = Make(Duration::Kind::kNumber);
    number->seconds = static_cast<double>(1 + Below(1'000'000)) / 1000;
    number->as_duration = Coin();
    return number;
  }

  // Not a plain number; may stand behind `offset`.
  promql::DurationExprPtr ClosedDuration(int depth) {
    switch (Below(5)) {
      case 0:
        return Make(Duration::Kind::kStep);
      case 1:
        return Make(Duration::Kind::kRange);
      case 2:
        return Make(Coin() ? Duration::Kind::kMinOf : Duration::Kind::kMaxOf,
                    OpenDuration(depth - 1), OpenDuration(depth - 1));
      default:
        return Make(Duration::Kind::kParen, nullptr, OpenDuration(depth - 1));
    }
  }

  promql::DurationExprPtr Operand(int depth) {
    return depth > 0 && Coin() ? ClosedDuration(depth) : PlainDuration();
  }

  promql::DurationExprPtr OpenDuration(int depth) {
    if (depth <= 0) return PlainDuration();
    if (Coin()) return Operand(depth);
    if (Below(3) == 0) return Make(Duration::Kind::kNegate, nullptr, ClosedDuration(depth));
    const auto first = static_cast<size_t>(Duration::Kind::kAdd);
    const auto kind = static_cast<Duration::Kind>(first + Below(6));
    return Make(kind, Operand(depth), Operand(depth));
  }

  promql::DurationOf Range(const std::vector<DurationMs>& among) {
    promql::DurationOf range;
    if (options_.duration_expressions && Below(4) == 0) {
      range.expr = OpenDuration(3);
      if (range.expr->kind != Duration::Kind::kNumber) return range;
      range.expr = nullptr;
    }
    range.value = among.empty()
                      ? static_cast<DurationMs>(1 + Below(600)) * (Coin() ? kSecond : kMinute)
                      : Pick(among);
    return range;
  }

  promql::DurationOf Offset() {
    promql::DurationOf offset;
    if (options_.duration_expressions && Below(4) == 0) {
      offset.expr = ClosedDuration(3);
      if (Coin()) offset.expr = Make(Duration::Kind::kNegate, nullptr, std::move(offset.expr));
      return offset;
    }
    offset.value = options_.offsets.empty() ? (static_cast<DurationMs>(Below(1200)) - 600) * kSecond
                                            : Pick(options_.offsets);
    return offset;
  }

  // --- Operations ---

  // As the manual lists them, from `or` (1) to `^` (6).
  static int Precedence(promql::BinaryOp op) {
    using Op = promql::BinaryOp;
    if (op == Op::kOr) return 1;
    if (op == Op::kAnd || op == Op::kUnless) return 2;
    if (op == Op::kAdd || op == Op::kSub) return 4;
    if (op == Op::kMul || op == Op::kDiv || op == Op::kMod || op == Op::kAtan2) return 5;
    return op == Op::kPow ? 6 : 3;
  }

  // Whether an operand needs parentheses to stay whole.
  static bool NeedsParens(promql::BinaryOp op, const promql::Expr& operand, bool left) {
    const bool power = op == promql::BinaryOp::kPow;
    if (const auto* child = promql::As<promql::Binary>(operand)) {
      const int inner = Precedence(child->op);
      const int outer = Precedence(op);
      return left == power ? inner <= outer : inner < outer;
    }
    // A sign binds looser than ^.
    const auto* number = promql::As<promql::NumberLiteral>(operand);
    const bool sign =
        operand.kind == promql::ExprKind::kUnary || (number != nullptr && number->value < 0);
    return power && left && sign;
  }

  std::unique_ptr<promql::Binary> Operation(promql::BinaryOp op, promql::ExprPtr left,
                                            promql::ExprPtr right) {
    if (NeedsParens(op, *left, true) || Below(5) == 0) left = Parens(std::move(left));
    if (NeedsParens(op, *right, false) || Below(5) == 0) right = Parens(std::move(right));
    auto binary = std::make_unique<promql::Binary>();
    binary->op = op;
    binary->left = std::move(left);
    binary->right = std::move(right);
    return binary;
  }

  promql::ExprPtr VectorOperation(int depth) {
    const auto op = static_cast<promql::BinaryOp>(Below(options_.trims ? 18 : 16));
    const bool set = promql::IsSetOperator(op);
    const size_t scalar = set ? 0 : Below(3);  // 1: the left side, 2: the right side
    promql::ExprPtr left = scalar == 1 ? Scalar(depth) : Vector(depth);
    promql::ExprPtr right = scalar == 2 ? Scalar(depth) : Vector(depth);
    auto binary = Operation(op, std::move(left), std::move(right));
    binary->return_bool = promql::IsComparison(op) && Coin();
    if (scalar == 0) binary->matching = Matching(set);
    return binary;
  }

  promql::VectorMatching Matching(bool set) {
    promql::VectorMatching matching;
    matching.on = Coin();
    matching.labels = LabelList();
    if (set) {
      matching.card = promql::Cardinality::kManyToMany;
      return matching;
    }
    matching.card = static_cast<promql::Cardinality>(Below(3));
    const bool grouped = matching.card != promql::Cardinality::kOneToOne;
    // A label may not be in both lists of on() and group_x().
    if (grouped && !matching.on) matching.include = LabelList();
    if (options_.fills && Below(4) == 0) matching.fill_left = -1.5;
    if (options_.fills && Below(4) == 0) matching.fill_right = static_cast<double>(Below(3)) - 1.5;
    return matching;
  }

  std::vector<std::string> LabelList() {
    std::vector<std::string> list;
    for (const std::string& label : options_.labels) {
      if (Below(3) == 0) list.push_back(label);
    }
    for (const std::string& label : options_.listed) {
      if (Below(6) == 0) list.push_back(label);
    }
    return list;
  }

  promql::ExprPtr Aggregation(int depth) {
    auto aggregate = std::make_unique<promql::Aggregate>();
    aggregate->op = Pick(aggregators_);
    if (aggregate->op->parameter) aggregate->param = Argument(*aggregate->op->parameter, depth);
    aggregate->expr = Vector(depth);
    aggregate->without = Coin();
    aggregate->grouping = LabelList();
    return aggregate;
  }

  promql::ExprPtr Argument(model::ResultType type, int depth) {
    switch (type) {
      case model::ResultType::kScalar:
        return Scalar(depth);
      case model::ResultType::kString:
        return String();
      case model::ResultType::kMatrix:
        return Matrix(depth);
      case model::ResultType::kVector:
        break;
    }
    return Vector(depth);
  }

  // A call with that result, or a plain expression of the type if no function has it.
  promql::ExprPtr CallOf(model::ResultType result, int depth) {
    std::vector<const promql::FunctionRow*> fitting;
    for (const promql::FunctionRow* row : functions_) {
      if (row->result == result) fitting.push_back(row);
    }
    if (fitting.empty()) return Argument(result, 0);
    auto call = std::make_unique<promql::Call>();
    call->function = Pick(fitting);
    const std::span<const model::ResultType> types = call->function->args;
    for (size_t i = 0; i < ArgumentCount(*call->function); ++i) {
      const model::ResultType type = types[std::min(i, types.size() - 1)];
      const bool labels_only = static_cast<int>(i) == call->function->selector_arg;
      call->args.push_back(labels_only ? LabelSelector() : Argument(type, depth));
    }
    return call;
  }

  size_t ArgumentCount(const promql::FunctionRow& row) {
    const size_t count = row.args.size();
    if (row.variadic == 0) return count;
    const size_t most = row.variadic > 0 ? static_cast<size_t>(row.variadic) : 3;
    return count - 1 + Below(most + 1);
  }

  promql::ExprPtr LabelSelector() {
    auto selector = std::make_unique<promql::VectorSelector>();
    AddMatchers(*selector);
    selector->labels_only = true;
    return selector;
  }

  std::mt19937_64 random_;
  Options options_;
  std::vector<const promql::FunctionRow*> functions_;
  std::vector<const promql::AggregatorRow*> aggregators_;
};

}  // namespace plumb::tests
