#include "promql/evaluation.h"

#include "promql/aggregation.h"
#include "promql/binary_operation.h"
#include "promql/call.h"
#include "promql/duration_expr.h"
#include "promql/histogram_operation.h"
#include "promql/profile.h"
#include "promql/selection.h"

#include <algorithm>

namespace plumb::promql {

namespace {

bool ComputeStepInvariant(Evaluation& evaluation, const Expr& expr) {
  if (const auto* selector = As<VectorSelector>(expr)) return selector->shift.at != AtKind::kNone;
  // What is inside a subquery is evaluated at the subquery's own steps: only its own @ pins it.
  if (const auto* subquery = As<Subquery>(expr)) return subquery->shift.at != AtKind::kNone;
  if (const auto* call = As<Call>(expr); call != nullptr && !call->function->at_modifier_safe)
    return false;
  if (const auto* call = As<Call>(expr);
      call != nullptr && call->args.empty() && call->function->defaults_to_time)
    return false;
  bool invariant = true;
  ForEachChild(expr, [&](const Expr& child) {
    invariant = invariant && IsStepInvariant(evaluation, child);
  });
  return invariant;
}

// One instant stands for all: its values are repeated.
Status StreamOnce(Evaluation& evaluation, const Expr& expr, const Steps& steps,
                  const SeriesSink& sink) {
  const Steps one{.start = steps.start};
  return StreamVector(evaluation, expr, one, [&](StepSeries&& series) {
    series.values.assign(steps.count, series.values[0]);
    if (!series.histograms.empty()) series.histograms.assign(steps.count, series.histograms[0]);
    return sink(std::move(series));
  });
}

Status StreamUnary(Evaluation& evaluation, const Unary& unary, const Steps& steps,
                   const SeriesSink& sink) {
  if (unary.op == UnaryOp::kPlus) return StreamVector(evaluation, *unary.expr, steps, sink);
  MergingSink merging(evaluation, sink,
                      !evaluation.options.delayed_name_removal && NamesVary(*unary.expr));
  PLUMB_TRY(StreamVector(evaluation, *unary.expr, steps, [&](StepSeries&& series) {
    for (double& v : series.values)
      if (!IsAbsent(v)) v = -v;
    for (HistogramPtr& histogram : series.histograms)
      if (histogram != nullptr) histogram = Scaled(*histogram, -1);
    DropName(evaluation, series);
    return merging.Add(std::move(series));
  }));
  return merging.Flush();
}

Status StreamNode(Evaluation& evaluation, const Expr& expr, const Steps& steps,
                  const SeriesSink& sink) {
  if (steps.count > 1 && expr.kind != ExprKind::kNumber && IsStepInvariant(evaluation, expr))
    return StreamOnce(evaluation, expr, steps, sink);
  switch (expr.kind) {
    case ExprKind::kNumber:
      return sink({.values = std::vector<double>(steps.count, As<NumberLiteral>(expr)->value)});
    case ExprKind::kVectorSelector:
      return StreamSelector(evaluation, *As<VectorSelector>(expr), steps, Reads::kValues, sink);
    case ExprKind::kUnary:
      return StreamUnary(evaluation, *As<Unary>(expr), steps, sink);
    case ExprKind::kBinary:
      return StreamBinary(evaluation, *As<Binary>(expr), steps, sink);
    case ExprKind::kCall:
      return StreamCall(evaluation, *As<Call>(expr), steps, sink);
    case ExprKind::kAggregate:
      return StreamAggregate(evaluation, *As<Aggregate>(expr), steps, sink);
    case ExprKind::kParen:
      return StreamVector(evaluation, *As<Paren>(expr)->expr, steps, sink);
    case ExprKind::kString:
    case ExprKind::kMatrixSelector:
    case ExprKind::kSubquery:
      break;
  }
  return Error{Exit::kUsage, "this expression has no value at one instant"};
}

}  // namespace

Status StreamVector(Evaluation& evaluation, const Expr& expr, const Steps& steps,
                    const SeriesSink& sink) {
  Profile* const profile = evaluation.options.profile;
  const auto part = evaluation.repeated.find(&expr);
  const bool repeated = part != evaluation.repeated.end();
  if (profile == nullptr && !repeated) return StreamNode(evaluation, expr, steps, sink);
  const auto once = [&](const SeriesSink& to) { return StreamNode(evaluation, expr, steps, to); };
  const auto stream = [&](const SeriesSink& to) {
    return repeated ? evaluation.kept.Pass(part->second, steps, to, once) : once(to);
  };
  if (profile == nullptr) return stream(sink);
  if (repeated && evaluation.kept.Has(part->second, steps)) profile->At(expr).kept = true;
  return StreamProfiled(*profile, expr, steps, sink, stream);
}

Result<HeldVector> HoldVector(Evaluation& evaluation, const Expr& expr, const Steps& steps) {
  HeldVector held;
  held.lease = std::make_unique<MemoryLease>(evaluation.memory);
  const auto keep = [&held](StepSeries&& series) -> Status {
    PLUMB_TRY(held.lease->Take(series));
    held.series.push_back(std::move(series));
    return Ok();
  };
  PLUMB_TRY(StreamVector(evaluation, expr, steps, keep));
  return held;
}

Result<std::vector<double>> EvaluateScalar(Evaluation& evaluation, const Expr& expr,
                                           const Steps& steps) {
  std::vector<double> values;
  PLUMB_TRY(StreamVector(evaluation, expr, steps, [&](StepSeries&& series) {
    values = std::move(series.values);
    return Ok();
  }));
  return values;
}

bool IsStepInvariant(Evaluation& evaluation, const Expr& expr) {
  const auto known = evaluation.step_invariant.find(&expr);
  if (known != evaluation.step_invariant.end()) return known->second;
  const bool invariant = ComputeStepInvariant(evaluation, expr);
  evaluation.step_invariant.emplace(&expr, invariant);
  return invariant;
}

namespace {

// Of what keeps names, those of one side come out.
bool NamesVaryIn(const Binary& binary) {
  if (DropsName(binary)) return false;
  if (binary.op == BinaryOp::kOr) return true;
  if (!binary.matching)
    return NamesVary(TypeOf(*binary.left) == model::ResultType::kScalar ? *binary.right
                                                                        : *binary.left);
  const VectorMatching& matching = *binary.matching;
  const bool included = std::find(matching.include.begin(), matching.include.end(),
                                  model::kMetricName) != matching.include.end();
  const bool from_right = matching.card == Cardinality::kOneToMany;
  return included || NamesVary(from_right ? *binary.right : *binary.left);
}

bool NamesVaryIn(const Call& call) {
  const FunctionRow& row = *call.function;
  if (!row.keeps_name) return false;
  // Others may give names.
  if (row.window == nullptr && !row.orders) return true;
  return std::any_of(call.args.begin(), call.args.end(),
                     [](const ExprPtr& arg) { return NamesVary(*arg); });
}

}  // namespace

bool NamesVary(const Expr& expr) {
  if (const auto* selector = As<VectorSelector>(expr)) {
    return std::none_of(
        selector->matchers.begin(), selector->matchers.end(), [](const model::Matcher& matcher) {
          return matcher.name() == model::kMetricName && matcher.op() == model::MatchOp::kEqual;
        });
  }
  if (const auto* matrix = As<MatrixSelector>(expr)) return NamesVary(matrix->selector);
  if (const auto* subquery = As<Subquery>(expr)) return NamesVary(*subquery->expr);
  if (const auto* paren = As<Paren>(expr)) return NamesVary(*paren->expr);
  if (const auto* aggregate = As<Aggregate>(expr)) {
    if (aggregate->op->pick != AggregatorRow::Pick::kNone) return NamesVary(*aggregate->expr);
    return !aggregate->without && std::find(aggregate->grouping.begin(), aggregate->grouping.end(),
                                            model::kMetricName) != aggregate->grouping.end();
  }
  if (const auto* binary = As<Binary>(expr)) return NamesVaryIn(*binary);
  if (const auto* call = As<Call>(expr)) return NamesVaryIn(*call);
  if (const auto* unary = As<Unary>(expr))
    return unary->op == UnaryOp::kPlus && NamesVary(*unary->expr);
  return false;
}

const Expr& WithoutParens(const Expr& expr) {
  const Expr* inner = &expr;
  while (const auto* paren = As<Paren>(*inner)) inner = paren->expr.get();
  return *inner;
}

void DropName(const Evaluation& evaluation, StepSeries& series) {
  if (evaluation.options.delayed_name_removal) {
    series.drop_name = true;
  } else {
    series.labels = WithoutIdentity(series.labels);
  }
}

model::Labels WithoutIdentity(const model::Labels& labels) {
  static const std::vector<std::string> names = {"__name__", "__type__", "__unit__"};
  return model::Without(labels, names);
}

Status MergeEqualLabels(StepVector& series) {
  // One that keeps its name and one that will lose it do not have equal labels in the end.
  std::unordered_map<model::Labels, size_t, model::LabelsHash> keeping, losing;
  StepVector merged;
  for (StepSeries& one : series) {
    auto& index = one.drop_name ? losing : keeping;
    const auto [at, is_new] = index.try_emplace(one.labels, merged.size());
    if (is_new) {
      merged.push_back(std::move(one));
      continue;
    }
    StepSeries& first = merged[at->second];
    for (size_t k = 0; k < first.values.size(); ++k) {
      if (!one.PresentAt(k)) continue;
      if (first.PresentAt(k))
        return Error{Exit::kUsage, "vector cannot contain metrics with the same labelset"};
      first.CopyAt(k, one);
    }
  }
  series = std::move(merged);
  return Ok();
}

Status MergingSink::Add(StepSeries&& series) {
  if (!needed_) return sink_(std::move(series));
  PLUMB_TRY(lease_.Take(series));
  held_.push_back(std::move(series));
  return Ok();
}

Status MergingSink::Flush() {
  if (!needed_) return Ok();
  PLUMB_TRY(MergeEqualLabels(held_));
  for (StepSeries& series : held_) PLUMB_TRY(sink_(std::move(series)));
  held_.clear();
  return Ok();
}

namespace {

// `@` takes any 64 bits, as upstream does. Beyond this there is no sample either, and as many
// offsets and ranges as a tree can hold may be added to it.
constexpr Timestamp kFarthest = Timestamp{1} << 62;

DurationContext ContextOf(const Evaluation& evaluation) {
  return {.step = evaluation.params.step, .range = evaluation.params.end - evaluation.params.start};
}

}  // namespace

Result<DurationMs> ResolveRange(const Evaluation& evaluation, const DurationOf& duration) {
  return ResolveDuration(duration, DurationUse::kRange, ContextOf(evaluation));
}

Result<LookTimes> ResolveShift(const Evaluation& evaluation, const TimeShift& shift,
                               const Steps& steps) {
  PLUMB_ASSIGN(const DurationMs offset,
               ResolveDuration(shift.offset, DurationUse::kOffset, ContextOf(evaluation)));
  switch (shift.at) {
    case AtKind::kNone:
      return LookTimes{.first = steps.start - offset, .step = steps.step};
    case AtKind::kTime:
      return LookTimes{.first = std::clamp(shift.at_time, -kFarthest, kFarthest) - offset};
    case AtKind::kStart:
      return LookTimes{.first = evaluation.params.start - offset};
    case AtKind::kEnd:
      return LookTimes{.first = evaluation.params.end - offset};
  }
  return LookTimes{};
}

}  // namespace plumb::promql
