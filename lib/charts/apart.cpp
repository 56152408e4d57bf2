#include "charts/apart.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace plumb::charts {
namespace {

size_t CountDistinct(const std::vector<std::string>& names) {
  return std::set<std::string_view>(names.begin(), names.end()).size();
}

// Bytes that words are made of; those of characters beyond ASCII are never parted.
bool InWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

struct Ends {
  size_t front = 0;
  size_t back = 0;
};

// What all names begin and end with, in whole words.
Ends CommonEnds(const std::vector<std::string_view>& names) {
  const std::string_view first = names.front();
  Ends ends = {first.size(), first.size()};
  for (const std::string_view name : names) {
    const auto front = std::mismatch(first.begin(), first.end(), name.begin(), name.end());
    ends.front = std::min(ends.front, static_cast<size_t>(front.first - first.begin()));
    const auto back = std::mismatch(first.rbegin(), first.rend(), name.rbegin(), name.rend());
    ends.back = std::min(ends.back, static_cast<size_t>(back.first - first.rbegin()));
  }
  while (ends.front > 0 && InWord(first[ends.front - 1])) --ends.front;
  while (ends.back > 0 && InWord(first[first.size() - ends.back])) --ends.back;
  return ends;
}

std::string WithoutEnds(std::string_view name, const Ends& ends) {
  constexpr std::string_view kEllipsis = "…";
  if (ends.front + ends.back >= name.size()) return std::string(name);
  std::string middle(name.substr(ends.front, name.size() - ends.front - ends.back));
  if (ends.front > 0) middle.insert(0, kEllipsis);
  if (ends.back > 0) middle += kEllipsis;
  return middle;
}

}  // namespace

std::vector<std::string> FitApart(const std::vector<std::string>& names, double size, double width,
                                  const Style& style) {
  std::vector<std::string> fitted;
  std::vector<std::string_view> cut;
  for (const std::string& name : names) {
    fitted.push_back(style.Fit(name, size, width));
    if (fitted.back() != name) cut.push_back(name);
  }
  const size_t distinct = CountDistinct(fitted);
  if (cut.empty() || distinct == CountDistinct(names)) return fitted;
  const Ends ends = CommonEnds(cut);
  std::vector<std::string> apart;
  for (size_t i = 0; i < names.size(); ++i)
    apart.push_back(fitted[i] == names[i] ? names[i]
                                          : style.Fit(WithoutEnds(names[i], ends), size, width));
  return CountDistinct(apart) > distinct ? apart : fitted;
}

}  // namespace plumb::charts
