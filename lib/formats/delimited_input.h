// SPDX-License-Identifier: Apache-2.0
// CSV and TSV as an input format: rows with a header, whose columns table_columns.h tells apart by
// the first of them.
#pragma once

#include <string_view>

#include "formats/input_format.h"

namespace plumb::formats {

// So many rows are looked at before the first is handed on: what the columns are, whether dates
// begin with the day, whether decimals have a comma.
inline constexpr size_t kFirstRows = 1000;

// `separator` 0 is found out (record_reader.h). Without a column of times the rows are counted.
Status ReadDelimited(ByteInput& in, char separator, Reading& reading);

// Whether the first line of `head` is split by `separator`.
bool LooksDelimited(std::string_view head, char separator);

}  // namespace plumb::formats
