// SPDX-License-Identifier: Apache-2.0
// Which family a sample belongs to in strict text 0.0.4 and OpenMetrics 1.0, and how it is
// announced there.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/time_zone.h"
#include "model/metadata.h"

namespace plumb::formats {

enum class FamilyFormat { kText, kOpenMetrics };

// By family name.
using FamilyMetadata = std::map<std::string, model::Metadata, std::less<>>;

// What a sample belongs to.
struct FamilyPlace {
  std::string family;
  model::MetricType type = model::MetricType::kUnknown;
  std::string described_by;  // the family whose HELP and UNIT it has
};
FamilyPlace FindFamilyPlace(FamilyFormat format, const FamilyMetadata& metadata,
                            const std::string& name);

// HELP, TYPE and UNIT lines; nothing if nothing is known.
void AppendFamilyHead(std::string& out, FamilyFormat format, const FamilyMetadata& metadata,
                      const FamilyPlace& place);
// A time as OpenMetrics writes it.
void AppendSeconds(std::string& out, Timestamp time);

// Whether samples of such a family are parts of a whole: buckets, quantiles, sums, counts.
bool HasParts(model::MetricType type);

}  // namespace plumb::formats
