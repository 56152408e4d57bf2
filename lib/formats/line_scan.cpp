#include "formats/line_scan.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "formats/number_scan.h"
#include "formats/time_scan.h"
#include "model/sample.h"

namespace plumb::formats {

namespace {

// The place of the last blank before `end`; 0 if there is none behind the first byte.
size_t LastBlank(std::string_view line, size_t end) {
  while (end > 0 && line[--end] != ' ') continue;
  return end;
}

// Where the second last blank is. `time`: what the line may well end with.
size_t EndOfSeries(std::string_view line, std::string_view time) {
  const bool known = !time.empty() && line.ends_with(time);
  return LastBlank(line, known ? line.size() - time.size() : LastBlank(line, line.size()));
}

}  // namespace

bool NumberScan::Read(std::string_view text, double& value, bool& has_time, Timestamp& time) {
  const char* p = text.data();
  const char* end = p + text.size();
  if (!ScanFloat(p, end, value)) return false;
  if (std::isnan(value)) value = std::bit_cast<double>(model::kNanBits);
  has_time = p != end;
  if (!has_time) return true;
  const std::string_view rest(p, static_cast<size_t>(end - p));
  if (rest != time_text_) {
    Timestamp read = 0;
    if (*p != ' ' || ++p == end || !ScanTime(p, end, rule_, read) || p != end) return false;
    time_ = read;
    time_text_ = rest;
  }
  time = time_;
  return true;
}

void ScanLines(std::string_view text, TimeRule rule, std::vector<ScannedLine>& lines) {
  NumberScan numbers(rule);
  std::string_view before;  // the series of the line before
  while (!text.empty()) {
    const auto* newline = static_cast<const char*>(std::memchr(text.data(), '\n', text.size()));
    const std::string_view line = text.substr(0, static_cast<size_t>(newline - text.data()));
    text.remove_prefix(line.size() + 1);
    ScannedLine& scanned = lines.emplace_back();
    scanned.begin = line.data();
    scanned.size = static_cast<uint32_t>(line.size());
    const bool same = !before.empty() && line.size() > before.size() &&
                      line[before.size()] == ' ' && line.starts_with(before);
    const size_t series = same ? before.size() : EndOfSeries(line, numbers.time_text());
    bool has_time = false;
    if (series == 0 ||
        !numbers.Read(line.substr(series + 1), scanned.value, has_time, scanned.time) ||
        !has_time) {
      before = {};
      continue;
    }
    scanned.series = static_cast<uint32_t>(series) & 0x7fffffff;
    scanned.same = same ? 1 : 0;
    before = line.substr(0, series);
  }
}

}  // namespace plumb::formats
