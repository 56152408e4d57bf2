// SPDX-License-Identifier: Apache-2.0
// CSV and TSV as an input format: rows with a header, whose columns table_columns.h tells apart by
// the first of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/input_format.h"

namespace plumb::formats {

// So many rows are looked at before the first is handed on: what the columns are, whether dates
// begin with the day, whether decimals have a comma.
inline constexpr size_t kFirstRows = 1000;

// `separator` 0 is found out (record_reader.h). `titles` are those of a table that has none in its
// text; empty: the first row has them, unless it is data. Without a column of times the rows are
// counted, but where each has its own labels (a list of disks, of files) all are of one instant,
// now; a last row `total` that says only the sum of the others is left out there.
Status ReadDelimited(ByteInput& in, char separator, Reading& reading,
                     std::vector<std::string> titles = {});

// Whether the first line of `head` is split by `separator`.
bool LooksDelimited(std::string_view head, char separator);

}  // namespace plumb::formats
