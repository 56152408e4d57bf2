#include "promql/picking.h"

#include "base/hash.h"
#include "base/number.h"
#include "promql/aggregator.h"
#include "promql/grouping.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace plumb::promql {

namespace {

using Pick = AggregatorRow::Pick;

// The number of elements to pick at each step.
Result<std::vector<size_t>> CountsOf(const std::vector<double>& parameter) {
  constexpr double kMost = 9223372036854775807.0;
  std::vector<size_t> counts;
  counts.reserve(parameter.size());
  for (const double k : parameter) {
    if (std::isnan(k)) return Error{Exit::kUsage, "Parameter value is NaN"};
    if (k >= kMost)
      return Error{Exit::kUsage, fmt::format("Scalar value {} overflows int64", FormatGeneral(k))};
    if (k <= -kMost)
      return Error{Exit::kUsage, fmt::format("Scalar value {} underflows int64", FormatGeneral(k))};
    counts.push_back(k < 1 ? 0 : static_cast<size_t>(k));
  }
  return counts;
}

Result<std::vector<double>> RatiosOf(Evaluation& evaluation, const std::vector<double>& parameter,
                                     const Place& place) {
  std::vector<double> ratios;
  ratios.reserve(parameter.size());
  for (const double r : parameter) {
    if (std::isnan(r)) return Error{Exit::kUsage, "Ratio value is NaN"};
    ratios.push_back(std::clamp(r, -1.0, 1.0));
    if (ratios.back() != r)
      evaluation.annotations.Warn(
          fmt::format("ratio value should be between -1 and 1, got {}, capping to {}",
                      FormatGeneral(r), FormatGeneral(ratios.back())),
          place);
  }
  return ratios;
}

// Where a series lies between 0 and 1; the same in every query, and in Prometheus: its labels are
// the same bytes there, as long as names and values are shorter than 128 bytes.
double OffsetOf(const model::Labels& labels) {
  return static_cast<double>(ClassicHash64(labels.bytes())) / 18446744073709551616.0;  // 2^64
}

// A negative ratio takes what the positive one that adds up to 1 leaves.
bool InRatio(double offset, double ratio) {
  return ratio >= 0 ? offset < ratio : offset >= 1 + ratio;
}

// The input, by group, in a fixed order.
struct Candidates {
  HeldVector input;
  std::vector<std::vector<size_t>> groups;
};

// What is picked by value has no place for histograms.
void DropHistograms(Evaluation& evaluation, const Aggregate& aggregate, StepVector& input) {
  for (StepSeries& series : input) {
    if (series.AnyHistogram())
      evaluation.annotations.Inform(IgnoredInAggregation(aggregate.op->name),
                                    aggregate.expr->place);
    series.histograms.clear();
  }
}

Result<Candidates> Collect(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps) {
  Candidates candidates;
  PLUMB_ASSIGN(candidates.input, HoldVector(evaluation, *aggregate.expr, steps));
  if (aggregate.op->pick != Pick::kFirst)
    DropHistograms(evaluation, aggregate, candidates.input.series);
  const Grouping grouping(aggregate);
  std::unordered_map<model::Labels, size_t, model::LabelsHash> index;
  const StepVector& series = candidates.input.series;
  for (size_t i = 0; i < series.size(); ++i) {
    const auto [at, is_new] =
        index.try_emplace(grouping.Of(series[i].labels), candidates.groups.size());
    if (is_new) candidates.groups.emplace_back();
    candidates.groups[at->second].push_back(i);
  }
  return candidates;
}

// What is better comes first; NaN is worse than anything; of equals the labels decide, so that the
// result does not hang on the order of the input.
class BetterAt {
 public:
  BetterAt(const StepVector& series, size_t step, Pick pick)
      : series_(series), step_(step), pick_(pick) {}
  bool operator()(size_t a, size_t b) const {
    const double x = series_[a].values[step_];
    const double y = series_[b].values[step_];
    if (pick_ != Pick::kFirst) {
      if (std::isnan(x) != std::isnan(y)) return std::isnan(y);
      if (x < y || x > y) return pick_ == Pick::kTop ? x > y : x < y;
    }
    return series_[a].labels < series_[b].labels;
  }

 private:
  const StepVector& series_;
  const size_t step_;
  const Pick pick_;
};

// Keeps the best of a group at each step; the others lose their sample. Returns the group's order
// at the last step.
std::vector<size_t> KeepBest(StepVector& series, const std::vector<size_t>& group,
                             const std::vector<size_t>& counts, Pick pick) {
  std::vector<size_t> present;
  for (size_t k = 0; k < counts.size(); ++k) {
    present.clear();
    for (const size_t i : group)
      if (series[i].PresentAt(k)) present.push_back(i);
    const size_t kept = std::min(counts[k], present.size());
    const auto end = present.begin() + static_cast<std::ptrdiff_t>(kept);
    std::partial_sort(present.begin(), end, present.end(), BetterAt(series, k, pick));
    for (auto at = end; at != present.end(); ++at) series[*at].DropAt(k);
    present.resize(kept);
  }
  return present;
}

Status PassOn(StepSeries& series, const SeriesSink& sink) {
  return series.AnyPresent() ? sink(std::move(series)) : Ok();
}

Status StreamBest(Candidates candidates, const std::vector<size_t>& counts, Pick pick,
                  const SeriesSink& sink) {
  StepVector& series = candidates.input.series;
  for (const std::vector<size_t>& group : candidates.groups) {
    const std::vector<size_t> order = KeepBest(series, group, counts, pick);
    for (const size_t i : counts.size() == 1 ? order : group) PLUMB_TRY(PassOn(series[i], sink));
  }
  return Ok();
}

Status StreamRatio(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                   const std::vector<double>& ratios, const SeriesSink& sink) {
  return StreamVector(evaluation, *aggregate.expr, steps, [&](StepSeries&& series) {
    const double offset = OffsetOf(series.labels);
    for (size_t k = 0; k < steps.count; ++k)
      if (!InRatio(offset, ratios[k])) series.DropAt(k);
    return PassOn(series, sink);
  });
}

}  // namespace

Status StreamPicked(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                    const SeriesSink& sink) {
  PLUMB_ASSIGN(const std::vector<double> parameter,
               EvaluateScalar(evaluation, *aggregate.param, steps));
  if (aggregate.op->pick == Pick::kRatio) {
    PLUMB_ASSIGN(const std::vector<double> ratios,
                 RatiosOf(evaluation, parameter, aggregate.param->place));
    return StreamRatio(evaluation, aggregate, steps, ratios, sink);
  }
  PLUMB_ASSIGN(const std::vector<size_t> counts, CountsOf(parameter));
  PLUMB_ASSIGN(Candidates candidates, Collect(evaluation, aggregate, steps));
  return StreamBest(std::move(candidates), counts, aggregate.op->pick, sink);
}

}  // namespace plumb::promql
