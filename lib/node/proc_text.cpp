#include "node/proc_text.h"

#include "base/number.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace plumb::node {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> Fields(std::string_view line) {
  std::vector<std::string_view> fields;
  size_t start = line.find_first_not_of(kBlank);
  while (start != std::string_view::npos) {
    const size_t end = std::min(line.find_first_of(kBlank, start), line.size());
    fields.push_back(line.substr(start, end - start));
    start = line.find_first_not_of(kBlank, end);
  }
  return fields;
}

std::string_view Trim(std::string_view text) {
  const size_t start = text.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlank) - start + 1);
}

std::optional<Halves> Cut(std::string_view text, char separator) {
  const size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return Halves{text.substr(0, at), text.substr(at + 1)};
}

Result<double> ParseNumber(std::string_view text, std::string_view where) {
  if (const auto value = ParseFloat(text)) return *value;
  return Error{Exit::kOutside, fmt::format("'{}' in {} is not a number", text, where)};
}

std::optional<double> ParseSysNumber(std::string_view text) {
  text = Trim(text);
  if (text.starts_with("0x")) return ParseHex(text.substr(2));
  return ParseFloat(text);
}

std::optional<double> ParseHex(std::string_view text) {
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return static_cast<double>(value);
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

}  // namespace plumb::node
