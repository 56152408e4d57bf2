#include "query/reasons.h"

#include "promql/evaluation.h"
#include "query/matching_reasons.h"
#include "query/missing.h"
#include "query/selector_reasons.h"

namespace plumb::query {

namespace {

using promql::As;
using promql::Expr;

// Where a selector looks when the query is at an instant.
Timestamp LookOf(const promql::TimeShift& shift, const ReasonList& reasons) {
  Timestamp from = reasons.at;
  if (shift.at == promql::AtKind::kTime) from = shift.at_time;
  if (shift.at == promql::AtKind::kStart) from = reasons.params.start;
  if (shift.at == promql::AtKind::kEnd) from = reasons.params.end;
  return from - shift.offset.value;
}

// Selectors inside a subquery look at many instants: only what never matches is told.
Status ExplainInside(const Expr& expr, ReasonList& reasons) {
  if (const auto* selector = As<promql::VectorSelector>(expr)) {
    PLUMB_ASSIGN(const auto set, reasons.source.Select({.matchers = selector->matchers,
                                                        .range = {model::kMinTime, model::kMaxTime},
                                                        .tier = reasons.options.tier}));
    if (set->size() > 0 || selector->labels_only) return Ok();
    PLUMB_ASSIGN(std::string cause,
                 LikelyCause(reasons.source, selector->matchers, reasons.options.tier));
    reasons.Add(FindingKind::kNothingMatches, expr, "", std::move(cause));
    return Ok();
  }
  Status status = Ok();
  promql::ForEachChild(expr, [&](const Expr& child) {
    if (status.ok()) status = ExplainInside(child, reasons);
  });
  return status;
}

Status ExplainNode(const Expr& expr, ReasonList& reasons) {
  if (const auto* selector = As<promql::VectorSelector>(expr))
    return selector->labels_only
               ? Ok()
               : ExplainSelector(*selector, LookOf(selector->shift, reasons), reasons);
  if (const auto* binary = As<promql::Binary>(expr)) PLUMB_TRY(ExplainBinary(*binary, reasons));
  const auto* call = As<promql::Call>(expr);
  Status status = Ok();
  promql::ForEachChild(expr, [&](const Expr& child) {
    if (!status.ok()) return;
    const Expr& inner = promql::WithoutParens(child);
    const auto* matrix = As<promql::MatrixSelector>(inner);
    if (inner.kind == promql::ExprKind::kSubquery) {
      status = ExplainInside(inner, reasons);
    } else if (matrix != nullptr && call != nullptr) {
      status = ExplainRange(*call, *matrix, LookOf(matrix->selector.shift, reasons), reasons);
    } else {
      status = ExplainNode(inner, reasons);
    }
  });
  return status;
}

}  // namespace

Result<std::vector<Finding>> FindReasons(const Expr& expr, const model::SeriesSource& source,
                                         const promql::QueryParams& params,
                                         const promql::EngineOptions& options, Timestamp at,
                                         const TimeZone& zone) {
  ReasonList reasons(source, params, options, at, zone);
  const Expr& top = promql::WithoutParens(expr);
  PLUMB_TRY(top.kind == promql::ExprKind::kMatrixSelector || top.kind == promql::ExprKind::kSubquery
                ? ExplainInside(top, reasons)
                : ExplainNode(top, reasons));
  return reasons.Take();
}

}  // namespace plumb::query
