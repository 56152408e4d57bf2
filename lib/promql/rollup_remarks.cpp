#include "promql/rollup_remarks.h"

#include <algorithm>

#include <fmt/format.h>

namespace plumb::promql {

void RollupRemarks::Note(std::span<const model::RollupSpan> spans) {
  if (spans.empty()) return;
  const std::lock_guard lock(mutex_);
  for (const model::RollupSpan& span : spans) {
    const auto [known, added] = until_.emplace(span.resolution, span.until);
    if (!added) known->second = std::max(known->second, span.until);
  }
}

std::vector<model::RollupSpan> RollupRemarks::Spans() const {
  const std::lock_guard lock(mutex_);
  std::vector<model::RollupSpan> spans;
  for (auto at = until_.rbegin(); at != until_.rend(); ++at)
    if (spans.empty() || at->second > spans.back().until) spans.push_back({at->first, at->second});
  return spans;
}

std::string RollupText(std::span<const model::RollupSpan> spans) {
  std::string text;
  for (const model::RollupSpan& span : spans)
    text += fmt::format("{}up to {}{} {} rollups", text.empty() ? "samples " : ", then ",
                        FormatRfc3339(span.until, TimeZone::Utc()), text.empty() ? " are" : "",
                        FormatDuration(span.resolution));
  return text;
}

}  // namespace plumb::promql
