#include "query/missing.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "model/labels.h"
#include "promql/histogram_selection.h"
#include "promql/selection.h"
#include "text/suggest.h"

namespace plumb::query {

namespace {

using promql::As;

// The times a selector below `expr` may be asked for.
struct Window {
  model::TimeRange range;
  model::TimeRange query;  // what @ start() and @ end() name
};

Window Shift(Window window, const promql::TimeShift& shift, DurationMs reach) {
  if (shift.at == promql::AtKind::kTime) window.range = {shift.at_time, shift.at_time};
  if (shift.at == promql::AtKind::kStart) window.range = {window.query.from, window.query.from};
  if (shift.at == promql::AtKind::kEnd) window.range = {window.query.to, window.query.to};
  window.range.from -= shift.offset.value + reach;
  window.range.to -= shift.offset.value;
  return window;
}

struct Found {
  const promql::VectorSelector* selector = nullptr;
  model::TimeRange range;
  bool looks_back = false;  // from before the range too, as far as the series' interval allows
};

void Collect(const promql::Expr& expr, Window window, std::vector<Found>& found) {
  if (const auto* selector = As<promql::VectorSelector>(expr)) {
    if (!selector->labels_only)
      found.push_back({selector, Shift(window, selector->shift, 0).range, true});
    return;
  }
  if (const auto* matrix = As<promql::MatrixSelector>(expr)) {
    const auto& selector = matrix->selector;
    found.push_back({&selector, Shift(window, selector.shift, matrix->range.value).range, false});
    return;
  }
  if (const auto* subquery = As<promql::Subquery>(expr))
    window = Shift(window, subquery->shift, subquery->range.value);
  promql::ForEachChild(expr, [&](const promql::Expr& child) { Collect(child, window, found); });
}

std::string Text(const model::Matchers& matchers) {
  std::string name;
  std::string rest;
  for (const model::Matcher& matcher : matchers) {
    const bool plain =
        matcher.name() == model::kMetricName && matcher.op() == model::MatchOp::kEqual;
    if (plain && name.empty() && model::IsLegacyMetricName(matcher.value())) {
      name = matcher.value();
    } else {
      rest += (rest.empty() ? "" : ",") + matcher.ToString();
    }
  }
  return rest.empty() && !name.empty() ? name : fmt::format("{}{{{}}}", name, rest);
}

Result<bool> HasSeries(const model::SeriesSource& source, const model::Matchers& matchers,
                       model::TimeRange range, std::optional<DurationMs> tier = std::nullopt) {
  PLUMB_ASSIGN(const auto set, source.Select({.matchers = matchers, .range = range, .tier = tier}));
  return set->size() > 0;
}

// Whether a series with samples at these times is seen in the window.
bool IsSeen(const std::vector<Timestamp>& times, DurationMs interval, const Found& found,
            const promql::EngineOptions& options) {
  if (times.empty()) return false;
  if (interval == 0) interval = promql::UsualDistance(times);
  const DurationMs reach = found.looks_back ? promql::LookbackFor(options, interval) : 0;
  // As the evaluator has it: the start of a window is outside of it.
  return times.back() > found.range.from - reach;
}

// That a series was selected is not enough: a source may name series whose samples
// stand just outside of the range.
Result<bool> HasSample(const model::SeriesSource& source, const Found& found,
                       const promql::EngineOptions& options) {
  model::TimeRange range = found.range;
  if (found.looks_back) range.from -= promql::LongestLookback(options);
  PLUMB_ASSIGN(
      const auto set,
      source.Select({.matchers = found.selector->matchers, .range = range, .tier = options.tier}));
  for (const model::SeriesSet::Batch& batch : set->batches()) {
    PLUMB_ASSIGN(const auto columns, set->Read(batch, range));
    for (const model::SampleColumn& column : columns) {
      if (IsSeen(*column.times, batch.interval, found, options) ||
          IsSeen(promql::TimesOf(column.histograms), batch.interval, found, options))
        return true;
    }
  }
  return false;
}

constexpr model::TimeRange kAllTime = {model::kMinTime, model::kMaxTime};

bool IsName(const model::Matcher& matcher) {
  return matcher.name() == model::kMetricName;
}

// Of a metric that is there: the one matcher without which there would be series, and the nearest
// value that there is.
Result<std::string> WrongLabel(const model::SeriesSource& source, const model::Matchers& matchers) {
  const std::string plain = "the metric is there, but not with these labels";
  for (const model::Matcher& wrong : matchers) {
    if (IsName(wrong) || matchers.size() < 2) continue;
    model::Matchers others;
    for (const model::Matcher& matcher : matchers)
      if (&matcher != &wrong) others.push_back(matcher);
    PLUMB_ASSIGN(const auto values,
                 source.ListLabelValues(wrong.name(), {.matchers = others, .range = kAllTime}));
    if (values.empty()) continue;
    const std::vector<std::string_view> candidates(values.begin(), values.end());
    const std::string nearest =
        wrong.op() == model::MatchOp::kEqual ? text::DidYouMean(wrong.value(), candidates) : "";
    return fmt::format("{}: nothing has {}{}", plain, wrong.ToString(), nearest);
  }
  return plain;
}

}  // namespace

Result<std::string> LikelyCause(const model::SeriesSource& source, const model::Matchers& matchers,
                                std::optional<DurationMs> tier) {
  PLUMB_ASSIGN(const bool elsewhere, HasSeries(source, matchers, kAllTime, tier));
  const std::string of_tier =
      tier.value_or(0) > 0 ? fmt::format("{} rollups", FormatDuration(*tier)) : "samples";
  if (elsewhere) return fmt::format("it has {} at other times only", of_tier);
  PLUMB_ASSIGN(const bool finer, HasSeries(source, matchers, kAllTime));
  if (finer) return fmt::format("it has no {}; without --tier what there is is read", of_tier);
  model::Matchers name_only;
  for (const model::Matcher& matcher : matchers)
    if (IsName(matcher)) name_only.push_back(matcher);
  if (name_only.empty()) return std::string("no series has these labels");
  PLUMB_ASSIGN(const bool named, HasSeries(source, name_only, kAllTime));
  if (named) return WrongLabel(source, matchers);
  PLUMB_ASSIGN(const auto names, source.ListLabelValues(std::string(model::kMetricName),
                                                        {.matchers = {}, .range = kAllTime}));
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return "there is no such metric" + text::DidYouMean(name_only[0].value(), candidates);
}

Result<std::optional<std::string>> ExplainMissing(const promql::Expr& expr,
                                                  const model::SeriesSource& source,
                                                  model::TimeRange range,
                                                  const promql::EngineOptions& options) {
  std::vector<Found> selectors;
  Collect(expr, {.range = range, .query = range}, selectors);
  for (const Found& found : selectors) {
    PLUMB_ASSIGN(const bool has, HasSample(source, found, options));
    if (has) continue;
    PLUMB_ASSIGN(const std::string cause,
                 LikelyCause(source, found.selector->matchers, options.tier));
    return std::optional<std::string>(fmt::format("no data: '{}' has no sample in the window; {}",
                                                  Text(found.selector->matchers), cause));
  }
  return std::optional<std::string>();
}

}  // namespace plumb::query
