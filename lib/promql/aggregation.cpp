#include "promql/aggregation.h"

#include "base/number.h"
#include "model/histogram_display.h"
#include "promql/grouping.h"
#include "promql/histogram_group.h"
#include "promql/picking.h"
#include "promql/quantile.h"
#include "text/escape.h"
#include "text/utf8.h"

#include <algorithm>

namespace plumb::promql {

namespace {

// Accumulators by group, in the order in which the groups came.
class Groups {
 public:
  Groups(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps)
      : aggregate_(aggregate),
        steps_(steps),
        grouping_(aggregate),
        grouped_(FindGroupedSelector(aggregate, evaluation.repeated) != nullptr),
        lease_(evaluation.memory),
        remarks_(evaluation.annotations, aggregate.expr->place) {}

  // Takes the series of the aggregation's expression.
  Status AddAll(Evaluation& evaluation) {
    return StreamVector(evaluation, *aggregate_.expr, steps_,
                        [this](const StepSeries& series) { return Add(series); });
  }

  Status Finish(const std::vector<double>& parameter, const SeriesSink& sink) {
    for (Group& group : groups_) {
      StepSeries result{
          .labels = std::move(group.labels), .values = {}, .drop_name = group.drop_name};
      result.values.resize(steps_.count);
      group.accumulator->Finish(parameter, result.values);
      group.accumulator.reset();
      if (group.histograms) group.histograms->Finish(result, remarks_);
      group.histograms.reset();
      PLUMB_TRY(sink(std::move(result)));
    }
    return Ok();
  }

  [[nodiscard]] bool empty() const { return groups_.empty(); }

 private:
  Status Add(const StepSeries& series) {
    const auto [at, is_new] = grouped_
                                  ? index_.try_emplace(series.labels, groups_.size())
                                  : index_.try_emplace(grouping_.Of(series.labels), groups_.size());
    if (is_new) {
      // An accumulator holds about three numbers a step.
      PLUMB_TRY(lease_.Take(3 * sizeof(double) * steps_.count + at->first.bytes().size()));
      groups_.push_back({.labels = at->first,
                         .accumulator = aggregate_.op->accumulate(steps_.count),
                         .drop_name = false});
    }
    // A quantile holds its input.
    if (aggregate_.op->quantile) PLUMB_TRY(lease_.Take(sizeof(double) * steps_.count));
    Group& group = groups_[at->second];
    if (series.histograms.empty()) {
      group.accumulator->Add(series.values);
    } else {
      PLUMB_TRY(AddWithHistograms(series, group));
    }
    group.drop_name |= series.drop_name;
    return Ok();
  }

  struct Group {
    model::Labels labels;
    std::unique_ptr<GroupAccumulator> accumulator;
    bool drop_name = false;
    std::optional<HistogramGroup> histograms = std::nullopt;
  };

  Status AddWithHistograms(const StepSeries& series, Group& group) {
    using Histograms = AggregatorRow::Histograms;
    const Histograms use = aggregate_.op->histograms;
    if (use == Histograms::kCounted) {
      group.accumulator->Add(HistogramsAsZeros(series));
      return Ok();
    }
    group.accumulator->Add(series.values);
    if (use == Histograms::kIgnored) {
      if (series.AnyHistogram()) remarks_.Inform(IgnoredInAggregation(aggregate_.op->name));
      return Ok();
    }
    if (!group.histograms) {
      // Of each step it holds about one histogram, as large as those that come.
      PLUMB_TRY(lease_.Take(MemoryLease::BytesOf(series.histograms)));
      group.histograms.emplace(use, steps_.count);
    }
    group.histograms->Add(series, remarks_);
    return Ok();
  }

  const Aggregate& aggregate_;
  const Steps steps_;
  const Grouping grouping_;
  const bool grouped_;  // series have the labels of their groups already
  MemoryLease lease_;
  PlacedRemarks remarks_;
  std::vector<Group> groups_;
  std::unordered_map<model::Labels, size_t, model::LabelsHash> index_;
};

Status StreamAccumulated(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                         const SeriesSink& sink) {
  std::vector<double> parameter;
  if (aggregate.param != nullptr) {
    PLUMB_ASSIGN(parameter, EvaluateScalar(evaluation, *aggregate.param, steps));
  }
  Groups groups(evaluation, aggregate, steps);
  PLUMB_TRY(groups.AddAll(evaluation));
  if (aggregate.op->quantile && !groups.empty())
    for (const double phi : parameter)
      if (IsBadQuantile(phi))
        evaluation.annotations.Warn(BadQuantileText(phi), aggregate.param->place);
  return groups.Finish(parameter, sink);
}

// How often each value occurs. A value is a label, so that each step may have other series.
class ValueCounts {
 public:
  ValueCounts(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
              std::string label)
      : steps_(steps), grouping_(aggregate), label_(std::move(label)), lease_(evaluation.memory) {}

  Status Add(const StepSeries& series) {
    for (size_t k = 0; k < steps_.count; ++k) {
      if (!series.PresentAt(k)) continue;
      const HistogramPtr& histogram = series.HistogramAt(k);
      const std::string text = histogram != nullptr ? model::DisplayHistogram(*histogram)
                                                    : FormatFixed(series.values[k]);
      const model::Labels labels = model::LabelsBuilder(series.labels).Set(label_, text).Build();
      PLUMB_ASSIGN(StepSeries * counts, Find(grouping_.Of(labels)));
      double& count = counts->values[k];
      count = IsAbsent(count) ? 1 : count + 1;
    }
    return Ok();
  }

  Status Finish(const SeriesSink& sink) {
    for (StepSeries& series : counts_) PLUMB_TRY(sink(std::move(series)));
    return Ok();
  }

 private:
  // `by` keeps the value's label, whatever else it keeps.
  Result<StepSeries*> Find(model::Labels labels) {
    const auto [at, is_new] = index_.try_emplace(std::move(labels), counts_.size());
    if (is_new) {
      counts_.push_back(
          {.labels = at->first, .values = std::vector<double>(steps_.count, Absent())});
      PLUMB_TRY(lease_.Take(counts_.back()));
    }
    return &counts_[at->second];
  }

  const Steps steps_;
  const Grouping grouping_;
  const std::string label_;
  MemoryLease lease_;
  StepVector counts_;
  std::unordered_map<model::Labels, size_t, model::LabelsHash> index_;
};

Status StreamValueCounts(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                         const SeriesSink& sink) {
  const std::string& label = As<StringLiteral>(WithoutParens(*aggregate.param))->value;
  if (label.empty() || !text::IsValidUtf8(label))
    return Error{Exit::kUsage, "invalid label name " + text::GoQuote(label)};
  ValueCounts counts(evaluation, aggregate, steps, label);
  PLUMB_TRY(StreamVector(evaluation, *aggregate.expr, steps,
                         [&](const StepSeries& series) { return counts.Add(series); }));
  return counts.Finish(sink);
}

}  // namespace

Status StreamAggregate(Evaluation& evaluation, const Aggregate& aggregate, const Steps& steps,
                       const SeriesSink& sink) {
  if (aggregate.op->counts_values) return StreamValueCounts(evaluation, aggregate, steps, sink);
  if (aggregate.op->pick != AggregatorRow::Pick::kNone)
    return StreamPicked(evaluation, aggregate, steps, sink);
  return StreamAccumulated(evaluation, aggregate, steps, sink);
}

}  // namespace plumb::promql
