// SPDX-License-Identifier: Apache-2.0
// The parts of one evaluation: vectors stream through it series by series, each as an array along
// the steps, so that only what an operator must hold is held.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "model/series_source.h"
#include "promql/annotations.h"
#include "promql/ast.h"
#include "promql/engine.h"
#include "promql/function.h"
#include "promql/grouping.h"
#include "promql/memory_budget.h"
#include "promql/repeated_parts.h"
#include "promql/reset_hints.h"
#include "promql/rollup_remarks.h"
#include "promql/steps.h"

namespace plumb::promql {

// Takes the series of a vector, one after the other, in a fixed order, and may keep what it wants
// of them. An error ends the stream.
using SeriesSink = std::function<Status(StepSeries&&)>;

// What all parts of an evaluation share.
struct Evaluation {
  // Of an expression, or a part of one.
  Evaluation(const Expr& expr, const model::SeriesSource& from, const QueryParams& query,
             const EngineOptions& with)
      : source(from),
        params(query),
        options(with),
        annotations(query.text),
        memory(with.max_memory),
        stats_only(FindStatsSelectors(expr)),
        repeated(FindRepeatedParts(expr, stats_only)),
        grouped(FindGroupedSelectors(expr, repeated)),
        kept(memory, annotations) {}

  const model::SeriesSource& source;
  const QueryParams& params;
  const EngineOptions& options;
  Annotations annotations;
  MemoryBudget memory;
  std::atomic<uint64_t> samples_read{0};
  RollupRemarks rollups;
  std::unordered_map<const Expr*, bool> step_invariant;  // what IsStepInvariant found
  // Selectors of whose histograms only counts and sums are read.
  const std::unordered_set<const VectorSelector*> stats_only;
  const RepeatedParts repeated;
  // Selectors whose series are only seen through the groups of an aggregation.
  const GroupedSelectors grouped;
  KeptParts kept;

  [[nodiscard]] StepContext ContextAt(Timestamp time) const {
    return {.time = time,
            .query_start = params.start,
            .query_end = params.end,
            .query_step = params.step};
  }
};

// A vector that is held, and the memory it is held in.
struct HeldVector {
  StepVector series;
  std::unique_ptr<MemoryLease> lease;
};

// The series of an expression of type vector (or scalar: one series without labels).
Status StreamVector(Evaluation& evaluation, const Expr& expr, const Steps& steps,
                    const SeriesSink& sink);
Result<HeldVector> HoldVector(Evaluation& evaluation, const Expr& expr, const Steps& steps);
// The value of a scalar expression at each step.
Result<std::vector<double>> EvaluateScalar(Evaluation& evaluation, const Expr& expr,
                                           const Steps& steps);

// Whether the value is the same at all steps: everything in it is pinned with `@` or constant.
bool IsStepInvariant(Evaluation& evaluation, const Expr& expr);
// Whether two series of the result can differ in nothing but __name__.
bool NamesVary(const Expr& expr);
// The expression inside any parentheses.
const Expr& WithoutParens(const Expr& expr);

// Takes the name off, now or when the query is done.
void DropName(const Evaluation& evaluation, StepSeries& series);
// Without the labels that say what a metric is: its name, and OpenTelemetry's __type__ and
// __unit__.
model::Labels WithoutIdentity(const model::Labels& labels);
// Makes one series of those with equal labels; an error if two have a sample at one step.
Status MergeEqualLabels(StepVector& series);
// A sink that hands on what it gets, with equal labels merged if `needed`; Flush ends it.
class MergingSink {
 public:
  MergingSink(Evaluation& evaluation, const SeriesSink& sink, bool needed)
      : sink_(sink), lease_(evaluation.memory), needed_(needed) {}
  Status Add(StepSeries&& series);
  Status Flush();

 private:
  const SeriesSink& sink_;
  MemoryLease lease_;
  bool needed_;
  StepVector held_;
};

// A range or a subquery's step, with step() and range() of the query filled in; must be positive.
Result<DurationMs> ResolveRange(const Evaluation& evaluation, const DurationOf& duration);

// Where in time a selector looks at each step: first + k * step.
struct LookTimes {
  Timestamp first = 0;
  DurationMs step = 0;  // 0: pinned with `@`
  [[nodiscard]] Timestamp At(size_t k) const { return first + step * static_cast<DurationMs>(k); }
};
// By its offset and @.
Result<LookTimes> ResolveShift(const Evaluation& evaluation, const TimeShift& shift,
                               const Steps& steps);

}  // namespace plumb::promql
