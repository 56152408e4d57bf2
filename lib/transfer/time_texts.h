// SPDX-License-Identifier: Apache-2.0
// The texts of times that many series share, written once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"

namespace plumb::transfer {

class TimeTexts {
 public:
  using Append = void (*)(std::string& out, Timestamp time);
  explicit TimeTexts(Append append) : append_(append) {}

  // REQUIRES before At: the times that are asked for
  void Use(const std::shared_ptr<const std::vector<Timestamp>>& times) {
    if (times_ == times) return;
    times_ = times;
    text_.clear();
    ends_.clear();
    for (const Timestamp time : *times) {
      append_(text_, time);
      ends_.push_back(text_.size());
    }
  }
  [[nodiscard]] std::string_view At(size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }
  // A time that is not shared.
  void AppendOne(std::string& out, Timestamp time) const { append_(out, time); }

 private:
  Append append_;
  std::shared_ptr<const std::vector<Timestamp>> times_;
  std::string text_;
  std::vector<size_t> ends_;
};

// Text on its way out, in pieces that are worth a write.
constexpr size_t kTextPiece = size_t{256} << 10;

}  // namespace plumb::transfer
