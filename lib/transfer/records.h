// SPDX-License-Identifier: Apache-2.0
// The records of table `meta` that belong to what a store holds, and not to how it holds it.
#pragma once

#include <string_view>

namespace plumb::transfer {

// Rules of retention (store/retention_rules.h).
inline constexpr std::string_view kRetentionRecord = "retention";
// What of these rules the rollups follow (store/rollup_marks.h): there where all days that they are
// not built of are marked.
inline constexpr std::string_view kRollupRecord = "rollup";

}  // namespace plumb::transfer
