#include "promql/literal_lexer.h"

#include "promql/lexer.h"
#include "text/utf8.h"

#include <fmt/format.h>

namespace plumb::promql {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

class Scanner {
 public:
  Scanner(std::string_view text, size_t& position) : text_(text), at_(position) {}

  [[nodiscard]] bool Is(std::string_view set) const {
    return at_ < text_.size() && set.find(text_[at_]) != std::string_view::npos;
  }
  bool Accept(std::string_view set) {
    if (!Is(set)) return false;
    ++at_;
    return true;
  }
  void AcceptRun(std::string_view set) {
    while (Accept(set)) {
    }
  }
  [[nodiscard]] bool AtEnd() const { return at_ >= text_.size(); }
  [[nodiscard]] bool AtWord() const { return !AtEnd() && IsAlphaNumeric(text_[at_]); }
  void Step() {
    if (!AtEnd()) ++at_;
  }

 private:
  std::string_view text_;
  size_t& at_;
};

// Digits with dots, underscores and exponents, as upstream's lexer takes them. What is not a number
// after all (`1__0`) is found when its value is read.
bool ScanNumber(Scanner& in) {
  std::string_view digits = kDigits;
  if (in.Accept("0") && in.Accept("xX")) {
    in.Accept("_");
    digits = kHexDigits;
  }
  const bool hex = digits.size() > kDigits.size();
  bool dot = in.Accept(".");
  bool exponent = false;
  while (!in.AtEnd()) {
    if (in.Accept(digits)) {
      in.AcceptRun(digits);
    } else if (in.Accept(".")) {
      if (dot || hex || in.Accept("_.")) return false;
      dot = true;
    } else if (in.Accept("eE")) {
      if (exponent) return false;
      exponent = true;
      in.Accept("+-");
      if (in.Accept("._eE") || in.AtEnd()) return false;
    } else if (in.Accept("_")) {
      if (in.Accept("._eE") || in.AtEnd()) return false;
    } else {
      break;
    }
  }
  return !in.AtWord();
}

// A unit, then more parts. Wrong units (`hs`) and orders are found when the value is read.
bool ScanDurationRest(Scanner& in) {
  if (!in.Accept("smhdwy")) return false;
  in.Accept("s");
  while (in.Is(kDigits)) {
    in.AcceptRun(kDigits);
    // A year can only come first.
    if (!in.Accept("smhdw")) return false;
    in.Accept("s");
  }
  if (!in.AtWord()) return true;
  in.Step();
  return false;
}

bool IsHexDigit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// As Go's %#U: the code point, and the character if it can be seen.
std::string CodePointText(char32_t c) {
  std::string text = fmt::format("U+{:04X}", static_cast<uint32_t>(c));
  if (c < 0x20 || c == 0x7f) return text;
  text += " '";
  text::AppendUtf8(text, c);
  text += '\'';
  return text;
}

// Behind a backslash.
std::string ScanEscape(std::string_view text, size_t& at, char quote) {
  if (at >= text.size()) return "escape sequence not terminated";
  size_t digits = 0;
  bool octal = false;
  const char c = text[at];
  if (std::string_view("abfnrtv\\").find(c) != std::string_view::npos || c == quote) {
    ++at;
    return "";
  }
  if (c >= '0' && c <= '7') {
    digits = 3;
    octal = true;
  } else if (c == 'x' || c == 'u' || c == 'U') {
    digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
    ++at;
  } else {
    return "unknown escape sequence " + CodePointText(text::DecodeUtf8(text, at));
  }
  uint64_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (at >= text.size()) return "escape sequence not terminated";
    const char32_t d = text::DecodeUtf8(text, at);
    if (!IsHexDigit(d) || (octal && d > '7')) {
      return "illegal character " + CodePointText(d) + " in escape sequence";
    }
    const uint64_t digit = d <= '9' ? d - U'0' : (d | 0x20u) - U'a' + 10;
    value = value * (octal ? 8 : 16) + digit;
  }
  const bool byte = octal || c == 'x';
  if (value > (byte ? 255u : 0x10FFFFu) || (value >= 0xD800 && value < 0xE000)) {
    return "escape sequence is an invalid Unicode code point";
  }
  return "";
}

}  // namespace

NumberForm ScanNumberOrDuration(std::string_view text, size_t& position) {
  Scanner in(text, position);
  if (ScanNumber(in)) return NumberForm::kNumber;
  return ScanDurationRest(in) ? NumberForm::kDuration : NumberForm::kBad;
}

std::string ScanString(std::string_view text, size_t& position) {
  const char quote = text[position++];
  const bool raw = quote == '`';
  while (position < text.size()) {
    const size_t before = position;
    const char32_t c = text::DecodeUtf8(text, position);
    if (c == 0xFFFD && position == before + 1) return "invalid UTF-8 rune";
    if (c == static_cast<char32_t>(quote)) return "";
    if (raw) continue;
    if (c == '\n') return "unterminated quoted string";
    if (c != '\\') continue;
    std::string error = ScanEscape(text, position, quote);
    if (!error.empty()) return error;
  }
  return raw ? "unterminated raw string" : "unterminated quoted string";
}

}  // namespace plumb::promql
