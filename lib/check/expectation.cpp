#include "check/expectation.h"

#include <fmt/core.h>

#include "promql/evaluation.h"
#include "promql/parse_error.h"
#include "promql/parser.h"
#include "promql/printer.h"

namespace plumb::check {

namespace {

using promql::BinaryOp;

constexpr size_t kShortEnough = 50;  // to be repeated in a hint

std::string Short(const promql::Expr& expr, std::string_view instead) {
  std::string text = promql::Print(expr);
  return text.size() <= kShortEnough ? text : std::string(instead);
}

std::string Hint(const promql::Expr& expr) {
  const auto* binary = promql::As<promql::Binary>(expr);
  if (promql::As<promql::NumberLiteral>(expr) != nullptr)  // as thresholds of Nagios' plugins
    return fmt::format("write what it limits, for example 'EXPR < {}'", promql::Print(expr));
  if (binary == nullptr || !promql::IsSetOperator(binary->op))
    return fmt::format("write what it should be, for example '{} > 0'", Short(expr, "EXPR"));
  const auto* left = promql::As<promql::Binary>(promql::WithoutParens(*binary->left));
  const std::string_view op = promql::BinaryOpText(binary->op);
  if (left == nullptr || !promql::IsComparison(left->op))
    return fmt::format("compare what it leaves: '({}) > 0'", Short(expr, "EXPR"));
  return fmt::format(
      "give each comparison as an expectation of its own: '{}' '{}'\n"
      "  a condition belongs to the left side: '({} {} …) {} {}'",
      Short(*binary->left, "A"), Short(*binary->right, "B"), Short(*left->left, "EXPR"), op,
      promql::BinaryOpText(left->op), Short(*left->right, "LIMIT"));
}

Error NoComparison(std::string_view text, const promql::Expr& expr) {
  promql::Place place = expr.place;
  if (const auto* binary = promql::As<promql::Binary>(expr)) place = binary->op_place;
  const promql::LineColumn where = promql::FindLineColumn(text, place.start);
  return {Exit::kUsage,
          fmt::format("{}:{}: an expectation is a comparison (== != < <= > >=), and this is none\n"
                      "{}\n  {}",
                      where.line, where.column, promql::RenderPlace(text, place), Hint(expr))};
}

std::string_view TextOf(std::string_view text, const promql::Expr& expr) {
  return text.substr(expr.place.start, expr.place.end - expr.place.start);
}

// `0 < x < 10` is `(0 < x) < 10`, of which an x below 0 is no element: it would never fail.
Status CheckNoChain(std::string_view text, const promql::Binary& outer) {
  const auto* inner = promql::As<promql::Binary>(*outer.left);
  if (inner == nullptr || !promql::IsComparison(inner->op) || inner->return_bool) return Ok();
  const bool scalar_left = promql::TypeOf(*inner->left) == model::ResultType::kScalar;
  const promql::Expr& judged = scalar_left ? *inner->right : *inner->left;
  const std::string_view behind =
      text.substr(inner->place.end, outer.right->place.end - inner->place.end);
  const promql::LineColumn where = promql::FindLineColumn(text, inner->op_place.start);
  return Error{Exit::kUsage,
               fmt::format("{0}:{1}: of a chain of comparisons the first only filters: '{3}' never "
                           "fails\n{2}\n"
                           "  give each as an expectation of its own: '{3}' '{4}{5}'\n"
                           "  if it is a condition, write the parentheses: '({3}){5}'",
                           where.line, where.column, promql::RenderPlace(text, inner->op_place),
                           TextOf(text, *inner), TextOf(text, judged), behind)};
}

// The side as a query of its own: a server is asked for it by its text, and remarks of the
// evaluator point into that.
Result<Side> MakeSide(std::string_view text, const promql::Expr& expr) {
  Side side = {.text = std::string(TextOf(text, expr))};
  PLUMB_ASSIGN(side.expr, promql::ParseExpression(side.text));
  return side;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// What the comment behind the expression says; "" without one.
std::string NameBehind(std::string_view rest) {
  rest = Trimmed(rest);
  while (rest.starts_with('#')) rest.remove_prefix(1);
  return std::string(Trimmed(rest.substr(0, rest.find('\n'))));
}

}  // namespace

bool Side::scalar() const {
  return promql::TypeOf(*expr) == model::ResultType::kScalar;
}

Result<Expectation> ParseExpectation(std::string_view text) {
  PLUMB_ASSIGN(const promql::ExprPtr expr, promql::ParseExpression(text));
  const auto* binary = promql::As<promql::Binary>(promql::WithoutParens(*expr));
  if (binary == nullptr || !promql::IsComparison(binary->op))
    return NoComparison(text, promql::WithoutParens(*expr));
  PLUMB_TRY(CheckNoChain(text, *binary));
  Expectation expectation;
  expectation.text = TextOf(text, *expr);
  expectation.name = NameBehind(text.substr(expr->place.end));
  if (expectation.name.empty()) expectation.name = expectation.text;
  Comparison& comparison = expectation.comparison;
  PLUMB_ASSIGN(comparison.value, MakeSide(text, *binary->left));
  PLUMB_ASSIGN(comparison.threshold, MakeSide(text, *binary->right));
  comparison.op = binary->op;
  comparison.matching = binary->matching;
  if (comparison.value.scalar() && !comparison.threshold.scalar()) {
    std::swap(comparison.value, comparison.threshold);
    comparison.op = Mirrored(comparison.op);
  }
  return expectation;
}

Result<std::vector<Expectation>> ParseExpectations(std::string_view text, const std::string& file) {
  std::vector<Expectation> expectations;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    auto expectation = ParseExpectation(line);
    if (!expectation.ok()) return expectation.error().In(fmt::format("{}:{}", file, number));
    expectation->place = {.file = file, .line = number};
    expectations.push_back(*std::move(expectation));
  }
  return expectations;
}

BinaryOp Mirrored(BinaryOp op) {
  switch (op) {
    case BinaryOp::kLess:
      return BinaryOp::kGreater;
    case BinaryOp::kLessEqual:
      return BinaryOp::kGreaterEqual;
    case BinaryOp::kGreater:
      return BinaryOp::kLess;
    case BinaryOp::kGreaterEqual:
      return BinaryOp::kLessEqual;
    default:
      return op;
  }
}

bool Holds(BinaryOp op, double value, double threshold) {
  switch (op) {
    case BinaryOp::kLess:
      return value < threshold;
    case BinaryOp::kLessEqual:
      return value <= threshold;
    case BinaryOp::kGreater:
      return value > threshold;
    case BinaryOp::kGreaterEqual:
      return value >= threshold;
    case BinaryOp::kNotEqual:
      return value != threshold;
    default:
      return value == threshold;
  }
}

}  // namespace plumb::check
