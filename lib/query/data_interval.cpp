#include "query/data_interval.h"

#include <algorithm>

#include "promql/selection.h"

namespace plumb::query {

namespace {

Result<DurationMs> IntervalOf(const model::SeriesSource& source,
                              const promql::VectorSelector& selector, model::TimeRange range) {
  PLUMB_ASSIGN(const auto set, source.Select({.matchers = selector.matchers, .range = range}));
  DurationMs longest = 0;
  for (const model::SeriesSet::Batch& batch : set->batches())
    longest = std::max(longest, batch.interval);
  if (longest > 0 || set->batches().empty()) return longest;
  PLUMB_ASSIGN(const auto columns, set->Read(set->batches().front(), range));
  for (const model::SampleColumn& column : columns)
    longest = std::max(longest, promql::UsualDistance(*column.times));
  return longest;
}

}  // namespace

Result<DurationMs> DataInterval(const promql::Expr& expr, const model::SeriesSource& source,
                                model::TimeRange range) {
  if (const auto* selector = promql::As<promql::VectorSelector>(expr))
    return IntervalOf(source, *selector, range);
  Result<DurationMs> longest = DurationMs{0};
  promql::ForEachChild(expr, [&](const promql::Expr& child) {
    if (!longest.ok()) return;
    auto interval = DataInterval(child, source, range);
    longest = interval.ok() ? Result<DurationMs>(std::max(*longest, *interval)) : interval;
  });
  return longest;
}

}  // namespace plumb::query
