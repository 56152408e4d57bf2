#include "charts/category_names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace plumb::charts {
namespace {

// In two lines that are as equal as words allow.
std::vector<std::string> Wrapped(const std::string& name, double room, const Style& style) {
  const auto width = [&](const std::string& text) { return style.Width(text, style.label_size); };
  if (width(name) <= room) return {name};
  std::vector<std::string> best;
  double least = room;
  for (size_t i = 1; i + 1 < name.size(); ++i) {
    if (std::string_view(" -_/.:").find(name[i]) == std::string_view::npos) continue;
    const bool blank = name[i] == ' ';
    std::vector<std::string> lines = {name.substr(0, blank ? i : i + 1), name.substr(i + 1)};
    const double widest = std::max(width(lines[0]), width(lines[1]));
    if (widest > least) continue;
    least = widest;
    best = std::move(lines);
  }
  return best;
}

// In the room of their own category.
std::optional<NameLines> FitNames(const Categories& found, double room, const Style& style,
                                  bool whatever) {
  constexpr double kLeastKept = 0.6;
  NameLines names;
  std::set<std::string> shown;
  for (const Category& category : found.categories) {
    std::vector<std::string> lines = Wrapped(category.name, room, style);
    if (lines.empty()) {
      const double width = style.Width(category.name, style.label_size);
      if (!whatever && room < width * kLeastKept) return std::nullopt;
      lines = {style.Fit(category.name, style.label_size, room)};
    }
    std::string key;
    for (const std::string& line : lines) key += line + '\n';
    if (!shown.insert(key).second && !whatever) return std::nullopt;
    names.push_back(std::move(lines));
  }
  return names;
}

// Whole names, every second one a row lower, so that each has the room of two; nullopt if some
// would still meet.
std::optional<NameLines> Staggered(const Categories& found, const NameRoom& room,
                                   const Style& style) {
  constexpr size_t kRows = 2;
  std::array<double, kRows> taken = {-room.air, -room.air};
  NameLines names;
  for (size_t i = 0; i < found.categories.size(); ++i) {
    const std::string& name = found.categories[i].name;
    const double width = style.Width(name, style.label_size);
    const double left = room.left(i, name);
    if (left < taken[i % kRows] + room.air || left + width > room.right) return std::nullopt;
    taken[i % kRows] = left + width;
    names.push_back(i % kRows == 0 ? std::vector<std::string>{name}
                                   : std::vector<std::string>{"", name});
  }
  return names;
}

bool SomeAreCut(const NameLines& names, const Categories& found) {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i].size() == 1 && names[i].front() != found.categories[i].name) return true;
  return false;
}

}  // namespace

std::optional<NameLines> PlaceNames(const Categories& found, const NameRoom& room,
                                    const Style& style) {
  auto names = FitNames(found, std::floor(room.slot - room.air), style, room.whatever);
  if (names && !SomeAreCut(*names, found)) return names;
  if (auto whole = Staggered(found, room, style)) return whole;
  return names;
}

}  // namespace plumb::charts
