// SPDX-License-Identifier: Apache-2.0
// The values of a window in order, while it moves over a series.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace plumb::promql {

// Moves cost a search and what lies between the two places; no value may be NaN.
class SortedWindow {
 public:
  explicit SortedWindow(size_t longest) : sorted_(longest) {}

  [[nodiscard]] std::span<const double> values() const { return {sorted_.data(), count_}; }
  void Clear() { count_ = 0; }

  // REQUIRES: room
  void Insert(double value) {
    const size_t at = Find(value);
    std::move_backward(At(at), At(count_), At(count_ + 1));
    sorted_[at] = value;
    ++count_;
  }
  // REQUIRES: it is there
  void Remove(double value) {
    const size_t at = Find(value);
    std::move(At(at + 1), At(count_), At(at));
    --count_;
  }
  // REQUIRES: `old` is there
  void Replace(double old, double value) {
    const size_t from = Find(old);
    const size_t to = Find(value);
    if (to > from) {
      std::move(At(from + 1), At(to), At(from));
      sorted_[to - 1] = value;
    } else {
      std::move_backward(At(to), At(from), At(from + 1));
      sorted_[to] = value;
    }
  }

 private:
  double* At(size_t index) { return sorted_.data() + index; }

  // The first that is not less. Without branches: where it goes is as good as random.
  [[nodiscard]] size_t Find(double value) const {
    const double* base = sorted_.data();
    size_t left = count_;
    while (left > 1) {
      const size_t half = left / 2;
      base += base[half - 1] < value ? half : 0;
      left -= half;
    }
    const auto at = static_cast<size_t>(base - sorted_.data());
    return at + (left == 1 && *base < value ? 1 : 0);
  }

  std::vector<double> sorted_;
  size_t count_ = 0;
};

}  // namespace plumb::promql
