// SPDX-License-Identifier: Apache-2.0
// One native histogram as self-contained bytes, bit for bit. The bytes are described in
// docs/store-format.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/histogram.h"

namespace plumb::encoding {

// REQUIRES: as many buckets as the spans say.
void AppendHistogram(std::string& out, const model::Histogram& histogram);

// nullopt if `bytes` are not exactly one histogram.
std::optional<model::Histogram> DecodeHistogram(std::string_view bytes);

// Equal in every bit, so that NaN equals NaN and a stale sum another.
bool SameHistogram(const model::Histogram& a, const model::Histogram& b);

}  // namespace plumb::encoding
