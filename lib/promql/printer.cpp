#include "promql/printer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/duration.h"
#include "base/number.h"
#include "promql/aggregator.h"
#include "promql/duration_expr.h"
#include "promql/function.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

void AppendDuration(std::string& out, DurationMs value) {
  if (value < 0) out += '-';
  out += FormatDuration(value < 0 ? -value : value);
}

void AppendSeconds(std::string& out, double seconds, bool as_duration) {
  const Result<DurationMs> duration = DurationFromSeconds(seconds);
  if (as_duration && duration) {
    AppendDuration(out, *duration);
  } else if (std::isinf(seconds) && seconds > 0) {
    // Upstream writes +Inf, and then reads `Inf ^ x` back as +(Inf ^ x).
    out += "Inf";
  } else {
    AppendFixed(out, seconds);
  }
}

std::string_view DurationOperator(DurationExpr::Kind kind) {
  switch (kind) {
    case DurationExpr::Kind::kAdd:
      return "+";
    case DurationExpr::Kind::kSubtract:
      return "-";
    case DurationExpr::Kind::kMultiply:
      return "*";
    case DurationExpr::Kind::kDivide:
      return "/";
    case DurationExpr::Kind::kModulo:
      return "%";
    default:
      PLUMB_ASSERT(kind == DurationExpr::Kind::kPower);
      return "^";
  }
}

std::string PrintDuration(const DurationExpr& expr) {
  std::string out;
  switch (expr.kind) {
    case DurationExpr::Kind::kNumber:
      AppendSeconds(out, expr.seconds, expr.as_duration);
      return out;
    case DurationExpr::Kind::kStep:
      return "step()";
    case DurationExpr::Kind::kRange:
      return "range()";
    case DurationExpr::Kind::kMinOf:
    case DurationExpr::Kind::kMaxOf:
      return fmt::format("{}({}, {})",
                         expr.kind == DurationExpr::Kind::kMinOf ? "min_of" : "max_of",
                         PrintDuration(*expr.left), PrintDuration(*expr.right));
    case DurationExpr::Kind::kNegate:
      return "-" + PrintDuration(*expr.right);
    case DurationExpr::Kind::kParen:
      return "(" + PrintDuration(*expr.right) + ")";
    default:
      return fmt::format("{} {} {}", PrintDuration(*expr.left), DurationOperator(expr.kind),
                         PrintDuration(*expr.right));
  }
}

void AppendDurationOf(std::string& out, const DurationOf& duration) {
  if (duration.expr != nullptr) {
    out += PrintDuration(*duration.expr);
  } else {
    AppendDuration(out, duration.value);
  }
}

void AppendAt(std::string& out, const TimeShift& shift) {
  switch (shift.at) {
    case AtKind::kNone:
      break;
    case AtKind::kStart:
      out += " @ start()";
      break;
    case AtKind::kEnd:
      out += " @ end()";
      break;
    case AtKind::kTime: {
      const Timestamp ms = std::abs(shift.at_time);
      out += fmt::format(" @ {}{}.{:03}", shift.at_time < 0 ? "-" : "", ms / 1000, ms % 1000);
      break;
    }
  }
}

// No offset and one of zero are the same, and are printed the same.
void AppendOffset(std::string& out, const TimeShift& shift) {
  if (shift.offset.expr == nullptr && shift.offset.value == 0) return;
  out += " offset ";
  AppendDurationOf(out, shift.offset);
}

void AppendEdges(std::string& out, RangeEdges edges) {
  if (edges == RangeEdges::kAnchored) out += " anchored";
  if (edges == RangeEdges::kSmoothed) out += " smoothed";
}

// The name and the braces.
void AppendSelector(std::string& out, const VectorSelector& selector) {
  std::vector<std::string> matchers;
  for (const model::Matcher& matcher : selector.matchers) {
    const bool name = matcher.name() == model::kMetricName &&
                      matcher.op() == model::MatchOp::kEqual && !selector.name.empty() &&
                      matcher.value() == selector.name;
    if (!name) matchers.push_back(matcher.ToString());
  }
  std::sort(matchers.begin(), matchers.end());
  out += selector.name;
  if (matchers.empty() && !selector.name.empty()) return;
  out += fmt::format("{{{}}}", fmt::join(matchers, ","));
}

void AppendLabels(std::string& out, const std::vector<std::string>& labels) {
  out += '(';
  for (size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) out += ", ";
    out += model::IsLegacyLabelName(labels[i]) ? labels[i] : text::GoQuote(labels[i]);
  }
  out += ')';
}

void AppendFills(std::string& out, const VectorMatching& matching) {
  const auto fill = [&out](std::string_view word, const std::optional<double>& value) {
    if (value) out += fmt::format(" {} ({})", word, FormatFixed(*value));
  };
  const bool both = matching.fill_left && matching.fill_right &&
                    FormatFixed(*matching.fill_left) == FormatFixed(*matching.fill_right);
  if (both) {
    fill("fill", matching.fill_left);
    return;
  }
  fill("fill_left", matching.fill_left);
  fill("fill_right", matching.fill_right);
}

void AppendMatching(std::string& out, const VectorMatching& matching) {
  const bool grouped =
      matching.card == Cardinality::kManyToOne || matching.card == Cardinality::kOneToMany;
  if (matching.on || grouped || !matching.labels.empty()) {
    out += matching.on ? " on " : " ignoring ";
    AppendLabels(out, matching.labels);
  }
  if (grouped) {
    out += matching.card == Cardinality::kManyToOne ? " group_left " : " group_right ";
    AppendLabels(out, matching.include);
  }
  AppendFills(out, matching);
}

class Printer {
 public:
  void Append(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kNumber:
        return AppendSeconds(out_, As<NumberLiteral>(expr)->value,
                             As<NumberLiteral>(expr)->as_duration);
      case ExprKind::kString:
        out_ += text::GoQuote(As<StringLiteral>(expr)->value);
        return;
      case ExprKind::kVectorSelector:
        return AppendVector(*As<VectorSelector>(expr));
      case ExprKind::kMatrixSelector:
        return AppendMatrix(*As<MatrixSelector>(expr));
      case ExprKind::kSubquery:
        Append(*As<Subquery>(expr)->expr);
        out_ += PrintSubquerySuffix(*As<Subquery>(expr));
        return;
      case ExprKind::kUnary:
        out_ += As<Unary>(expr)->op == UnaryOp::kMinus ? '-' : '+';
        return Append(*As<Unary>(expr)->expr);
      case ExprKind::kBinary:
        Append(*As<Binary>(expr)->left);
        out_ += " " + PrintOperator(*As<Binary>(expr)) + " ";
        return Append(*As<Binary>(expr)->right);
      case ExprKind::kCall:
        return AppendCall(*As<Call>(expr));
      case ExprKind::kAggregate:
        return AppendAggregate(*As<Aggregate>(expr));
      case ExprKind::kParen:
        break;
    }
    out_ += '(';
    Append(*As<Paren>(expr)->expr);
    out_ += ')';
  }

  std::string TakeText() { return std::move(out_); }

 private:
  void AppendVector(const VectorSelector& selector) {
    AppendSelector(out_, selector);
    AppendAt(out_, selector.shift);
    AppendEdges(out_, selector.edges);
    AppendOffset(out_, selector.shift);
  }
  void AppendMatrix(const MatrixSelector& matrix) {
    AppendSelector(out_, matrix.selector);
    out_ += '[';
    AppendDurationOf(out_, matrix.range);
    out_ += ']';
    AppendEdges(out_, matrix.selector.edges);
    AppendAt(out_, matrix.selector.shift);
    AppendOffset(out_, matrix.selector.shift);
  }
  void AppendCall(const Call& call) {
    out_ += call.function->name;
    out_ += '(';
    for (size_t i = 0; i < call.args.size(); ++i) {
      if (i > 0) out_ += ", ";
      Append(*call.args[i]);
    }
    out_ += ')';
  }
  void AppendAggregate(const Aggregate& aggregate) {
    out_ += PrintAggregator(aggregate);
    out_ += '(';
    if (aggregate.param != nullptr) {
      Append(*aggregate.param);
      out_ += ", ";
    }
    Append(*aggregate.expr);
    out_ += ')';
  }

  std::string out_;
};

}  // namespace

std::string Print(const Expr& expr) {
  Printer printer;
  printer.Append(expr);
  return printer.TakeText();
}

std::string PrintAggregator(const Aggregate& aggregate) {
  std::string out(aggregate.op->name);
  // `by ()` is the same as nothing, `without ()` is not.
  if (aggregate.grouping.empty() && !aggregate.without) return out;
  out += aggregate.without ? " without " : " by ";
  AppendLabels(out, aggregate.grouping);
  return out + " ";
}

std::string PrintOperator(const Binary& binary) {
  std::string out(BinaryOpText(binary.op));
  if (binary.return_bool) out += " bool";
  if (binary.matching) AppendMatching(out, *binary.matching);
  return out;
}

std::string PrintSubquerySuffix(const Subquery& subquery) {
  std::string out = "[";
  AppendDurationOf(out, subquery.range);
  out += ':';
  if (subquery.step.expr != nullptr || subquery.step.value != 0)
    AppendDurationOf(out, subquery.step);
  out += ']';
  AppendAt(out, subquery.shift);
  AppendOffset(out, subquery.shift);
  return out;
}

}  // namespace plumb::promql
