#include "promql/reset_hints.h"

#include <memory>

#include "model/histogram_arithmetic.h"
#include "promql/function.h"

namespace plumb::promql {

namespace {

struct BucketNeeds {
  bool stats_read = false;    // a function around reads counts or sums
  bool buckets_read = false;  // something around reads buckets, or counter resets from them
};

BucketNeeds NeedsInside(const Expr& expr, BucketNeeds needs) {
  if (const auto* call = As<Call>(expr)) {
    needs.stats_read |= call->function->histogram_use == HistogramUse::kStats;
    needs.buckets_read |= call->function->histogram_use == HistogramUse::kBuckets;
  }
  if (const auto* binary = As<Binary>(expr))
    needs.buckets_read |= binary->op == BinaryOp::kTrimUpper || binary->op == BinaryOp::kTrimLower;
  needs.buckets_read |= expr.kind == ExprKind::kSubquery;
  return needs;
}

void Find(const Expr& expr, BucketNeeds needs, std::unordered_set<const VectorSelector*>& found) {
  const auto* matrix = As<MatrixSelector>(expr);
  const auto* selector = matrix != nullptr ? &matrix->selector : As<VectorSelector>(expr);
  if (selector != nullptr) {
    if (needs.stats_read && !needs.buckets_read) found.insert(selector);
    return;
  }
  needs = NeedsInside(expr, needs);
  ForEachChild(expr, [&](const Expr& child) { Find(child, needs, found); });
}

}  // namespace

std::unordered_set<const VectorSelector*> FindStatsSelectors(const Expr& expr) {
  std::unordered_set<const VectorSelector*> found;
  Find(expr, {}, found);
  return found;
}

void DetectResetHints(std::vector<model::HistogramPoint>& points) {
  // The hint of one does not enter into that of the next: they are compared as they were read.
  for (size_t i = points.size(); i-- > 1;) {
    const model::Histogram& now = *points[i].histogram;
    if (now.reset_hint != model::ResetHint::kUnknown) continue;
    auto hinted = std::make_shared<model::Histogram>(now);
    hinted->reset_hint = model::DetectReset(now, *points[i - 1].histogram)
                             ? model::ResetHint::kReset
                             : model::ResetHint::kNotReset;
    points[i].histogram = std::move(hinted);
  }
}

}  // namespace plumb::promql
