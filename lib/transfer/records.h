// SPDX-License-Identifier: Apache-2.0
// The records of table `meta` that belong to what a store holds, and not to how it holds it.
#pragma once

#include <array>
#include <string_view>

namespace plumb::transfer {

// Rules of retention (store/retention_rules.h).
inline constexpr std::string_view kRetentionRecord = "retention";
inline constexpr std::array kRecords = {kRetentionRecord};

}  // namespace plumb::transfer
