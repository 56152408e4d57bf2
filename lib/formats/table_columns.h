// SPDX-License-Identifier: Apache-2.0
// What the columns of a table are: which is the time, which are values, labels, the metric's name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/cell_number.h"
#include "formats/cell_time.h"
#include "formats/measure.h"
#include "formats/table_options.h"
#include "model/labels.h"

namespace plumb::formats {

struct TableColumns {
  // A column of values, and the series of its title.
  struct Value {
    size_t column = 0;
    model::Labels series;
    MeasureKind kind = MeasureKind::kPlain;  // of the unit that stands behind its numbers
  };
  // A column in whose first rows nothing stands: it becomes one or the other when something does.
  std::vector<size_t> undecided;

  std::vector<std::string> titles;
  std::optional<size_t> time;
  std::optional<size_t> clock;  // the time of day, where `time` is only the date
  std::optional<size_t> name;
  std::vector<Value> values;
  std::vector<size_t> labels;
  // Of a table without times: those of `labels` that are enough to tell the rows apart, in the
  // order of the columns. All of them where columns have no titles of their own.
  std::vector<size_t> row_names;
};

using TableRow = std::vector<std::string>;

// Whether the first row is data: all of its cells are numbers or times, or those are that have
// numbers below them, and they are no years.
bool IsData(const TableRow& first, const std::vector<TableRow>& below);

// Long, where a column is called `value`: all others but the time are labels. Else wide: every
// numeric column is a series, named by its title (which may be `name{label="x"}`), and text columns
// are labels of all of them. The time column is found by its name or by what stands in it; a column
// of dates and one of times of day are one time. Numbers may have units behind them, all of a
// column of one kind (measure.h). What `options` say goes before. `rows` are the first ones, each
// as long as `titles`. An Error is of the options (Exit::kUsage).
Result<TableColumns> FindColumns(std::vector<std::string> titles, const std::vector<TableRow>& rows,
                                 const TableOptions& options, CellNumbers& numbers);

// `name{label="x"}` as the series it says, any other title as a name; nothing is no name.
model::Labels SeriesOfTitle(const std::string& title);

}  // namespace plumb::formats
