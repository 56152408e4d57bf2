#include "promql/literal.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "base/duration.h"
#include "base/number.h"
#include "promql/lexer.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

// The digits without underscores; nullopt where one does not stand between digits (or behind the
// prefix).
std::optional<std::string> WithoutUnderscores(std::string_view digits, bool prefixed) {
  std::string plain;
  char before = prefixed ? '0' : '.';
  for (const char c : digits) {
    const bool digit = c != '_' && IsAlphaNumeric(c);
    const bool after_digit = before != '_' && IsAlphaNumeric(before);
    if (c == '_' ? !after_digit : (before == '_' && !digit)) return std::nullopt;
    if (c != '_') plain += c;
    before = c;
  }
  if (before == '_') return std::nullopt;
  return plain;
}

// Go's strconv.ParseInt(text, 0, 64) without a sign.
std::optional<double> ParseWhole(std::string_view text) {
  int base = 10;
  bool prefixed = false;
  if (text.size() > 1 && text[0] == '0') {
    prefixed = true;
    const char letter = static_cast<char>(text[1] | 0x20);
    base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
    text.remove_prefix(letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1);
  }
  const std::optional<std::string> digits = WithoutUnderscores(text, prefixed);
  if (!digits) return std::nullopt;
  int64_t value = 0;
  const char* end = digits->data() + digits->size();
  const auto [rest, failed] = std::from_chars(digits->data(), end, value, base);
  if (failed != std::errc() || rest != end) return std::nullopt;
  return static_cast<double>(value);
}

Error BadNumber(std::string_view text, std::string_view why) {
  return {Exit::kUsage, fmt::format("error parsing number: strconv.ParseFloat: parsing {}: {}",
                                    text::GoQuote(text), why)};
}

}  // namespace

Result<double> ParseNumberLiteral(std::string_view text) {
  if (const std::optional<double> whole = ParseWhole(text)) return *whole;
  const std::optional<std::string> plain = WithoutUnderscores(text, false);
  const std::optional<double> value = plain ? ParseFloat(*plain) : std::nullopt;
  if (!value) return BadNumber(text, "invalid syntax");
  if (std::isinf(*value) && IsDigit(text.front() == '.' ? '0' : text.front())) {
    return BadNumber(text, "value out of range");
  }
  return *value;
}

Result<double> ParseDurationLiteral(std::string_view text) {
  PLUMB_ASSIGN(const DurationMs duration, ParseDuration(text));
  return static_cast<double>(duration) / static_cast<double>(kSecond);
}

}  // namespace plumb::promql
