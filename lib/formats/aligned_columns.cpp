#include "formats/aligned_columns.h"

#include <algorithm>

namespace plumb::formats {
namespace {

std::string Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::vector<size_t> StartsOf(std::string_view titles) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < titles.size(); ++i) {
    const bool after_gap = i == 0 || (i >= 2 && titles[i - 1] == ' ' && titles[i - 2] == ' ');
    if (titles[i] != ' ' && after_gap) starts.push_back(i);
  }
  return starts;
}

bool BeginsAt(std::string_view row, size_t start) {
  return start == 0 || start >= row.size() || (row[start - 1] == ' ' && row[start] != ' ');
}

}  // namespace

std::optional<AlignedColumns> FindAlignedColumns(std::string_view titles,
                                                 const std::vector<std::string_view>& rows) {
  AlignedColumns columns{.titles = {}, .starts = StartsOf(titles)};
  if (columns.starts.size() < 2 || columns.starts[0] != 0 || rows.empty()) return std::nullopt;
  columns.titles = SplitAt(titles, columns.starts);
  const auto has_blank = [](const std::string& title) {
    return title.find(' ') != std::string::npos;
  };
  if (std::none_of(columns.titles.begin(), columns.titles.end() - 1, has_blank))
    return std::nullopt;
  for (const std::string_view row : rows)
    for (const size_t start : columns.starts)
      if (!BeginsAt(row, start)) return std::nullopt;
  return columns;
}

std::vector<std::string> SplitAt(std::string_view line, const std::vector<size_t>& starts) {
  std::vector<std::string> cells;
  for (size_t i = 0; i < starts.size(); ++i) {
    const size_t begin = std::min(starts[i], line.size());
    const size_t end = i + 1 < starts.size() ? std::min(starts[i + 1], line.size()) : line.size();
    cells.push_back(Trimmed(line.substr(begin, end - begin)));
  }
  return cells;
}

}  // namespace plumb::formats
