// SPDX-License-Identifier: Apache-2.0
// Rows of CSV and TSV (RFC 4180), one at a time: quoted fields may hold separators, doubled quotes
// and newlines.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"

namespace plumb::formats {

struct Field {
  std::string_view text;  // without its quotes
  size_t column = 1;      // where it begins in the record, in bytes from 1
};

class RecordReader {
 public:
  // A record whose quotes do not close within so many bytes is one line with a stray quote.
  static constexpr size_t kMaxQuoted = 64u << 10;

  // `separator` 0 is found out from the first line: a comma, or a semicolon where those are more.
  RecordReader(ByteInput& in, char separator) : lines_(in), separator_(separator) {}

  // The next record; false at the end. Lines with nothing in them are passed over.
  Result<bool> Next();
  // Of the record that Next gave. Valid until the next call.
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] size_t line() const { return line_; }  // its first
  // A quote opens in the record and does not close: its fields are those of the one line.
  [[nodiscard]] bool unclosed() const { return unclosed_; }
  // Whether there was a newline behind it.
  [[nodiscard]] bool terminated() const { return terminated_; }
  [[nodiscard]] char separator() const { return separator_; }
  // Whether the next line is at hand, so that Next does not wait for it.
  [[nodiscard]] bool HasLine() const { return again_ < pushed_back_.size() || lines_.HasLine(); }

 private:
  Result<bool> NextLine(std::string_view& line);
  Result<bool> JoinLines();
  bool Split();
  void SplitPlain();

  LineReader lines_;
  char separator_;
  std::vector<Field> fields_;
  std::string_view text_;
  size_t line_ = 0;
  size_t next_line_ = 1;
  bool unclosed_ = false;
  bool terminated_ = false;
  std::string joined_;       // a record of several lines
  std::string unquoted_;     // fields with doubled quotes; never reallocated in a record
  std::string pushed_back_;  // lines that were read for a quote that did not close
  size_t again_ = 0;         // the place in it
};

// What stands between the fields of a table that begins with `line`: a comma, or a semicolon.
char FindSeparator(std::string_view line);

}  // namespace plumb::formats
