#include "tools/query/question.h"

#include <fmt/core.h>

#include "query/data_interval.h"

namespace plumb {

namespace {

// What the variables of an instant query go by: the range that most dashboards begin with.
constexpr DurationMs kPanelRange = kHour;

query::PanelTimes TimesOf(const cli::TimeChoice& time) {
  if (time.range) return {.start = time.start, .end = time.end, .step = time.step};
  return {.start = time.end - kPanelRange, .end = time.end, .step = cli::AutoStep(kPanelRange)};
}

// A server may know more than PromQL (MetricsQL): what our parser refuses is its to judge.
bool MayBeUnderstoodElsewhere(const QueryOptions& o) {
  return !o.format && !o.tree && !o.explain && sources::EvaluatesItself(o.source);
}

Result<Question> Understand(const QueryOptions& o, const query::PanelTimes& times) {
  PLUMB_ASSIGN(const query::Variables variables, query::ParseVariables(o.variables));
  PLUMB_ASSIGN(query::Expansion expansion, query::ExpandVariables(o.expression, variables, times));
  auto tree = query::ParseExpanded(expansion);
  if (!tree.ok() && !MayBeUnderstoodElsewhere(o)) return tree.error();
  return Question{std::move(expansion), tree.ok() ? *std::move(tree) : nullptr};
}

std::string Words(const query::PanelTimes& times) {
  return fmt::format("$__rate_interval is {}, $__interval {}, $__range {}, of data every {}",
                     FormatDuration(query::RateIntervalOf(times)),
                     FormatDuration(query::IntervalOf(times)),
                     FormatDuration(times.end - times.start), FormatDuration(times.interval));
}

// As it was set: scrapes are some milliseconds early or late.
DurationMs WholeSeconds(DurationMs interval) {
  return interval < kSecond ? interval : (interval + kSecond / 2) / kSecond * kSecond;
}

}  // namespace

Result<Question> Understand(const QueryOptions& o) {
  return Understand(o, TimesOf({}));
}

Result<Question> UnderstandAt(const QueryOptions& o, Question before,
                              const sources::OpenSource& source, const cli::TimeChoice& time,
                              cli::Io& io) {
  if (!before.expansion.uses_times()) return before;
  query::PanelTimes times = TimesOf(time);
  if (before.tree != nullptr && source.expressions == nullptr) {
    PLUMB_ASSIGN(const DurationMs interval,
                 query::DataInterval(*before.tree, *source.series, {times.start, times.end}));
    if (interval > 0) times.interval = WholeSeconds(interval);
  }
  io.Note(Words(times));
  return Understand(o, times);
}

}  // namespace plumb
