#include "query/selector_reasons.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "promql/function.h"
#include "promql/selection.h"
#include "query/missing.h"
#include "query/rate_reason.h"

namespace plumb::query {

namespace {

using Batch = model::SeriesSet::Batch;

// Samples of a series by time, of whatever kind.
struct Sight {
  std::vector<Timestamp> times;     // of samples, markers not among them
  std::optional<Timestamp> marker;  // the newest stale one, if it is newer than all of those
  DurationMs distance = 0;          // the usual one
};

Sight Look(const model::SampleColumn& column, DurationMs interval) {
  Sight sight;
  for (size_t i = 0; i < column.values.size(); ++i) {
    if (model::IsStale(column.values[i]))
      sight.marker = (*column.times)[i];
    else
      sight.times.push_back((*column.times)[i]);
  }
  for (const model::HistogramPoint& point : column.histograms) sight.times.push_back(point.time);
  std::sort(sight.times.begin(), sight.times.end());
  if (sight.marker && !sight.times.empty() && sight.times.back() > *sight.marker)
    sight.marker.reset();
  sight.distance = interval > 0 ? interval : promql::UsualDistance(sight.times);
  return sight;
}

Result<std::unique_ptr<model::SeriesSet>> SelectEver(const model::Matchers& matchers,
                                                     const ReasonList& reasons) {
  return reasons.source.Select({.matchers = matchers,
                                .range = {model::kMinTime, model::kMaxTime},
                                .tier = reasons.options.tier});
}

// The newest samples at or before a time, looked for further and further back.
Result<Sight> LookBack(const model::SeriesSet& set, const Batch& batch, size_t index,
                       Timestamp before) {
  constexpr std::array<DurationMs, 5> kReaches = {kHour, kDay, 30 * kDay, 365 * kDay, 0};
  for (const DurationMs reach : kReaches) {
    const Timestamp from = reach == 0 ? model::kMinTime : before - reach;
    PLUMB_ASSIGN(const auto columns, set.Read(batch, {from, before}));
    Sight sight = Look(columns[index], batch.interval);
    if (!sight.times.empty() || sight.marker) return sight;
  }
  return Sight{};
}

// What is said of a series that has nothing where it was looked for. `reach`: how far back that
// was, in words.
Status ExplainUnseen(const promql::Expr& node, const model::SeriesSet& set, const Batch& batch,
                     size_t index, Timestamp look, const std::string& reach, ReasonList& reasons) {
  const std::string series = set.labels(batch.first + index).ToString();
  // Many may be gone for one reason: it is looked for of those that are listed.
  for (const FindingKind kind : {FindingKind::kTooOld, FindingKind::kStale, FindingKind::kLater}) {
    if (reasons.Lists(kind, node)) continue;
    reasons.Add(kind, node, series, "");
    return Ok();
  }
  PLUMB_ASSIGN(const Sight sight, LookBack(set, batch, index, look));
  if (sight.marker) {
    reasons.Add(FindingKind::kStale, node, series,
                fmt::format("ended by a stale marker at {}, {} before",
                            reasons.Clock(*sight.marker), AgeText(look - *sight.marker)));
  } else if (!sight.times.empty()) {
    reasons.Add(
        FindingKind::kTooOld, node, series,
        fmt::format("its newest sample is {} old ({}), and the {}",
                    AgeText(look - sight.times.back()), reasons.Clock(sight.times.back()), reach));
  } else {
    reasons.Add(FindingKind::kLater, node, series,
                fmt::format("all its samples are later than {}", reasons.Clock(look)));
  }
  return Ok();
}

Status NothingMatches(const promql::Expr& node, const model::Matchers& matchers,
                      ReasonList& reasons) {
  PLUMB_ASSIGN(std::string cause, LikelyCause(reasons.source, matchers, reasons.options.tier));
  reasons.Add(FindingKind::kNothingMatches, node, "", std::move(cause));
  return Ok();
}

// How a lookback came about.
std::string LookbackText(const promql::EngineOptions& options, DurationMs lookback,
                         DurationMs interval) {
  if (options.lookback > 0 || lookback == promql::kMinAutoLookback)
    return fmt::format("lookback {}", FormatDuration(lookback));
  return fmt::format("lookback {} (2.5 times the interval of {})", FormatDuration(lookback),
                     FormatDuration(interval));
}

Status ExplainBatch(const promql::VectorSelector& selector, const model::SeriesSet& set,
                    const Batch& batch, Timestamp look, ReasonList& reasons) {
  const promql::EngineOptions& options = reasons.options;
  const DurationMs reach = batch.interval > 0 || options.lookback > 0
                               ? promql::LookbackFor(options, batch.interval)
                               : promql::LongestLookback(options);
  PLUMB_ASSIGN(const auto columns, set.Read(batch, {look - reach + 1, look}));
  for (size_t i = 0; i < columns.size(); ++i) {
    const Sight sight = Look(columns[i], batch.interval);
    const DurationMs lookback = promql::LookbackFor(options, sight.distance);
    const bool seen = !sight.marker && !sight.times.empty() && sight.times.back() > look - lookback;
    if (!seen)
      PLUMB_TRY(ExplainUnseen(selector, set, batch, i, look,
                              LookbackText(options, lookback, sight.distance), reasons));
  }
  return Ok();
}

// One series in the window of a range.
struct InWindow {
  const promql::Call& call;
  const promql::MatrixSelector& matrix;
  Timestamp from = 0;
  Timestamp to = 0;
};

void TooFew(const InWindow& window, const Sight& sight, DurationMs distance,
            const std::string& series, ReasonList& reasons) {
  const size_t needed = window.call.function->min_samples;
  std::string says =
      fmt::format("{} sample{} in the range of {}, and {}() needs {}", sight.times.size(),
                  sight.times.size() == 1 ? "" : "s", FormatDuration(window.to - window.from),
                  window.call.function->name, needed);
  if (distance > 0)
    says += fmt::format("; they come every {}: use at least [{}]", FormatDuration(distance),
                        FormatDuration(distance * static_cast<DurationMs>(needed)));
  reasons.Add(FindingKind::kTooFew, window.call, series, std::move(says));
}

Status ExplainWindow(const InWindow& window, const model::SeriesSet& set, const Batch& batch,
                     size_t index, const model::SampleColumn& column, ReasonList& reasons) {
  const Sight sight = Look(column, batch.interval);
  const std::string series = set.labels(batch.first + index).ToString();
  if (sight.times.empty())
    return ExplainUnseen(window.matrix, set, batch, index, window.to,
                         fmt::format("range {}", FormatDuration(window.to - window.from)), reasons);
  if (sight.times.size() < window.call.function->min_samples) {
    DurationMs distance = sight.distance;
    if (distance == 0) {
      PLUMB_ASSIGN(const Sight before, LookBack(set, batch, index, window.to));
      distance = before.distance;
    }
    TooFew(window, sight, distance, series, reasons);
    return Ok();
  }
  if (window.call.function->extends != promql::FunctionRow::Extends::kNo &&
      column.histograms.empty() && reasons.Lists(FindingKind::kRate, window.call))
    reasons.Add(FindingKind::kRate, window.call, series,
                RateText(*window.call.function, column, window.from, window.to, reasons));
  return Ok();
}

}  // namespace

Status ExplainSelector(const promql::VectorSelector& selector, Timestamp look,
                       ReasonList& reasons) {
  PLUMB_ASSIGN(const auto set, SelectEver(selector.matchers, reasons));
  if (set->size() == 0) return NothingMatches(selector, selector.matchers, reasons);
  for (const Batch& batch : set->batches())
    PLUMB_TRY(ExplainBatch(selector, *set, batch, look, reasons));
  return Ok();
}

Status ExplainRange(const promql::Call& call, const promql::MatrixSelector& matrix, Timestamp look,
                    ReasonList& reasons) {
  PLUMB_ASSIGN(const auto set, SelectEver(matrix.selector.matchers, reasons));
  if (set->size() == 0) return NothingMatches(matrix, matrix.selector.matchers, reasons);
  const InWindow window = {call, matrix, look - matrix.range.value, look};
  for (const Batch& batch : set->batches()) {
    PLUMB_ASSIGN(const auto columns, set->Read(batch, {window.from + 1, window.to}));
    for (size_t i = 0; i < columns.size(); ++i)
      PLUMB_TRY(ExplainWindow(window, *set, batch, i, columns[i], reasons));
  }
  return Ok();
}

}  // namespace plumb::query
