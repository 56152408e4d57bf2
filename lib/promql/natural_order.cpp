#include "promql/natural_order.h"

#include <algorithm>

namespace plumb::promql {

namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Cuts the leading run of digits, or of anything else, off `text`.
std::string_view TakeRun(std::string_view& text) {
  const bool digits = IsDigit(text.front());
  size_t size = 1;
  while (size < text.size() && IsDigit(text[size]) == digits) ++size;
  const std::string_view run = text.substr(0, size);
  text.remove_prefix(size);
  return run;
}

std::string_view WithoutZeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// -1, 0 or 1. Numbers of any length; equal ones are told apart by their zeros in front.
int CompareRuns(std::string_view a, std::string_view b) {
  if (IsDigit(a.front()) && IsDigit(b.front())) {
    const std::string_view x = WithoutZeros(a);
    const std::string_view y = WithoutZeros(b);
    if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    if (const int order = x.compare(y); order != 0) return order < 0 ? -1 : 1;
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
  }
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

bool NaturalLess(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const int order = CompareRuns(TakeRun(a), TakeRun(b));
    if (order != 0) return order < 0;
  }
  return a.empty() && !b.empty();
}

}  // namespace plumb::promql
