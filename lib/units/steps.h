// SPDX-License-Identifier: Apache-2.0
// The steps of scaled units: SI and binary prefixes, counts, seconds up to years.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "units/unit.h"

namespace plumb::units {

// One step, " symbol" behind the number ("" for none).
std::vector<Step> FixedSteps(std::string_view symbol);
// f p n µ m – k M G T P E Z Y before the symbol; values are in 1000^offset of it (offset 1: kilo).
std::vector<Step> SiSteps(std::string_view symbol, int offset);
// As SiSteps, but nothing below the symbol itself: half a byte is no 500 mB.
std::vector<Step> WholeSiSteps(std::string_view symbol, int offset);
// – Ki Mi Gi Ti Pi Ei Zi Yi, 1024 apart.
std::vector<Step> BinarySteps(std::string_view symbol, int offset);
// 1000 apart with the suffixes given, from 1 up.
std::vector<Step> CountSteps(const std::vector<std::string_view>& suffixes,
                             std::string_view behind);

// Values in seconds, ms, … : Grafana's words "ms", "min", "hour". `seconds` is one of the unit in
// seconds. `first` and `last` are the smallest and largest step it uses.
enum class TimeWord { kNs, kUs, kMs, kS, kMin, kHour, kDay, kWeek, kYear };
std::vector<Step> TimeSteps(double seconds, TimeWord first, TimeWord last, bool weeks);

// The step for a magnitude: the last one whose `from` it reaches, else the first; for 0 the plain
// one. REQUIRES: steps not empty
const Step& ChooseStep(const std::vector<Step>& steps, double magnitude);

}  // namespace plumb::units
