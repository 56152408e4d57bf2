// SPDX-License-Identifier: Apache-2.0
// Rules of retention as people write and read them, and what a removal takes or took.
#pragma once

#include <string>
#include <string_view>

#include "base/time_zone.h"
#include "store/retention_rules.h"
#include "store/sample_remover.h"

namespace plumb::maintenance {

// "30d", or "forever". The error says what there is.
Result<store::KeepTime> ParseKeep(std::string_view text);
// A resolution and how long to keep it: "5m:1y"; "1h" alone is kept for ever.
Result<store::RollupRule> ParseRollup(std::string_view text);

// A line a rule under a heading; "" without rules.
std::string RulesTable(const store::RetentionRules& rules);
// {"rules":[{"selector":"…","raw_ms":2592000000,"rollups":[{"resolution_ms":…,"keep_ms":null}]}]};
// null is for ever.
std::string RulesJson(const store::RetentionRules& rules);

struct RemovalSummary {
  uint64_t series = 0;
  store::RemovalCounts counts;
};
// "1440 samples of 12 series, from … to …, 3.1 KiB"
std::string RemovalText(const RemovalSummary& removal, const TimeZone& zone);
// {"samples":1440,"series":12,"from":1795046400000,"to":1795132799000,"bytes":3174}; without
// samples from and to are null.
std::string RemovalJson(const RemovalSummary& removal);

}  // namespace plumb::maintenance
