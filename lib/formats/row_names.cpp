#include "formats/row_names.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "fmt/format.h"
#include "text/lower.h"

namespace plumb::formats {
namespace {

constexpr std::array<std::string_view, 7> kIds = {"pid", "ppid", "tgid", "tid",
                                                  "lwp", "uid",  "gid"};
constexpr std::array<std::string_view, 9> kNames = {
    "name", "names", "mounted on", "mountpoint", "target", "command", "cmd", "comm", "args"};

template <typename Words>
bool IsAmong(const Words& words, std::string_view title) {
  return std::find(words.begin(), words.end(), text::Lower(title)) != words.end();
}

size_t Distinct(const std::vector<TableRow>& rows, const std::vector<size_t>& columns) {
  std::set<std::string> keys;
  for (const TableRow& row : rows) {
    std::string key;
    for (const size_t column : columns) key.append(row[column]).push_back('\0');
    keys.insert(std::move(key));
  }
  return keys.size();
}

// Of columns that tell as many rows apart, the first one; numbers of things say less than words.
size_t Best(const TableColumns& columns, const std::vector<TableRow>& rows) {
  for (const size_t column : columns.labels)
    if (IsAmong(kNames, columns.titles[column]) && Distinct(rows, {column}) * 2 > rows.size())
      return column;
  size_t best = columns.labels.front();
  size_t most = 0;
  for (const size_t column : columns.labels) {
    const size_t distinct = IsIdTitle(columns.titles[column]) ? 1 : Distinct(rows, {column});
    if (distinct <= most) continue;
    best = column;
    most = distinct;
  }
  return best;
}

}  // namespace

bool IsIdTitle(std::string_view title) {
  return IsAmong(kIds, title);
}

std::vector<size_t> RowNames(const TableColumns& columns, const std::vector<TableRow>& rows) {
  const auto made_up = [&](size_t column) {
    return columns.titles[column] == fmt::format("column {}", column + 1);
  };
  if (columns.labels.empty() || std::any_of(columns.labels.begin(), columns.labels.end(), made_up))
    return columns.labels;
  std::vector<size_t> names = {Best(columns, rows)};
  for (size_t known = Distinct(rows, names); known < rows.size();) {
    size_t next = 0;
    size_t most = known;
    for (const size_t column : columns.labels) {
      std::vector<size_t> more = names;
      more.push_back(column);
      const size_t distinct = Distinct(rows, more);
      if (distinct <= most) continue;
      next = column;
      most = distinct;
    }
    if (most == known) break;
    names.push_back(next);
    known = most;
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace plumb::formats
