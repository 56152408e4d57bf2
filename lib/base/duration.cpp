#include "base/duration.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "fmt/format.h"

namespace plumb {
namespace {

struct Unit {
  std::string_view name;
  DurationMs ms;
  // Written only where it divides what is left: 90d reads better than 12w6d (common model/time.go).
  bool only_if_exact;
};

// In the order in which they may stand.
constexpr std::array<Unit, 7> kUnits = {{{"y", 365 * kDay, true},
                                         {"w", 7 * kDay, true},
                                         {"d", kDay, false},
                                         {"h", kHour, false},
                                         {"m", kMinute, false},
                                         {"s", kSecond, false},
                                         {"ms", 1, false}}};

// Prometheus keeps durations in an int64 of nanoseconds; what does not fit there is an error here
// too.
constexpr DurationMs kLargest = std::numeric_limits<int64_t>::max() / 1'000'000;

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// The number of leading bytes of `text` that are digits, or that are not.
size_t DigitsAhead(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && IsDigit(text[n])) ++n;
  return n;
}
size_t NonDigitsAhead(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && !IsDigit(text[n])) ++n;
  return n;
}

Error Invalid(std::string_view text, std::string_view reason) {
  return {Exit::kUsage, fmt::format("invalid duration '{}': {}", text, reason)};
}

Error OutOfRange(std::string_view text) {
  return Invalid(text, "longer than 292 years");
}

// Parses the number at the start of `rest`, moves past it, and gives nothing if it does not fit.
std::optional<int64_t> TakeNumber(std::string_view& rest) {
  int64_t value = 0;
  const size_t digits = DigitsAhead(rest);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + digits, value);
  rest.remove_prefix(digits);
  if (error != std::errc()) return std::nullopt;
  return value;
}

// `text` is what the user wrote, for messages; `rest` is what of it is to be read.
Result<DurationMs> ParseParts(std::string_view text, std::string_view rest) {
  if (rest.empty()) return Invalid(text, "it is empty; examples: 30s, 5m, 1h30m, 7d");
  if (rest == "0") return 0;
  DurationMs total = 0;
  size_t next_unit = 0;
  while (!rest.empty()) {
    if (!IsDigit(rest.front()))
      return Invalid(text, "expected a number before each unit, as in 1h30m");
    const std::optional<int64_t> count = TakeNumber(rest);
    const std::string_view name = rest.substr(0, NonDigitsAhead(rest));
    rest.remove_prefix(name.size());
    if (name.empty()) return Invalid(text, "the number has no unit (ms, s, m, h, d, w, y)");
    size_t unit = 0;
    while (unit < kUnits.size() && kUnits[unit].name != name) ++unit;
    if (unit == kUnits.size()) {
      return Invalid(text, fmt::format("unknown unit '{}' (units are ms, s, m, h, d, w, y)", name));
    }
    if (unit < next_unit) {
      return Invalid(text, "units must go from large to small, each once, as in 1d12h");
    }
    next_unit = unit + 1;
    if (!count || *count > (kLargest - total) / kUnits[unit].ms) return OutOfRange(text);
    total += *count * kUnits[unit].ms;
  }
  return total;
}

}  // namespace

Result<DurationMs> ParseDuration(std::string_view text) {
  return ParseParts(text, text);
}

Result<DurationMs> ParseDurationOption(std::string_view text) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), seconds, std::chars_format::fixed);
  const bool starts_a_number = !rest.empty() && (IsDigit(rest.front()) || rest.front() == '.');
  if (starts_a_number && end == rest.data() + rest.size()) {
    const double ms = std::round(seconds * 1000);
    if (error != std::errc() || ms > static_cast<double>(kLargest)) return OutOfRange(text);
    return negative ? -static_cast<DurationMs>(ms) : static_cast<DurationMs>(ms);
  }
  PLUMB_ASSIGN(const DurationMs parsed, ParseParts(text, rest));
  return negative ? -parsed : parsed;
}

std::string FormatDuration(DurationMs duration) {
  if (duration == 0) return "0s";
  std::string out;
  // Unsigned: the smallest int64 has no positive counterpart.
  auto left = static_cast<uint64_t>(duration);
  if (duration < 0) {
    out = "-";
    left = 0 - left;
  }
  for (const Unit& unit : kUnits) {
    const auto size = static_cast<uint64_t>(unit.ms);
    if (left < size || (unit.only_if_exact && left % size != 0)) continue;
    out += fmt::format("{}{}", left / size, unit.name);
    left %= size;
  }
  return out;
}

}  // namespace plumb
