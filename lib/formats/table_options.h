// SPDX-License-Identifier: Apache-2.0
// What a user says of the columns of a table (CSV, TSV); what is not said is found out.
#pragma once

#include <string>
#include <vector>

namespace plumb::formats {

// A column is named by its title, else by its number from 1.
struct TableOptions {
  std::string time;
  std::vector<std::string> values;  // COLUMN, or COLUMN=METRIC
  std::vector<std::string> labels;  // the columns that are labels; none: those of text
  std::string name_column;          // that holds the name of the metric
  std::string name;                 // of the metric, where one column holds the values
  std::string time_format;          // a format of strptime(3), or s, ms, us, ns (time_format.h)
  std::string decimal;              // "." or ","; "" is found out
  bool no_header = false;           // the first row is data already

  // Whether something was said that only a table can have. `name` is not such a thing.
  [[nodiscard]] bool empty() const {
    return time.empty() && values.empty() && labels.empty() && name_column.empty() &&
           time_format.empty() && decimal.empty() && !no_header;
  }
};

}  // namespace plumb::formats
