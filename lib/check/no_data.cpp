#include "check/no_data.h"

#include <fmt/core.h>

#include "promql/evaluation.h"
#include "promql/function.h"
#include "promql/printer.h"

namespace plumb::check {

namespace {

using promql::BinaryOp;

// What absent() or absent_over_time() is asked about, as a vector of what is there; "" for
// anything else.
std::string PresentOf(const promql::Expr& expr) {
  const auto* call = promql::As<promql::Call>(promql::WithoutParens(expr));
  if (call == nullptr || call->args.empty()) return "";
  const std::string what = promql::Print(*call->args[0]);
  if (call->function->name == "absent") return what;
  if (call->function->name == "absent_over_time") return fmt::format("present_over_time({})", what);
  return "";
}

// Whether a zero in place of nothing passes. Of a limit that is not a number it is a guess.
bool ZeroHolds(const Comparison& comparison) {
  if (comparison.matching) return false;
  if (const auto* limit =
          promql::As<promql::NumberLiteral>(promql::WithoutParens(*comparison.threshold.expr)))
    return Holds(comparison.op, 0, limit->value);
  return comparison.op == BinaryOp::kLess || comparison.op == BinaryOp::kLessEqual;
}

}  // namespace

std::string EmptyCause(const Side& side) {
  if (!PresentOf(*side.expr).empty())
    return fmt::format("'{}' has no elements: what it selects is there", side.text);
  return fmt::format(
      "'{}' has no elements, though what it selects has samples: a filter, a match, or a range "
      "that is too short left none",
      side.text);
}

std::string CureFor(const Comparison& comparison) {
  if (const std::string present = PresentOf(*comparison.value.expr); !present.empty())
    return fmt::format("to demand that it is absent, write '(count({}) or vector(0)) == 0'",
                       present);
  if (!ZeroHolds(comparison)) return "if that is fine, give --on-empty ok";
  return fmt::format("if that is fine, write '({} or vector(0)) {} {}', or give --on-empty ok",
                     comparison.value.text, promql::BinaryOpText(comparison.op),
                     comparison.threshold.text);
}

}  // namespace plumb::check
