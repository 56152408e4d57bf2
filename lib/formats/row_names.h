// SPDX-License-Identifier: Apache-2.0
// Which columns name the rows of a table without times: of `df` where file systems are mounted, of
// `ps` the command, and its number where commands come twice.
#pragma once

#include <string_view>
#include <vector>

#include "formats/table_columns.h"

namespace plumb::formats {

// Whether a column of this title has numbers that name a row and measure nothing: a PID.
bool IsIdTitle(std::string_view title);

// Columns among `columns.labels` that are enough to tell `rows` apart, as they stand: one that is
// called a name if there is any, else the one that is different most often, and as few others as
// needed. All of them where titles are made up.
std::vector<size_t> RowNames(const TableColumns& columns, const std::vector<TableRow>& rows);

}  // namespace plumb::formats
