#include "units/duration_text.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "fmt/format.h"

namespace plumb::units {
namespace {

constexpr double kMostSeconds = 9e15;  // what fits an integer count of milliseconds

struct Word {
  int64_t ms;
  std::string_view name;
};
constexpr std::array<Word, 8> kWords = {{{31'536'000'000, "year"},
                                         {2'592'000'000, "month"},
                                         {604'800'000, "week"},
                                         {86'400'000, "day"},
                                         {3'600'000, "hour"},
                                         {60'000, "minute"},
                                         {1000, "second"},
                                         {1, "millisecond"}}};

int64_t WholeMs(double seconds) {
  if (seconds >= kMostSeconds) return static_cast<int64_t>(kMostSeconds) * 1000;
  return static_cast<int64_t>(std::floor(seconds * 1000 + 1e-6));
}

int64_t WholeSeconds(double seconds) {
  return WholeMs(seconds) / 1000;
}

}  // namespace

std::string DurationWords(double seconds, std::optional<int> decimals) {
  if (seconds < 0) return DurationWords(-seconds, decimals) + " ago";
  int64_t rest = WholeMs(seconds);
  int parts_left = 1 + decimals.value_or(0);
  std::string text;
  for (const Word& word : kWords) {
    if (parts_left <= 0) break;
    const int64_t count = rest / word.ms;
    if (count == 0 && text.empty()) continue;
    rest %= word.ms;
    text +=
        fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, word.name, count == 1 ? "" : "s");
    --parts_left;
  }
  return text.empty() ? "0 seconds" : text;
}

std::string HoursMinutesSeconds(double seconds) {
  if (seconds < 0) return HoursMinutesSeconds(-seconds) + " ago";
  const int64_t whole = WholeSeconds(seconds);
  return fmt::format("{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string DaysHoursMinutesSeconds(double seconds) {
  if (seconds < 0) return DaysHoursMinutesSeconds(-seconds) + " ago";
  const int64_t whole = WholeSeconds(seconds);
  return fmt::format("{} d {:02}:{:02}:{:02}", whole / 86400, whole / 3600 % 24, whole / 60 % 60,
                     whole % 60);
}

std::string ClockText(double milliseconds, std::optional<int> decimals) {
  if (milliseconds < 0) return '-' + ClockText(-milliseconds, decimals);
  const int64_t ms = WholeMs(milliseconds / 1000);
  const std::array<std::string, 4> parts = {
      fmt::format("{:02}h", ms / 3'600'000), fmt::format("{:02}m", ms / 60'000 % 60),
      fmt::format("{:02}s", ms / 1000 % 60), fmt::format("{:03}ms", ms % 1000)};
  const size_t first = ms >= 3'600'000 ? 0 : ms >= 60'000 ? 1 : ms >= 1000 ? 2 : 3;
  std::string text = parts[first];
  int left = decimals.value_or(3);
  for (size_t i = first + 1; i < parts.size() && left > 0; ++i, --left) text += ':' + parts[i];
  return text;
}

}  // namespace plumb::units
