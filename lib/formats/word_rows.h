// SPDX-License-Identifier: Apache-2.0
// Tables as tools print them for people: words in columns with blanks between, perhaps under a line
// of titles (`df`, `vmstat 1 5`, `wc -l *`, `sort | uniq -c`), read as rows of a table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/byte_stream.h"

namespace plumb::formats {

// What the first lines of such a table say of it.
struct WordLayout {
  char separator = ' ';                    // between columns: runs of blanks, or a tab
  std::vector<std::string> titles;         // one a column; made up where no line has them
  std::unordered_set<std::string> others;  // lines before the first row; they may come again
  bool last_is_text = false;   // so the last column takes all words that a row has too many
  bool named_rows = false;     // the first column has no title; rows may end early (`free`)
  std::vector<size_t> starts;  // where columns begin, if not words but places tell them apart
  std::string date;            // that the times of day in the first column belong to (`sar`)
};

// nullopt if `head` begins with no such table: its rows have the same number of words in most
// lines, and some of them are numbers; without titles no more than two columns are text, so that a
// log is not taken for one.
std::optional<WordLayout> FindWordLayout(std::string_view head);

// The rows of a table, with tabs between the fields and without titles. Lines that are no row are
// empty, so that numbers of lines stay what they are.
class WordRows : public ByteInput {
 public:
  WordRows(ByteInput& in, WordLayout layout) : lines_(in), layout_(std::move(layout)) {}
  Result<size_t> Read(char* buffer, size_t size) override;

 private:
  void AppendRow(std::string_view line);

  LineReader lines_;
  WordLayout layout_;
  std::string ready_;
  size_t at_ = 0;
};

}  // namespace plumb::formats
