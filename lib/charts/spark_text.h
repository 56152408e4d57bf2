// SPDX-License-Identifier: Apache-2.0
// Series as lines of text: for prompts, commit messages and tables.
#pragma once

#include <string>

#include "charts/request.h"

namespace plumb::charts {

enum class SparkGlyphs {
  kBlocks,  // ▁▂▃▄▅▆▇█
  kAscii,   // _.-=+*#@
};

// A letter a value from the least to the largest of a series, in at most `letters`; where there are
// more values than letters, a letter is that of several values in a row which is furthest from the
// mean, so that a spike stays. What is missing is a blank.
std::string Spark(const model::Series& series, DurationMs step, size_t letters, SparkGlyphs glyphs);

// A line a series: `web1 ▁▂▅█▃ 42 ms`; of a single series without its name.
// Errors: kNoData if there is no value.
Result<std::string> SparkText(Data data, const Request& request, SparkGlyphs glyphs);

}  // namespace plumb::charts
