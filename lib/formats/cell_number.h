// SPDX-License-Identifier: Apache-2.0
// The numbers in the columns of a table, with a decimal point or a decimal comma.
#pragma once

#include <string>
#include <string_view>

namespace plumb::formats {

// Whether a cell says that there is no value: nothing, or null.
bool IsAbsent(std::string_view cell);

// A file has one or the other. Without being told, the first numbers that have one decide; in a
// table whose fields have commas between, it is the point. Thousands may be grouped where both
// marks stand, in `1.234,50` and `1,234.50`. `1.234` alone would be another number for whoever
// reads it than for whoever wrote it, so where the decimal is a comma it is refused.
class CellNumbers {
 public:
  // `decimal` is '.', ',' or 0 to find it out.
  explicit CellNumbers(char decimal) : decimal_(decimal) {}

  // Looks at a cell of the first rows.
  void Look(std::string_view cell);
  // False if the cell is no number.
  bool Read(std::string_view cell, double& value);
  // What it reads, for people.
  [[nodiscard]] std::string_view what() const {
    return decimal_ == ',' ? "a number with a decimal comma" : "a number";
  }

 private:
  bool ReadWithComma(std::string_view cell, double& value);
  bool ReadGrouped(std::string_view cell, char decimal, double& value);
  char decimal_;
  std::string scratch_;
};

}  // namespace plumb::formats
