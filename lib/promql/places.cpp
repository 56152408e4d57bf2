#include "promql/places.h"

namespace plumb::promql {

namespace {

using Move = std::function<Place(Place)>;

void MoveIn(DurationExpr* duration, const Move& move) {
  if (duration == nullptr) return;
  duration->place = move(duration->place);
  MoveIn(duration->left.get(), move);
  MoveIn(duration->right.get(), move);
}

void MoveIn(VectorSelector& selector, const Move& move) {
  MoveIn(selector.shift.offset.expr.get(), move);
}

void MoveIn(Expr* expr, const Move& move) {
  if (expr != nullptr) MovePlaces(*expr, move);
}

}  // namespace

void MovePlaces(Expr& expr, const std::function<Place(Place)>& move) {
  expr.place = move(expr.place);
  if (auto* selector = As<VectorSelector>(expr)) {
    MoveIn(*selector, move);
  } else if (auto* matrix = As<MatrixSelector>(expr)) {
    matrix->selector.place = move(matrix->selector.place);
    MoveIn(matrix->selector, move);
    MoveIn(matrix->range.expr.get(), move);
  } else if (auto* subquery = As<Subquery>(expr)) {
    MoveIn(subquery->expr.get(), move);
    MoveIn(subquery->range.expr.get(), move);
    MoveIn(subquery->step.expr.get(), move);
    MoveIn(subquery->shift.offset.expr.get(), move);
  } else if (auto* unary = As<Unary>(expr)) {
    MoveIn(unary->expr.get(), move);
  } else if (auto* binary = As<Binary>(expr)) {
    binary->op_place = move(binary->op_place);
    MoveIn(binary->left.get(), move);
    MoveIn(binary->right.get(), move);
  } else if (auto* call = As<Call>(expr)) {
    for (ExprPtr& arg : call->args) MoveIn(arg.get(), move);
  } else if (auto* aggregate = As<Aggregate>(expr)) {
    MoveIn(aggregate->param.get(), move);
    MoveIn(aggregate->expr.get(), move);
  } else if (auto* paren = As<Paren>(expr)) {
    MoveIn(paren->expr.get(), move);
  }
}

}  // namespace plumb::promql
