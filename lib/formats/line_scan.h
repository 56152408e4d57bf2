// SPDX-License-Identifier: Apache-2.0
// What can be said of the lines of an exposition format by looking at each alone: where its series
// ends and which numbers follow. It needs nothing of the lines before, so that another thread than
// the one that reads them can do it ahead.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"
#include "formats/dialect.h"

namespace plumb::formats {

struct ScannedLine {
  const char* begin = nullptr;
  uint32_t size = 0;  // without the newline
  // The line is so many bytes, a blank, a value, a blank and a time. What the bytes are is not
  // said: a series as it stands there, or nothing that makes sense. 0: the line is another one.
  uint32_t series : 31 = 0;
  uint32_t same : 1 = 0;  // these bytes are those of the line before
  double value = 0;
  Timestamp time = 0;

  [[nodiscard]] std::string_view text() const { return {begin, size}; }
};

// `value [time]`, with one blank in between and nothing behind: what most lines end with. A time is
// looked at as bytes first: neighbours have the same mostly.
class NumberScan {
 public:
  explicit NumberScan(TimeRule rule) : rule_(rule) {}
  // False if the text is anything else. Every NaN is the same one. `time` stays as it is where
  // there is none.
  bool Read(std::string_view text, double& value, bool& has_time, Timestamp& time);
  // ` time` as it stood in the last text that had one.
  [[nodiscard]] std::string_view time_text() const { return time_text_; }

 private:
  TimeRule rule_;
  std::string time_text_;
  Timestamp time_ = 0;
};

// Whole lines, each with its newline. The lines look at the text.
void ScanLines(std::string_view text, TimeRule rule, std::vector<ScannedLine>& lines);

}  // namespace plumb::formats
