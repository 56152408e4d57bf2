// SPDX-License-Identifier: Apache-2.0
// A chart in a sentence, for those who do not see it: what screen readers and `<desc>` say.
#pragma once

#include <string>

#include "base/time_zone.h"
#include "charts/selection.h"

namespace plumb::charts {

// "8 series from 2026-09-18 14:00 to 15:00 UTC. Largest 93.1% (node7, 14:05). Last: node7 40%,
// ...".
std::string SummarizeLines(const Selection& selection, Timestamp from, Timestamp to,
                           const TimeZone& zone, bool indexed);
// "5 values at 2026-09-18 14:00:00 UTC. Largest 93.1% (node7), smallest 1% (node2)."
std::string SummarizeBars(const Selection& selection, Timestamp time, const TimeZone& zone);

// "2026-09-18 14:00:05 CEST", seconds only where not zero.
std::string MomentText(Timestamp time, const TimeZone& zone);

}  // namespace plumb::charts
