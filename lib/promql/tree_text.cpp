#include "promql/tree_text.h"

#include <algorithm>
#include <vector>

#include "promql/aggregator.h"
#include "promql/function.h"
#include "promql/printer.h"
#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::promql {
namespace {

struct Row {
  std::string text;
  model::ResultType type;
};

std::string Trimmed(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string NodeText(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      return "number " + Print(expr);
    case ExprKind::kString:
      return "string " + Print(expr);
    case ExprKind::kVectorSelector:
      return "vector selector " + Print(expr);
    case ExprKind::kMatrixSelector:
      return "matrix selector " + Print(expr);
    case ExprKind::kSubquery:
      return "subquery " + PrintSubquerySuffix(*As<Subquery>(expr));
    case ExprKind::kUnary:
      return As<Unary>(expr)->op == UnaryOp::kMinus ? "unary -" : "unary +";
    case ExprKind::kBinary:
      return "binary " + PrintOperator(*As<Binary>(expr));
    case ExprKind::kCall:
      return "call " + std::string(As<Call>(expr)->function->name);
    case ExprKind::kAggregate:
      return "aggregate " + Trimmed(PrintAggregator(*As<Aggregate>(expr)));
    case ExprKind::kParen:
      break;
  }
  return "parentheses";
}

void Collect(const Expr& expr, size_t level, std::vector<Row>& rows) {
  rows.push_back({std::string(2 * level, ' ') + text::ForTerminal(NodeText(expr)), TypeOf(expr)});
  // A matrix selector's own selector would say the same again.
  if (expr.kind == ExprKind::kMatrixSelector) return;
  ForEachChild(expr, [&](const Expr& child) { Collect(child, level + 1, rows); });
}

}  // namespace

std::string TreeText(const Expr& expr) {
  std::vector<Row> rows;
  Collect(expr, 0, rows);
  // Types stand in a column, unless a line is so long that it would leave the screen.
  constexpr size_t kWidest = 72;
  size_t width = 0;
  for (const Row& row : rows) {
    const size_t cells = text::DisplayWidth(row.text);
    if (cells <= kWidest) width = std::max(width, cells);
  }
  std::string out;
  for (const Row& row : rows) {
    out += text::PadRight(row.text, width) + "  ";
    out += TypeWords(row.type);
    out += '\n';
  }
  return out;
}

}  // namespace plumb::promql
