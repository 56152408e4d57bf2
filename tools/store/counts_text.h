// SPDX-License-Identifier: Apache-2.0
// What verbs that carry the contents of stores say when they are done.
#pragma once

#include <fmt/format.h>

#include <string>

#include "text/counted.h"
#include "transfer/frames.h"

namespace plumb::store_tool {

// `same`: samples that were there before.
inline std::string CountsText(const transfer::DumpCounts& counts, uint64_t same = 0) {
  std::string text = fmt::format("{} of {}", text::Counted(counts.samples, "sample"),
                                 text::Counted(counts.series, "series", "series"));
  if (same > 0) text += fmt::format(", {} of which were there", same);
  if (counts.rollups > 0)
    text += fmt::format(", {} of rollups", text::Counted(counts.rollups, "point"));
  return text;
}

}  // namespace plumb::store_tool
