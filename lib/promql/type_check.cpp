#include "promql/type_check.h"

#include <algorithm>
#include <string>
#include <utility>

#include "promql/aggregator.h"
#include "promql/function.h"
#include "promql/lexer.h"
#include "promql/printer.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

using model::ResultType;

// The API's word, which upstream uses in one message.
std::string_view ApiWord(ResultType type) {
  return model::ResultTypeText(type);
}

class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  // The type of the node, after all below it is checked.
  ResultType Check(Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kNumber:
      case ExprKind::kString:
        break;
      case ExprKind::kVectorSelector:
        CheckSelector(static_cast<VectorSelector&>(expr), expr.place);
        break;
      case ExprKind::kMatrixSelector:
        CheckSelector(static_cast<MatrixSelector&>(expr).selector,
                      static_cast<MatrixSelector&>(expr).selector.place);
        break;
      case ExprKind::kSubquery:
        CheckSubquery(static_cast<Subquery&>(expr));
        break;
      case ExprKind::kUnary:
        return CheckUnary(static_cast<Unary&>(expr));
      case ExprKind::kBinary:
        return CheckBinary(static_cast<Binary&>(expr));
      case ExprKind::kCall:
        CheckCall(static_cast<Call&>(expr));
        break;
      case ExprKind::kAggregate:
        CheckAggregate(static_cast<Aggregate&>(expr));
        break;
      case ExprKind::kParen:
        return Check(*static_cast<Paren&>(expr).expr);
    }
    return TypeOf(expr);
  }

  ParseErrors TakeErrors() { return std::move(errors_); }

 private:
  void Fail(Place place, std::string message, std::string hint = "") {
    errors_.push_back({place, std::move(message), std::move(hint)});
  }

  void CheckSelector(const VectorSelector& selector, Place place) {
    const model::Matchers& matchers = selector.matchers;
    if (!selector.name.empty()) {
      for (size_t i = 0; i + 1 < matchers.size(); ++i) {
        if (matchers[i].name() != model::kMetricName) continue;
        Fail(place, fmt::format("metric name must not be set twice: {} or {}",
                                text::GoQuote(selector.name), text::GoQuote(matchers[i].value())));
      }
      return;
    }
    const auto selects = [](const model::Matcher& matcher) { return !matcher.MatchesEmpty(); };
    if (selector.labels_only || std::any_of(matchers.begin(), matchers.end(), selects)) return;
    // Else a typo would select everything there is.
    Fail(place, "vector selector must contain at least one non-empty matcher",
         "for everything there is, write {__name__=~\".+\"}");
  }

  void CheckSubquery(Subquery& subquery) {
    const ResultType type = Check(*subquery.expr);
    if (type == ResultType::kVector) return;
    Fail(subquery.place,
         fmt::format("subquery is only allowed on instant vector, got {} instead", ApiWord(type)),
         type == ResultType::kScalar ? "make it a vector with vector(…)" : "");
  }

  ResultType CheckUnary(Unary& unary) {
    const ResultType type = Check(*unary.expr);
    if (type != ResultType::kScalar && type != ResultType::kVector) {
      Fail(unary.place,
           fmt::format(
               "unary expression only allowed on expressions of type scalar or instant vector, "
               "got \"{}\"",
               TypeWords(type)),
           RangeHint(*unary.expr, type));
    }
    return type;
  }

  ResultType CheckBinary(Binary& binary) {
    const ResultType left = Check(*binary.left);
    const ResultType right = Check(*binary.right);
    const bool scalars = left == ResultType::kScalar && right == ResultType::kScalar;
    if (binary.return_bool && !IsComparison(binary.op)) {
      Fail(OperatorPlace(binary), "bool modifier can only be used on comparison operators");
    }
    if (IsComparison(binary.op) && !binary.return_bool && scalars) {
      Fail(OperatorPlace(binary), "comparisons between scalars must use BOOL modifier",
           fmt::format("write '{} bool'", BinaryOpText(binary.op)));
    }
    CheckLabels(binary);
    CheckOperand(*binary.left, left);
    CheckOperand(*binary.right, right);
    CheckMatching(binary, left == ResultType::kVector && right == ResultType::kVector);
    if (IsSetOperator(binary.op) && (left == ResultType::kScalar || right == ResultType::kScalar)) {
      Fail(binary.place,
           fmt::format("set operator \"{}\" not allowed in binary scalar expression",
                       BinaryOpText(binary.op)),
           scalars ? "" : "make the number a vector: vector(1)");
    }
    return scalars ? ResultType::kScalar : ResultType::kVector;
  }

  void CheckOperand(const Expr& operand, ResultType type) {
    if (type == ResultType::kScalar || type == ResultType::kVector) return;
    Fail(operand.place, "binary expression must contain only scalar and instant vector types",
         RangeHint(operand, type));
  }

  void CheckLabels(const Binary& binary) {
    const VectorMatching& matching = *binary.matching;
    if (!matching.on) return;
    for (const std::string& label : matching.labels) {
      const auto& include = matching.include;
      if (std::find(include.begin(), include.end(), label) == include.end()) continue;
      Fail(OperatorPlace(binary),
           fmt::format("label {} must not occur in ON and GROUP clause at once",
                       text::GoQuote(label)));
    }
  }

  void CheckMatching(Binary& binary, bool vectors) {
    VectorMatching& matching = *binary.matching;
    const bool fills = matching.fill_left || matching.fill_right;
    if (!vectors) {
      if (!matching.labels.empty()) {
        Fail(binary.place, "vector matching only allowed between instant vectors");
      }
      if (fills)
        Fail(binary.place, "filling in missing series only allowed between instant vectors");
      binary.matching.reset();
      return;
    }
    if (!IsSetOperator(binary.op)) return;
    if (matching.card != Cardinality::kOneToOne) {
      Fail(binary.place,
           fmt::format("no grouping allowed for \"{}\" operation", BinaryOpText(binary.op)));
      Fail(binary.place, "set operations must always be many-to-many");
    }
    if (fills) Fail(binary.place, "filling in missing series not allowed for set operators");
    matching.card = Cardinality::kManyToMany;
  }

  // From the operator to the end of its modifiers, as upstream marks it.
  [[nodiscard]] Place OperatorPlace(const Binary& binary) const {
    size_t end = binary.right->place.start - 1;
    while (end > binary.op_place.start && IsSpace(text_[end])) --end;
    return {binary.op_place.start, end};
  }

  void CheckCall(Call& call) {
    const FunctionRow& row = *call.function;
    const auto wanted = static_cast<int>(row.args.size());
    const auto given = static_cast<int>(call.args.size());
    const auto count = [&](std::string_view bound, int number) {
      Fail(call.place, fmt::format("expected {}{} argument(s) in call to \"{}\", got {}", bound,
                                   number, row.name, given));
    };
    if (row.variadic == 0 && given != wanted) count("", wanted);
    if (row.variadic != 0 && given < wanted - 1) count("at least ", wanted - 1);
    if (row.variadic > 0 && given > wanted - 1 + row.variadic) {
      count("at most ", wanted - 1 + row.variadic);
    }
    if (row.selector_arg >= 0 && row.selector_arg < given) {
      CheckLabelSelector(*call.args[static_cast<size_t>(row.selector_arg)]);
    }
    for (size_t i = 0; i < call.args.size(); ++i) {
      // Of a function that takes a fixed number, what is too much has no type to be checked.
      if (i >= row.args.size() && row.variadic == 0) break;
      const ResultType type = row.args[std::min(i, row.args.size() - 1)];
      Expect(*call.args[i], type, fmt::format("call to function \"{}\"", row.name), row.name);
    }
  }

  void CheckLabelSelector(Expr& arg) {
    auto* selector = As<VectorSelector>(arg);
    if (selector == nullptr) {
      Fail(arg.place, "expected label selectors only");
    } else if (!selector->name.empty()) {
      Fail(arg.place, "expected label selectors only, got vector selector instead");
    } else {
      selector->labels_only = true;
    }
  }

  void CheckAggregate(Aggregate& aggregate) {
    Expect(*aggregate.expr, ResultType::kVector, "aggregation expression", "");
    if (aggregate.param == nullptr) return;
    Expect(*aggregate.param, *aggregate.op->parameter, "aggregation parameter", "");
  }

  void Expect(Expr& expr, ResultType wanted, std::string_view context, std::string_view function) {
    const ResultType type = Check(expr);
    if (type == wanted) return;
    std::string hint;
    if (wanted == ResultType::kMatrix && type == ResultType::kVector && !function.empty()) {
      const std::string arg = Print(expr);
      const bool selector = expr.kind == ExprKind::kVectorSelector;
      hint = fmt::format("did you mean {}({}{})?", function, arg, selector ? "[5m]" : "[5m:]");
    } else if (wanted == ResultType::kVector) {
      hint =
          type == ResultType::kScalar ? "make it a vector with vector(…)" : RangeHint(expr, type);
    } else if (wanted == ResultType::kScalar && type == ResultType::kVector) {
      hint = "make it a number with scalar(…)";
    }
    Fail(expr.place,
         fmt::format("expected type {} in {}, got {}", TypeWords(wanted), context, TypeWords(type)),
         std::move(hint));
  }

  static std::string RangeHint(const Expr& expr, ResultType type) {
    if (type != ResultType::kMatrix) return "";
    return fmt::format("a range vector goes into a function first: rate({})", Print(expr));
  }

  std::string_view text_;
  ParseErrors errors_;
};

}  // namespace

ParseErrors CheckTypes(Expr& expr, std::string_view text) {
  Checker checker(text);
  checker.Check(expr);
  return checker.TakeErrors();
}

}  // namespace plumb::promql
