#include "promql/rollup_remarks.h"

#include <algorithm>
#include <optional>

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
  std::optional<Timestamp> reached;
  // The coarsest are the oldest; finer ones that end earlier are only a gap between them.
  for (auto at = until_.rbegin(); at != until_.rend(); ++at) {
    const auto& [resolution, until] = *at;
    if (reached && until <= *reached) continue;
    text += fmt::format("{}up to {}{} {} rollups", reached ? ", then " : "samples ",
                        FormatRfc3339(until, TimeZone::Utc()), reached ? "" : " are",
                        FormatDuration(resolution));
    reached = until;
  }
  return text;
}

}  // namespace plumb::promql
