// SPDX-License-Identifier: Apache-2.0
// JSON objects of any shape as rows of a table: a key a column, `a.b` of an object in an object.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "formats/input_format.h"
#include "json/token_reader.h"

namespace plumb::formats {

// The columns are those of the first objects; what later ones have besides is left out, and so are
// arrays, and texts that are different nearly each time (messages, ids), which name nothing.
// Rows come with tabs between the fields and without titles.
class ObjectRows : public ByteInput {
 public:
  // `lines`: whether each object stands in a line of its own.
  ObjectRows(ByteInput& in, json::TokenReader::Lines lines, Reading& reading)
      : tokens_(in, lines), lines_(lines), reading_(reading) {}

  // Call once, before Read: reads the first objects.
  Result<std::vector<std::string>> ReadTitles();
  Result<size_t> Read(char* buffer, size_t size) override;

 private:
  struct Cell {
    std::string key;
    std::string text;
    bool is_text = false;
  };
  using Object = std::vector<Cell>;

  Result<bool> NextObject(Object& object);
  bool ReadMembers(const std::string& prefix, Object& object);
  bool ReadMember(const std::string& key, Object& object);
  [[nodiscard]] Status Refuse() const;
  void ChooseColumns();
  void AppendRow(const Object& object);

  json::TokenReader tokens_;
  const json::TokenReader::Lines lines_;
  Reading& reading_;
  std::vector<Object> first_;
  size_t next_first_ = 0;
  std::vector<std::string> columns_;
  std::string ready_;
  size_t at_ = 0;
};

}  // namespace plumb::formats
