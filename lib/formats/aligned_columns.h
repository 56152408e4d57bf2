// SPDX-License-Identifier: Apache-2.0
// Columns that all begin where their titles do, as docker and kubectl print them: titles and cells
// may then have blanks inside ("MEM USAGE / LIMIT").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::formats {

struct AlignedColumns {
  std::vector<std::string> titles;
  std::vector<size_t> starts;  // the byte of a line at which each begins
};

// The columns under `titles`, with two blanks or more between them. nullopt where words tell
// columns apart as well (no title but the last has a blank inside), or where a row has a cell that
// begins elsewhere.
std::optional<AlignedColumns> FindAlignedColumns(std::string_view titles,
                                                 const std::vector<std::string_view>& rows);

// The cells of a line, without the blanks around them; "" where there is none.
std::vector<std::string> SplitAt(std::string_view line, const std::vector<size_t>& starts);

}  // namespace plumb::formats
