#include "base/byte_size.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace plumb {

namespace {

constexpr std::array<std::string_view, 5> kUnits = {"", "K", "M", "G", "T"};

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

// How often 1024 is taken; -1 for what is no unit.
int PowerOf(std::string_view unit) {
  if (unit.empty()) return 0;
  const std::string upper = Upper(unit);
  for (size_t i = 0; i < kUnits.size(); ++i) {
    const std::string letter(kUnits[i]);
    if (upper == letter + "B" || (i > 0 && (upper == letter + "IB" || upper == letter)))
      return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

Result<uint64_t> ParseByteSize(std::string_view text) {
  uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  const auto digits = static_cast<size_t>(end - text.data());
  const int power = error == std::errc() ? PowerOf(text.substr(digits)) : -1;
  if (power < 0)
    return Error{Exit::kUsage, fmt::format("'{}' is no size in bytes, like 512KB or 64MB", text)};
  const int shift = 10 * power;
  if (bytes > (UINT64_MAX >> shift))
    return Error{Exit::kUsage, fmt::format("'{}' is too large a size", text)};
  return bytes << shift;
}

std::string ByteSizeText(uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  size_t unit = 0;
  auto size = static_cast<double>(bytes);
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  std::string number = fmt::format("{:.1f}", size);
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return fmt::format("{} {}iB", number, kUnits[unit]);
}

}  // namespace plumb
