// SPDX-License-Identifier: Apache-2.0
// CSV and TSV as an input of ReadAny: rows with a header (RFC 4180).
#pragma once

#include <string_view>
#include <vector>

#include "formats/read_any.h"

namespace plumb::formats {

// Long, where a column is called `value`: a row a sample, all other columns but the time are
// labels. Else wide: every numeric column is a series, named by its title (which may be
// `name{label="x"}`), and text columns are labels of all of them. The time column is found by its
// name or by what stands in it; without one the rows are counted.
Status ReadDelimited(ByteInput& in, char separator, const ReadOptions& options, ReadInput& input);

// Whether the first line of `head` is split by `separator`.
bool LooksDelimited(std::string_view head, char separator);

// The fields of the record at the start of `text`, which is moved behind it; quoted fields may hold
// separators, doubled quotes and newlines. `lines` is advanced by the lines it took.
// REQUIRES: !text.empty()
std::vector<std::string> TakeRecord(std::string_view& text, char separator, size_t& lines);

}  // namespace plumb::formats
