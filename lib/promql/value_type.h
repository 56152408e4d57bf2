// SPDX-License-Identifier: Apache-2.0
// The four types of PromQL values.
#pragma once

#include <cstdint>
#include <string_view>

namespace plumb::promql {

enum class ValueType : uint8_t { kScalar, kVector, kMatrix, kString };

// In words, as messages say it: `scalar`, `instant vector`, `range vector`, `string`.
std::string_view ValueTypeText(ValueType type);

}  // namespace plumb::promql
