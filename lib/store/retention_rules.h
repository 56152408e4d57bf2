// SPDX-License-Identifier: Apache-2.0
// How long samples are kept, by rules that lie in the store: what everybody who uses the store
// agrees on. Selectors are kept as text; who can read PromQL applies them (lib/maintenance).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "store/schema.h"

namespace plumb::store {

// How long to keep something; nullopt: for ever.
using KeepTime = std::optional<DurationMs>;

// The distances of rollups that there are, finest first.
inline constexpr std::array kRollupResolutions = {5 * kMinute, kHour};

// Series are rolled up at a resolution, one of kRollupResolutions, and the rollups kept so long.
struct RollupRule {
  DurationMs resolution = 0;
  KeepTime keep;
  bool operator==(const RollupRule&) const = default;
};

struct RetentionRule {
  std::string selector;             // PromQL; "": all series
  KeepTime raw;                     // samples as they were stored
  std::vector<RollupRule> rollups;  // finest first, each resolution at most once
  bool operator==(const RetentionRule&) const = default;
};

// In order: the first whose selector takes a series decides. Each selector is there once. A series
// that none takes is kept for ever, without rollups.
using RetentionRules = std::vector<RetentionRule>;

// REQUIRES: times to keep > 0
std::string EncodeRetentionRules(const RetentionRules& rules);
// nullopt if the bytes make no sense: a wrong one would delete what was to be kept.
std::optional<RetentionRules> DecodeRetentionRules(std::string_view bytes);

// None if none were ever saved.
Result<RetentionRules> LoadRetentionRules(const Transaction& txn, const Tables& tables);
// Whether they can be loaded. An error only if the store fails.
Result<bool> HasSoundRetentionRules(const Transaction& txn, const Tables& tables);
// REQUIRES: a write transaction; times to keep > 0
Status SaveRetentionRules(Transaction& txn, const Tables& tables, const RetentionRules& rules);

}  // namespace plumb::store
