// SPDX-License-Identifier: Apache-2.0
// The lines of an input that could not be taken: how many, and the first few with their reasons.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::formats {

struct Reject {
  size_t line = 0;    // from 1
  size_t column = 0;  // from 1, in bytes
  std::string reason;
  std::string text;        // the line, cut where it is long
  size_t text_column = 1;  // that `text` begins with
};

struct RejectLog {
  static constexpr size_t kKept = 5;

  uint64_t count = 0;
  std::vector<Reject> first;  // at most kKept

  void Add(size_t line, size_t column, std::string_view reason, std::string_view text,
           size_t text_column = 1);
  // One line for people: "3 lines rejected: line 2:7: expected a value; line 5:1: …". "" for none.
  [[nodiscard]] std::string Summary() const;
};

// `line:column: reason`, the line, and a caret under the column; long lines are cut around it.
std::string DescribeReject(const Reject& reject);

}  // namespace plumb::formats
