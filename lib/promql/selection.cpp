#include "promql/selection.h"

#include "base/ordered_map.h"
#include "promql/grouping.h"
#include "promql/histogram_selection.h"
#include "promql/profile.h"
#include "promql/reset_hints.h"
#include "promql/step_slices.h"

#include <algorithm>

#include <fmt/format.h>

namespace plumb::promql {

namespace {

// `lookback(t)` is how far a step that looks from t sees.
template <typename Lookback>
SeenSamples FindSeen(const std::vector<Timestamp>& times, const LookTimes& look, size_t steps,
                     Lookback lookback) {
  SeenSamples seen{.times = &times, .lookback = 0, .index = {}};
  seen.index.resize(steps, SeenSamples::kNotSeen);
  size_t after = 0;  // the first sample later than the step's time
  for (size_t k = 0; k < steps; ++k) {
    const Timestamp t = look.At(k);
    while (after < times.size() && times[after] <= t) ++after;
    if (after > 0 && times[after - 1] > t - lookback(t))
      seen.index[k] = static_cast<uint32_t>(after - 1);
  }
  return seen;
}

double Seconds(Timestamp t) {
  return static_cast<double>(t) / 1000;
}

std::vector<double> PickValues(const model::SampleColumn& column, const SeenSamples& seen,
                               Reads reads) {
  std::vector<double> values(seen.index.size());
  for (size_t k = 0; k < values.size(); ++k) {
    const uint32_t i = seen.index[k];
    // A stale marker is what Absent() is: it is copied as it is.
    double v = i == SeenSamples::kNotSeen ? Absent() : column.values[i];
    if (!IsAbsent(v) && (reads == Reads::kTimes || reads == Reads::kFloatTimes))
      v = Seconds((*column.times)[i]);
    if (!IsAbsent(v) && reads == Reads::kStartTimes)
      v = column.start_times.empty() ? 0 : Seconds(column.start_times[i]);
    values[k] = v;
  }
  return values;
}

// The value at `t` on the line between the samples around it; the one before alone holds on.
double SmoothedValue(const model::SampleColumn& column, Timestamp t, DurationMs lookback) {
  const std::vector<Timestamp>& times = *column.times;
  const auto after =
      static_cast<size_t>(std::upper_bound(times.begin(), times.end(), t) - times.begin());
  size_t left = after;
  while (left > 0 && model::IsStale(column.values[left - 1]) && times[left - 1] > t - lookback)
    --left;
  const bool has_left = left > 0 && times[left - 1] > t - lookback;
  if (has_left && times[left - 1] == t) return column.values[left - 1];
  size_t right = after;
  while (right < times.size() && model::IsStale(column.values[right])) ++right;
  const bool has_right = right < times.size() && times[right] <= t + lookback;
  if (!has_left) return has_right ? column.values[right] : Absent();
  if (!has_right) return column.values[left - 1];
  const double before = column.values[left - 1];
  return before + (column.values[right] - before) * static_cast<double>(t - times[left - 1]) /
                      static_cast<double>(times[right] - times[left - 1]);
}

// An instant selection over one source.
class Selector {
 public:
  Selector(Evaluation& evaluation, const LookTimes& look, const Steps& steps, Reads reads,
           RangeEdges edges, ResetHints hints, const Place& place)
      : evaluation_(evaluation),
        look_(look),
        steps_(steps),
        reads_(reads),
        edges_(edges),
        hints_(hints),
        place_(place) {}

  Result<StepVector> Read(const model::SeriesSet& set, const model::SeriesSet::Batch& batch) const {
    const std::vector<StepSlice> slices =
        SlicesOf(batch, steps_, look_.step, LookbackOf(batch) + After(LookbackOf(batch)));
    std::vector<size_t> places;
    if (slices.size() == 1) return ReadSlice(set, batch, places);
    MemoryLease lease(evaluation_.memory);
    PLUMB_TRY(lease.TakeInFlight(batch.count, steps_.count));
    SliceJoin join(batch.count, steps_.count);
    for (const StepSlice& slice : slices) {
      places.clear();
      PLUMB_ASSIGN(StepVector selected, Selector(*this, slice).ReadSlice(set, batch, places));
      join.Add(slice, std::move(selected), places);
    }
    return join.Take();
  }

  [[nodiscard]] model::TimeRange RangeFor(DurationMs lookback) const {
    const Timestamp last = look_.At(steps_.count - 1);
    return {.from = look_.first - lookback + 1, .to = last + After(lookback)};
  }

 private:
  // The same selection at some of the steps.
  Selector(const Selector& whole, const StepSlice& slice)
      : evaluation_(whole.evaluation_),
        look_{.first = whole.look_.At(slice.first), .step = whole.look_.step},
        steps_(slice.Of(whole.steps_)),
        reads_(whole.reads_),
        edges_(whole.edges_),
        hints_(whole.hints_),
        place_(whole.place_) {}

  [[nodiscard]] DurationMs LookbackOf(const model::SeriesSet::Batch& batch) const {
    return batch.interval > 0 || evaluation_.options.lookback > 0
               ? LookbackFor(evaluation_.options, batch.interval)
               : LongestLookback(evaluation_.options);
  }
  [[nodiscard]] DurationMs After(DurationMs lookback) const {
    return edges_ == RangeEdges::kSmoothed ? lookback : 0;
  }

  // `places`: which of the batch each of the series is.
  Result<StepVector> ReadSlice(const model::SeriesSet& set, const model::SeriesSet::Batch& batch,
                               std::vector<size_t>& places) const {
    const DurationMs lookback = LookbackOf(batch);
    PLUMB_ASSIGN(std::vector<model::SampleColumn> columns, ReadNewest(set, batch, lookback));
    if (const DurationMs wider = LookbackOver(columns, batch, lookback); wider > lookback) {
      PLUMB_ASSIGN(columns, ReadBatch(evaluation_, set, batch, RangeFor(wider), hints_));
    }
    MemoryLease lease(evaluation_.memory);
    PLUMB_TRY(lease.TakeInFlight(columns.size(), steps_.count));
    StepVector selected;
    SeenSamples seen;
    std::vector<model::RollupSpan> rollups;  // of the column that was seen
    for (size_t i = 0; i < columns.size(); ++i) {
      const model::SampleColumn& column = columns[i];
      if (IsEmpty(column)) continue;
      if (seen.times != column.times.get() || rollups != column.rollups) {
        rollups = column.rollups;
        seen = SeenOf(*column.times, batch.interval, rollups);
      }
      StepSeries series{.labels = set.labels(batch.first + i), .values = ValuesOf(column, seen)};
      if (!column.histograms.empty()) AddHistograms(column, seen, batch.interval, series);
      if (!series.AnyPresent()) continue;
      selected.push_back(std::move(series));
      places.push_back(i);
    }
    return selected;
  }

  // Of one instant only the newest samples are seen, and those are mostly no older than scrapes are
  // apart: all of the lookback is read only where one is missing there.
  [[nodiscard]] Result<std::vector<model::SampleColumn>> ReadNewest(
      const model::SeriesSet& set, const model::SeriesSet::Batch& batch,
      DurationMs lookback) const {
    const DurationMs recent = batch.interval * 3 / 2;
    const bool plain = edges_ == RangeEdges::kPlain && hints_ == ResetHints::kAsRead;
    if (plain && steps_.count == 1 && recent > 0 && recent < lookback &&
        batch.rollups.resolution == 0) {
      PLUMB_ASSIGN(auto columns, ReadBatch(evaluation_, set, batch, RangeFor(recent), hints_));
      PLUMB_TRY(FillEmpty(set, batch, RangeFor(lookback), columns));
      return columns;
    }
    return ReadBatch(evaluation_, set, batch, RangeFor(lookback), hints_);
  }

  // Reads the series whose columns are empty once more: those that ended, mostly, neighbours
  // together.
  Status FillEmpty(const model::SeriesSet& set, const model::SeriesSet::Batch& batch,
                   model::TimeRange range, std::vector<model::SampleColumn>& columns) const {
    const auto end = columns.end();
    for (auto from = std::find_if(columns.begin(), end, IsEmpty); from != end;
         from = std::find_if(from, end, IsEmpty)) {
      const auto to = std::find_if_not(from, end, IsEmpty);
      model::SeriesSet::Batch part = batch;
      part.first += static_cast<size_t>(from - columns.begin());
      part.count = static_cast<size_t>(to - from);
      PLUMB_ASSIGN(auto read, ReadBatch(evaluation_, set, part, range, hints_));
      from = std::move(read.begin(), read.end(), from);
    }
    return Ok();
  }

  static bool IsEmpty(const model::SampleColumn& column) { return column.empty(); }

  // Rollups are further apart than samples were. Where they may stand for some, the lookback that
  // reaches from one to the next; else the one given.
  [[nodiscard]] DurationMs LookbackOver(const std::vector<model::SampleColumn>& columns,
                                        const model::SeriesSet::Batch& batch,
                                        DurationMs lookback) const {
    if (batch.rollups.resolution == 0) return lookback;
    const DurationMs wider = LookbackFor(evaluation_.options, batch.rollups.resolution);
    if (look_.first - wider > batch.rollups.until) return lookback;
    const auto may_lack = [](const model::SampleColumn& column) {
      return !column.rollups.empty() || IsEmpty(column);
    };
    return std::any_of(columns.begin(), columns.end(), may_lack) ? wider : lookback;
  }

  [[nodiscard]] SeenSamples SeenOf(const std::vector<Timestamp>& times, DurationMs interval,
                                   std::span<const model::RollupSpan> rollups) const {
    const EngineOptions& options = evaluation_.options;
    if (interval == 0 && options.lookback == 0) interval = UsualDistance(times);
    const DurationMs lookback = LookbackFor(options, interval);
    SeenSamples seen = FindSeen(times, look_, steps_.count, [&](Timestamp t) {
      for (const model::RollupSpan& span : rollups)
        if (t <= span.until) return std::max(lookback, LookbackFor(options, span.resolution));
      return lookback;
    });
    seen.lookback = lookback;
    return seen;
  }

  [[nodiscard]] std::vector<double> ValuesOf(const model::SampleColumn& column,
                                             const SeenSamples& seen) const {
    if (edges_ != RangeEdges::kSmoothed) return PickValues(column, seen, reads_);
    std::vector<double> values(steps_.count);
    for (size_t k = 0; k < values.size(); ++k)
      values[k] = SmoothedValue(column, look_.At(k), seen.lookback);
    return values;
  }

  void AddHistograms(const model::SampleColumn& column, const SeenSamples& floats,
                     DurationMs interval, StepSeries& series) const {
    const std::vector<Timestamp> times = TimesOf(column.histograms);
    const SeenSamples histograms = SeenOf(times, interval, column.rollups);
    if (edges_ == RangeEdges::kSmoothed) {
      PlacedRemarks remarks(evaluation_.annotations, place_);
      SmoothHistograms(column, look_, histograms.lookback, remarks, series);
    } else {
      PickHistograms(column, floats, histograms, reads_, series);
    }
  }

  Evaluation& evaluation_;
  const LookTimes look_;
  const Steps steps_;
  const Reads reads_;
  const RangeEdges edges_;
  const ResetHints hints_;
  const Place place_;
};

// `node`: the selector in the expression; null if there is none.
Status StreamSelected(Evaluation& evaluation, const VectorSelector* node,
                      const model::Matchers& matchers, const Selector& selector, const Steps& steps,
                      const SeriesSink& sink) {
  const Grouping* const grouping = node != nullptr ? GroupingFor(evaluation, *node) : nullptr;
  PLUMB_ASSIGN(const std::unique_ptr<model::SeriesSet> set,
               SelectSeries(evaluation, node,
                            {.matchers = matchers,
                             .range = selector.RangeFor(LongestLookback(evaluation.options)),
                             .tier = evaluation.options.tier,
                             .labels = LabelsFor(grouping)}));
  const auto& batches = set->batches();
  return OrderedMap<StepVector>(
             batches.size(), ThreadsFor(evaluation.options, set->size() * steps.count),
             [&](size_t i) { return selector.Read(*set, batches[i]); },
             [&](StepVector selected) -> Status {
               for (StepSeries& series : selected) PLUMB_TRY(sink(std::move(series)));
               return Ok();
             })
      .Run();
}

}  // namespace

Status StreamSelector(Evaluation& evaluation, const VectorSelector& selector, const Steps& steps,
                      Reads reads, const SeriesSink& sink) {
  PLUMB_ASSIGN(const LookTimes look, ResolveShift(evaluation, selector.shift, steps));
  const Selector selection(evaluation, look, steps, reads, selector.edges,
                           HintsFor(evaluation, selector), selector.place);
  const auto stream = [&](const SeriesSink& to) {
    return StreamSelected(evaluation, &selector, selector.matchers, selection, steps, to);
  };
  Profile* const profile = evaluation.options.profile;
  return profile == nullptr ? stream(sink)
                            : StreamProfiled(*profile, selector, steps, sink, stream);
}

Status StreamMatchers(Evaluation& evaluation, const model::Matchers& matchers,
                      const LookTimes& look, const Steps& steps, Reads reads,
                      const SeriesSink& sink) {
  return StreamSelected(
      evaluation, nullptr, matchers,
      Selector(evaluation, look, steps, reads, RangeEdges::kPlain, ResetHints::kAsRead, {}), steps,
      sink);
}

DurationMs LookbackFor(const EngineOptions& options, DurationMs interval) {
  if (options.lookback > 0) return options.lookback;
  return std::clamp(interval * 5 / 2, kMinAutoLookback, kMaxAutoLookback);
}

DurationMs LongestLookback(const EngineOptions& options) {
  return options.lookback > 0 ? options.lookback : kMaxAutoLookback;
}

DurationMs UsualDistance(const std::vector<Timestamp>& times) {
  if (times.size() < 2) return 0;
  std::vector<DurationMs> distances(times.size() - 1);
  for (size_t i = 0; i < distances.size(); ++i) distances[i] = times[i + 1] - times[i];
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

unsigned ThreadsFor(const EngineOptions& options, size_t values) {
  // A thread starts in some 30 us; that many values are computed in the same time.
  constexpr size_t kWorthwhile = 20'000;
  return values < kWorthwhile || options.profile != nullptr ? 1 : std::max(options.threads, 1u);
}

ResetHints HintsFor(const Evaluation& evaluation, const VectorSelector& selector) {
  return evaluation.stats_only.contains(&selector) ? ResetHints::kDetected : ResetHints::kAsRead;
}

Result<std::vector<model::SampleColumn>> ReadBatch(Evaluation& evaluation,
                                                   const model::SeriesSet& set,
                                                   const model::SeriesSet::Batch& batch,
                                                   model::TimeRange range, ResetHints hints) {
  PLUMB_ASSIGN(std::vector<model::SampleColumn> columns, set.Read(batch, range));
  uint64_t samples = 0;
  for (model::SampleColumn& column : columns) {
    samples += column.values.size() + column.histograms.size();
    evaluation.rollups.Note(column.rollups);
    if (hints == ResetHints::kDetected) DetectResetHints(column.histograms);
  }
  const uint64_t total = evaluation.samples_read.fetch_add(samples) + samples;
  const uint64_t limit = evaluation.options.max_samples;
  if (limit > 0 && total > limit)
    return Error{Exit::kOutside,
                 fmt::format("the query reads more than the limit of {} samples (at least {}); "
                             "select fewer series or a shorter time, or raise --max-samples",
                             limit, total)};
  return columns;
}

}  // namespace plumb::promql
