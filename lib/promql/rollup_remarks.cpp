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

std::string RollupRemarks::Text() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  // The coarsest are the oldest.
  for (auto at = until_.rbegin(); at != until_.rend(); ++at)
    text += fmt::format("{}up to {}{} {} rollups", text.empty() ? "samples " : ", then ",
                        FormatRfc3339(at->second, TimeZone::Utc()), text.empty() ? " are" : "",
                        FormatDuration(at->first));
  return text;
}

}  // namespace plumb::promql
