#include "text/suggest.h"

#include <algorithm>
#include <vector>

namespace plumb::text {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Optimal string alignment distance (Damerau-Levenshtein without editing a swapped pair again).
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1);  // the row before `above`
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
                           Lower(a[i - 2]) == Lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

bool BeginsWith(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

}  // namespace

std::optional<std::string> Nearest(std::string_view word,
                                   std::span<const std::string_view> candidates) {
  std::optional<std::string> nearest;
  size_t smallest = std::max<size_t>(1, word.size() / 3);
  bool goes_on = false;  // the nearest begins with the word
  for (const std::string_view candidate : candidates) {
    const size_t longer = std::max(word.size(), candidate.size());
    const size_t shorter = std::min(word.size(), candidate.size());
    if (longer - shorter > smallest) continue;  // the distance is at least this
    const size_t distance = EditDistance(word, candidate);
    const bool begins = BeginsWith(candidate, word);
    const bool nearer = distance < smallest || !nearest || (begins && !goes_on);
    // A word of which no letter remains is not a misspelling ("x" for "y").
    if (distance > smallest || !nearer || distance >= longer) continue;
    smallest = distance;
    goes_on = begins;
    nearest = candidate;
  }
  return nearest;
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::optional<std::string> nearest = Nearest(word, candidates);
  if (!nearest) return "";
  return ", did you mean '" + *nearest + "'?";
}

}  // namespace plumb::text
