#include "raster/dense_line.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plumb::raster {
namespace {

constexpr size_t kDense = 3;         // points in a column
constexpr size_t kLeastColumns = 8;  // of a stretch; less is not worth the other way

// The points of a column: run[first] .. run[last - 1].
struct Column {
  double x = 0;
  size_t first = 0;
  size_t last = 0;
};

bool CanBeDivided(const std::vector<scene::Point>& run) {
  if (run.size() < kDense * kLeastColumns) return false;
  // Numbers that whole columns can be told of.
  constexpr double kFar = 1e6;
  const auto near = [](const scene::Point& p) {
    return std::abs(p.x) < kFar && std::abs(p.y) < kFar;
  };
  return std::all_of(run.begin(), run.end(), near) &&
         std::is_sorted(run.begin(), run.end(),
                        [](const scene::Point& a, const scene::Point& b) { return a.x < b.x; });
}

std::vector<Column> ColumnsOf(const std::vector<scene::Point>& run) {
  std::vector<Column> columns;
  for (size_t i = 0; i < run.size(); ++i) {
    const double x = std::floor(run[i].x);
    if (columns.empty() || columns.back().x != x) columns.push_back({x, i, i});
    columns.back().last = i + 1;
  }
  return columns;
}

// The end of the dense stretch that begins with `begin`; `begin` where there is none.
size_t EndOfStretch(const std::vector<Column>& columns, size_t begin) {
  size_t end = begin;
  while (end < columns.size() && columns[end].last - columns[end].first >= kDense &&
         (end == begin || columns[end].x == columns[end - 1].x + 1))
    ++end;
  return end - begin >= kLeastColumns ? end : begin;
}

void Cover(Band& band, double y) {
  band.top = std::min(band.top, y);
  band.bottom = std::max(band.bottom, y);
}

void AddBands(const std::vector<scene::Point>& run, const std::vector<Column>& columns,
              size_t begin, size_t end, std::vector<Band>& bands) {
  for (size_t c = begin; c < end; ++c) {
    const Column& column = columns[c];
    Band band = {column.x, run[column.first].y, run[column.first].y};
    for (size_t i = column.first; i < column.last; ++i) Cover(band, run[i].y);
    if (c > begin) {
      // Where the line from the last column comes over the edge.
      const scene::Point& a = run[column.first - 1];
      const scene::Point& b = run[column.first];
      const double y = a.y + (column.x - a.x) / (b.x - a.x) * (b.y - a.y);
      Cover(bands.back(), y);
      Cover(band, y);
    }
    bands.push_back(band);
  }
}

}  // namespace

LineParts FindDenseParts(const std::vector<scene::Point>& run) {
  LineParts parts;
  size_t from = 0;  // the first point that is not yet in a part
  if (CanBeDivided(run)) {
    const std::vector<Column> columns = ColumnsOf(run);
    for (size_t c = 0; c < columns.size();) {
      const size_t end = EndOfStretch(columns, c);
      if (end == c) {
        ++c;
        continue;
      }
      AddBands(run, columns, c, end, parts.bands);
      const auto at = [&](size_t i) { return run.begin() + static_cast<std::ptrdiff_t>(i); };
      if (columns[c].first > from) parts.runs.emplace_back(at(from), at(columns[c].first + 1));
      from = columns[end - 1].last - 1;
      c = end;
    }
  }
  if (parts.bands.empty() || from + 1 < run.size())
    parts.runs.emplace_back(run.begin() + static_cast<std::ptrdiff_t>(from), run.end());
  return parts;
}

}  // namespace plumb::raster
