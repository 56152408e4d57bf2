// SPDX-License-Identifier: Apache-2.0
// Which series the values of a row of a table belong to: rows with the same words have the same
// ones, and those of the row before are found at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/record_reader.h"
#include "formats/table_columns.h"
#include "model/labels.h"

namespace plumb::formats {

class RowSeries {
 public:
  // The series of one set of words: a number a column of values, and the sink's for it.
  struct Group {
    std::vector<model::Labels> labels;
    std::vector<uint32_t> memos;
  };
  enum class Each {
    kKey,  // rows with the same words are samples of the same series
    kRow,  // a row is a series of its own; one whose words were there before has a label `row`
  };

  // Both must outlive it, and are looked at with each row.
  RowSeries(const std::vector<std::string>& titles, const TableColumns& columns)
      : titles_(titles), columns_(columns) {}

  // Those of a row; nullptr if its words are not UTF-8. Valid until the next call.
  Group* Find(const std::vector<Field>& cells, size_t line, Each each);

  // What is known is of no use any more: the columns have changed.
  void Forget();

 private:
  static constexpr size_t kMostGroups = 1u << 18;  // then they are found anew

  void AppendKey(std::string_view cell);
  [[nodiscard]] bool IsKeyOf(const std::vector<Field>& cells) const;
  bool Fill(const std::vector<Field>& cells, const std::string& row, Group& group) const;

  const std::vector<std::string>& titles_;
  const TableColumns& columns_;
  std::unordered_map<std::string, Group> groups_;  // by their words
  std::string key_;                                // of the last row
  Group* last_ = nullptr;                          // of key_
};

}  // namespace plumb::formats
