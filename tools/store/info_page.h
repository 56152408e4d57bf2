// SPDX-License-Identifier: Apache-2.0
// What plumb-store info prints: lines for people, JSON, or samples of the store about itself.
#pragma once

#include <string>

#include "base/time_zone.h"
#include "maintenance/store_info.h"

namespace plumb::store_tool {

std::string InfoText(const maintenance::StoreInfo& info, const TimeZone& zone);
// One object; what its keys mean is in plumb-store(1), and stays.
std::string InfoJson(const maintenance::StoreInfo& info);
// Gauges named plumb_store_…, of this time.
std::string InfoSamples(const maintenance::StoreInfo& info, Timestamp now);

}  // namespace plumb::store_tool
