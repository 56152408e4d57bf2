// SPDX-License-Identifier: Apache-2.0
// Rows and columns of text for people.
#pragma once

#include <string>
#include <vector>

namespace plumb::model {

struct TableColumn {
  std::string title;
  bool right = false;  // aligned right: numbers
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  // one cell a column
};

}  // namespace plumb::model
