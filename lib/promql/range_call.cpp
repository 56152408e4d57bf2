#include "promql/range_call.h"

#include "base/ordered_map.h"
#include "base/wide_loops.h"
#include "promql/grouping.h"
#include "promql/profile.h"
#include "promql/reset_hints.h"
#include "promql/selection.h"
#include "promql/window_call.h"

#include <bit>
#include <memory>

#include <fmt/format.h>

namespace plumb::promql {

namespace {

Status CheckScalars(const FunctionRow& row, const std::vector<std::vector<double>>& scalars,
                    const Steps& steps) {
  if (row.check == nullptr) return Ok();
  std::vector<double> at_step(scalars.size());
  for (size_t k = 0; k < steps.count; ++k) {
    for (size_t i = 0; i < scalars.size(); ++i) at_step[i] = scalars[i][k];
    if (const auto problem = row.check(at_step.data())) return Error{Exit::kUsage, *problem};
  }
  return Ok();
}

// Times and values without stale markers, and what belongs to each.
struct DenseColumn {
  std::vector<Timestamp> times;
  std::vector<double> values;
  std::vector<Timestamp> start_times;  // empty if none is known
  std::vector<double> weights;         // empty if each is one sample
};

// In whole numbers, which the compiler does several of at once: the highest bit of (x - 1) & ~x is
// set exactly if x is 0.
PLUMB_WIDE_LOOPS
bool AnyStale(const std::vector<double>& values) {
  const auto marker = std::bit_cast<uint64_t>(model::StaleMarker());
  uint64_t any = 0;
  for (const double v : values) {
    const uint64_t differs = std::bit_cast<uint64_t>(v) ^ marker;
    any |= (differs - 1) & ~differs;
  }
  return any >> 63 != 0;
}

DenseColumn WithoutStale(const std::vector<Timestamp>& times, const std::vector<double>& values,
                         const std::vector<Timestamp>& start_times = {},
                         const std::vector<double>& weights = {}) {
  DenseColumn dense;
  for (size_t i = 0; i < values.size(); ++i) {
    if (model::IsStale(values[i])) continue;
    dense.times.push_back(times[i]);
    dense.values.push_back(values[i]);
    if (!start_times.empty()) dense.start_times.push_back(start_times[i]);
    if (!weights.empty()) dense.weights.push_back(weights[i]);
  }
  return dense;
}

void ForgetStartTimes(model::SampleColumn& column) {
  column.start_times.clear();
  for (model::HistogramPoint& point : column.histograms) point.start_time = 0;
}

model::TimeRange SampleRange(const WindowGrid& grid) {
  return {.from = grid.To(0) - grid.range - grid.before + 1,
          .to = grid.To(grid.steps.count - 1) + grid.after};
}

struct ComputedSlice {
  ComputedBatch computed;
  std::vector<size_t> places;  // one a series: which of the batch it is
};

// All series of a batch, at all steps of the call. Series with the same times object share their
// windows.
Result<ComputedSlice> ComputeSlice(Evaluation& evaluation, const WindowCall& call,
                                   const model::SeriesSet& set,
                                   const model::SeriesSet::Batch& batch, ResetHints hints) {
  PLUMB_ASSIGN(std::vector<model::SampleColumn> columns,
               ReadBatch(evaluation, set, batch, SampleRange(call.grid()), hints));
  MemoryLease lease(evaluation.memory);
  PLUMB_TRY(lease.TakeInFlight(columns.size(), call.grid().steps.count));
  ComputedSlice slice;
  ComputedBatch& computed = slice.computed;
  computed.series.reserve(columns.size());
  slice.places.reserve(columns.size());
  std::optional<WindowPlan> shared;
  const std::vector<Timestamp>* shared_times = nullptr;
  for (size_t i = 0; i < columns.size(); ++i) {
    model::SampleColumn& column = columns[i];
    if (column.empty()) continue;
    if (!call.reads_start_times()) ForgetStartTimes(column);
    const model::Labels& labels = set.labels(batch.first + i);
    if (AnyStale(column.values)) {
      const DenseColumn dense =
          WithoutStale(*column.times, column.values, column.start_times, column.weights);
      call.Compute(call.Plan(dense.times), dense.values,
                   {column.histograms, dense.start_times, dense.weights}, labels, false, computed);
    } else {
      if (shared_times != column.times.get()) {
        shared_times = column.times.get();
        shared.emplace(call.Plan(*shared_times));
      }
      call.Compute(*shared, column.values, {column.histograms, column.start_times, column.weights},
                   labels, false, computed);
    }
    if (slice.places.size() < computed.series.size()) slice.places.push_back(i);
  }
  return slice;
}

Result<ComputedBatch> ComputeBatch(Evaluation& evaluation, const WindowCall& call,
                                   const model::SeriesSet& set,
                                   const model::SeriesSet::Batch& batch, ResetHints hints) {
  const WindowGrid& grid = call.grid();
  const std::vector<StepSlice> slices =
      SlicesOf(batch, grid.steps, grid.to_step, grid.range + grid.before + grid.after);
  if (slices.size() == 1) {
    PLUMB_ASSIGN(ComputedSlice whole, ComputeSlice(evaluation, call, set, batch, hints));
    return std::move(whole.computed);
  }
  MemoryLease lease(evaluation.memory);
  PLUMB_TRY(lease.TakeInFlight(batch.count, grid.steps.count));
  SliceJoin join(batch.count, grid.steps.count);
  Seen seen;
  for (const StepSlice& slice : slices) {
    const std::vector<std::vector<double>> scalars = ScalarsOf(call.scalars(), slice);
    PLUMB_ASSIGN(ComputedSlice part,
                 ComputeSlice(evaluation, WindowCall(call, slice, scalars), set, batch, hints));
    join.Add(slice, std::move(part.computed.series), part.places);
    seen.Merge(part.computed.seen);
  }
  return ComputedBatch{.series = join.Take(), .seen = seen};
}

Status PassOn(ComputedBatch computed, Seen& seen, const SeriesSink& sink) {
  seen.Merge(computed.seen);
  for (StepSeries& series : computed.series) PLUMB_TRY(sink(std::move(series)));
  return Ok();
}

Status StreamOverSelector(Evaluation& evaluation, const WindowCall& call,
                          const MatrixSelector& matrix, Seen& seen, const SeriesSink& sink) {
  const model::TimeRange range = SampleRange(call.grid());
  PLUMB_ASSIGN(const std::unique_ptr<model::SeriesSet> set,
               SelectSeries(evaluation, &matrix,
                            {.matchers = matrix.selector.matchers,
                             .range = range,
                             .value = call.rollup(),
                             .tier = evaluation.options.tier,
                             .labels = LabelsFor(call.grouping())}));
  const auto& batches = set->batches();
  const ResetHints hints =
      call.finds_resets() ? ResetHints::kDetected : HintsFor(evaluation, matrix.selector);
  return OrderedMap<ComputedBatch>(
             batches.size(), ThreadsFor(evaluation.options, set->size() * call.grid().steps.count),
             [&](size_t i) { return ComputeBatch(evaluation, call, *set, batches[i], hints); },
             [&](ComputedBatch computed) { return PassOn(std::move(computed), seen, sink); })
      .Run();
}

// The steps of a subquery: multiples of its step, later than the first window's start.
Steps SubquerySteps(const WindowGrid& grid, DurationMs step) {
  const Timestamp after = grid.To(0) - grid.range;
  Timestamp first = after - after % step;
  if (after % step < 0) first -= step;
  first += step;
  const Timestamp last = grid.To(grid.steps.count - 1);
  const auto count = last < first ? 0 : static_cast<size_t>((last - first) / step) + 1;
  return {.start = first, .step = step, .count = count};
}

std::vector<Timestamp> TimesOf(const Steps& steps) {
  std::vector<Timestamp> times(steps.count);
  for (size_t k = 0; k < times.size(); ++k) times[k] = steps.At(k);
  return times;
}

// The histograms of a subquery. What their hints say of the sample before does not hold of the step
// before.
std::vector<model::HistogramPoint> PointsOf(const std::vector<HistogramPtr>& histograms,
                                            const Steps& steps) {
  std::vector<model::HistogramPoint> points;
  for (size_t k = 0; k < histograms.size(); ++k) {
    if (histograms[k] == nullptr) continue;
    HistogramPtr histogram = histograms[k];
    if (histogram->reset_hint == model::ResetHint::kReset ||
        histogram->reset_hint == model::ResetHint::kNotReset) {
      auto unhinted = std::make_shared<model::Histogram>(*histogram);
      unhinted->reset_hint = model::ResetHint::kUnknown;
      histogram = std::move(unhinted);
    }
    points.push_back({.time = steps.At(k), .histogram = std::move(histogram)});
  }
  return points;
}

Result<DurationMs> SubqueryStep(const Evaluation& evaluation, const Subquery& subquery) {
  if (subquery.step.value == 0 && subquery.step.expr == nullptr)
    return evaluation.options.subquery_step;
  return ResolveRange(evaluation, subquery.step);
}

Status StreamOverSubquery(Evaluation& evaluation, const WindowCall& call, const Subquery& subquery,
                          Seen& seen, const SeriesSink& sink) {
  PLUMB_ASSIGN(const DurationMs step, SubqueryStep(evaluation, subquery));
  const Steps inner = SubquerySteps(call.grid(), step);
  if (inner.count == 0) return Ok();
  MemoryLease lease(evaluation.memory);
  PLUMB_TRY(lease.Take(inner));
  const std::vector<Timestamp> times = TimesOf(inner);
  const WindowPlan full = call.Plan(times);
  return StreamVector(evaluation, *subquery.expr, inner, [&](StepSeries&& series) {
    ComputedBatch computed;
    std::vector<model::HistogramPoint> histograms = PointsOf(series.histograms, inner);
    if (call.finds_resets()) DetectResetHints(histograms);
    const Beside beside{histograms, {}};
    if (AnyStale(series.values)) {
      const DenseColumn dense = WithoutStale(times, series.values);
      call.Compute(call.Plan(dense.times), dense.values, beside, series.labels, series.drop_name,
                   computed);
    } else {
      call.Compute(full, series.values, beside, series.labels, series.drop_name, computed);
    }
    return PassOn(std::move(computed), seen, sink);
  });
}

Result<WindowGrid> GridOf(const Evaluation& evaluation, const DurationOf& range,
                          const TimeShift& shift, const Steps& steps, RangeEdges edges) {
  PLUMB_ASSIGN(const DurationMs length, ResolveRange(evaluation, range));
  PLUMB_ASSIGN(const LookTimes look, ResolveShift(evaluation, shift, steps));
  WindowGrid grid{.steps = steps, .first_to = look.first, .to_step = look.step, .range = length};
  const DurationMs wider = LongestLookback(evaluation.options);
  if (edges != RangeEdges::kPlain) grid.before = wider;
  if (edges == RangeEdges::kSmoothed) grid.after = wider;
  return grid;
}

// A range that holds too few samples at every step gives nothing, and the reason is not obvious.
void HintAtRange(Evaluation& evaluation, const FunctionRow& row, DurationMs range, const Seen& seen,
                 const Place& place) {
  if (!evaluation.options.hints || seen.enough || seen.distance == 0) return;
  evaluation.annotations.Inform(
      fmt::format("{}() needs {} samples in its range, but [{}] holds fewer of data that comes "
                  "every {}: use at least [{}]",
                  row.name, row.min_samples, FormatDuration(range), FormatDuration(seen.distance),
                  FormatDuration(seen.distance * static_cast<DurationMs>(row.min_samples))),
      place);
}

const Expr& RangeArgument(const Call& call) {
  for (const ExprPtr& arg : call.args) {
    const Expr& inner = WithoutParens(*arg);
    if (inner.kind == ExprKind::kMatrixSelector || inner.kind == ExprKind::kSubquery) return inner;
  }
  return *call.args[0];
}

}  // namespace

Status StreamRangeCall(Evaluation& evaluation, const Call& call,
                       const std::vector<std::vector<double>>& scalars, const Steps& steps,
                       const SeriesSink& sink) {
  const FunctionRow& row = *call.function;
  const Expr& range = RangeArgument(call);
  const auto* matrix = As<MatrixSelector>(range);
  const auto* subquery = As<Subquery>(range);
  const RangeEdges edges = matrix != nullptr ? matrix->selector.edges : RangeEdges::kPlain;
  PLUMB_TRY(CheckEdges(row, edges));
  PLUMB_TRY(CheckScalars(row, scalars, steps));
  PLUMB_ASSIGN(const WindowGrid grid,
               GridOf(evaluation, matrix != nullptr ? matrix->range : subquery->range,
                      matrix != nullptr ? matrix->selector.shift : subquery->shift, steps, edges));
  const WindowCall windows(
      evaluation, row, edges, grid, scalars,
      matrix != nullptr ? GroupedMetricOf(evaluation, matrix->selector) : GroupedMetric(),
      range.place);
  MergingSink merging(
      evaluation, sink,
      !row.keeps_name && !evaluation.options.delayed_name_removal && NamesVary(range));
  const auto add = [&merging](StepSeries&& series) { return merging.Add(std::move(series)); };
  Seen seen;
  PLUMB_TRY(matrix != nullptr ? StreamOverSelector(evaluation, windows, *matrix, seen, add)
                              : StreamOverSubquery(evaluation, windows, *subquery, seen, add));
  PLUMB_TRY(merging.Flush());
  HintAtRange(evaluation, row, grid.range, seen, range.place);
  return Ok();
}

namespace {

Result<std::vector<model::Series>> SelectMatrix(Evaluation& evaluation,
                                                const MatrixSelector& matrix, const Steps& steps) {
  PLUMB_ASSIGN(const WindowGrid grid,
               GridOf(evaluation, matrix.range, matrix.selector.shift, steps, RangeEdges::kPlain));
  const model::TimeRange range = SampleRange(grid);
  PLUMB_ASSIGN(
      const std::unique_ptr<model::SeriesSet> set,
      SelectSeries(
          evaluation, &matrix,
          {.matchers = matrix.selector.matchers, .range = range, .tier = evaluation.options.tier}));
  std::vector<model::Series> found;
  MemoryLease lease(evaluation.memory);
  for (const auto& batch : set->batches()) {
    PLUMB_ASSIGN(const std::vector<model::SampleColumn> columns,
                 ReadBatch(evaluation, *set, batch, range, ResetHints::kAsRead));
    for (size_t i = 0; i < columns.size(); ++i) {
      DenseColumn dense = WithoutStale(*columns[i].times, columns[i].values);
      if (dense.times.empty() && columns[i].histograms.empty()) continue;
      PLUMB_TRY(lease.Take(dense.times.size() * (sizeof(Timestamp) + sizeof(double)) +
                           columns[i].histograms.size() * sizeof(model::HistogramPoint)));
      found.push_back({.labels = set->labels(batch.first + i),
                       .times = std::move(dense.times),
                       .values = std::move(dense.values),
                       .histograms = columns[i].histograms});
    }
  }
  return found;
}

Result<std::vector<model::Series>> SelectSubquery(Evaluation& evaluation, const Subquery& subquery,
                                                  const Steps& steps) {
  PLUMB_ASSIGN(const WindowGrid grid,
               GridOf(evaluation, subquery.range, subquery.shift, steps, RangeEdges::kPlain));
  PLUMB_ASSIGN(const DurationMs step, SubqueryStep(evaluation, subquery));
  const Steps inner = SubquerySteps(grid, step);
  std::vector<model::Series> found;
  if (inner.count == 0) return found;
  MemoryLease lease(evaluation.memory);
  PLUMB_TRY(lease.Take(inner));
  PLUMB_ASSIGN(HeldVector held, HoldVector(evaluation, *subquery.expr, inner));
  for (StepSeries& series : held.series)
    if (series.drop_name) series.labels = WithoutIdentity(series.labels);
  PLUMB_TRY(MergeEqualLabels(held.series));
  const std::vector<Timestamp> times = TimesOf(inner);
  for (const StepSeries& series : held.series) {
    DenseColumn dense = WithoutStale(times, series.values);
    if (!series.AnyPresent()) continue;
    found.push_back({.labels = series.labels,
                     .times = std::move(dense.times),
                     .values = std::move(dense.values),
                     .histograms = PointsOf(series.histograms, inner)});
  }
  return found;
}

}  // namespace

Result<std::vector<model::Series>> SelectSamples(Evaluation& evaluation, const Expr& range,
                                                 Timestamp time) {
  const Steps steps{.start = time};
  if (const auto* matrix = As<MatrixSelector>(range))
    return SelectMatrix(evaluation, *matrix, steps);
  return SelectSubquery(evaluation, *As<Subquery>(range), steps);
}

}  // namespace plumb::promql
