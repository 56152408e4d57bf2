// SPDX-License-Identifier: Apache-2.0
// Which times of a chunk each of its columns has a float at, while it is put together out of rows
// and segments in any order.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace plumb::store {

class ColumnPresence {
 public:
  ColumnPresence(size_t columns, size_t times)
      : times_(times), words_((times + 63) / 64), bits_(columns * words_) {}

  [[nodiscard]] bool Has(size_t column, size_t at) const {
    return ((bits_[column * words_ + at / 64] >> (at % 64)) & 1) != 0;
  }
  void Set(size_t column, size_t at) {
    bits_[column * words_ + at / 64] |= uint64_t{1} << (at % 64);
  }
  // Sets [first, first + count). False, and nothing is set, if one of them is there already.
  bool SetRun(size_t column, size_t first, size_t count) {
    const auto each = [&](auto visit) {
      for (size_t at = first, end = first + count; at < end;) {
        const size_t size = std::min(end - at, 64 - at % 64);
        if (!visit(bits_[column * words_ + at / 64], Ones(size) << (at % 64))) return false;
        at += size;
      }
      return true;
    };
    if (!each([](uint64_t word, uint64_t mask) { return (word & mask) == 0; })) return false;
    return each([](uint64_t& word, uint64_t mask) {
      word |= mask;
      return true;
    });
  }
  // The times that the column has nothing at, ascending.
  [[nodiscard]] std::vector<uint32_t> Absent(size_t column) const {
    std::vector<uint32_t> absent;
    for (size_t first = 0; first < times_; first += 64) {
      const uint64_t times = Ones(std::min<size_t>(times_ - first, 64));
      for (uint64_t missing = times & ~bits_[column * words_ + first / 64]; missing != 0;
           missing &= missing - 1)
        absent.push_back(static_cast<uint32_t>(first) +
                         static_cast<uint32_t>(std::countr_zero(missing)));
    }
    return absent;
  }

 private:
  // The lowest `count` bits; 0 < count <= 64.
  static uint64_t Ones(size_t count) { return ~uint64_t{0} >> (64 - count); }

  size_t times_;
  size_t words_;  // of 64 times, a column
  std::vector<uint64_t> bits_;
};

}  // namespace plumb::store
