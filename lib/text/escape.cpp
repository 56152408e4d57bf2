#include "text/escape.h"

#include <utf8proc.h>

#include "fmt/format.h"
#include "text/utf8.h"

namespace plumb::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Calls visit(code_point, bytes) for each code point; an invalid byte is U+FFFD with that one byte.
template <typename Visit>
void ForEachCodePoint(std::string_view text, Visit visit) {
  size_t position = 0;
  while (position < text.size()) {
    const size_t start = position;
    const char32_t code_point = DecodeUtf8(text, position);
    visit(code_point, text.substr(start, position - start));
  }
}

// What DecodeUtf8 gives for a broken byte, and not a U+FFFD that was written out.
bool IsBrokenByte(char32_t code_point, std::string_view bytes) {
  return code_point == kReplacement && bytes.size() == 1;
}

// Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII space.
bool IsGoPrint(char32_t code_point) {
  if (code_point < 0x80) return code_point >= ' ' && code_point != 0x7F;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
      return false;
    default:
      return true;
  }
}

// The letters of the one-letter escapes of Go, and what they mean, at the same place.
constexpr std::string_view kEscapeLetters = "abfnrtv\\";
constexpr std::string_view kEscapeValues = "\a\b\f\n\r\t\v\\";

void AppendGoEscaped(std::string& out, char32_t code_point) {
  const size_t letter = code_point < 0x80 ? kEscapeValues.find(static_cast<char>(code_point))
                                          : std::string_view::npos;
  if (letter != std::string_view::npos) {
    out += '\\';
    out += kEscapeLetters[letter];
  } else if (code_point < 0x80) {
    out += fmt::format("\\x{:02x}", static_cast<uint32_t>(code_point));
  } else if (code_point < 0x10000) {
    out += fmt::format("\\u{:04x}", static_cast<uint32_t>(code_point));
  } else {
    out += fmt::format("\\U{:08x}", static_cast<uint32_t>(code_point));
  }
}

Error BadLiteral(std::string_view literal, std::string_view reason) {
  return {Exit::kUsage, fmt::format("invalid string {}: {}", ForTerminal(literal), reason)};
}

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

// The number in the first `digits` bytes of `text`; nullopt if they are not all digits of that
// base.
std::optional<uint32_t> ReadDigits(std::string_view text, size_t digits, uint32_t base) {
  if (text.size() < digits) return std::nullopt;
  uint32_t value = 0;
  for (const char c : text.substr(0, digits)) {
    const auto digit = static_cast<uint32_t>(DigitValue(c));
    if (digit >= base) return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

// Appends what an escape means and gives its length behind the backslash; 0 if it is none.
// `after` is what follows the backslash.
size_t UnescapeGo(std::string& out, std::string_view after, char quote) {
  if (after.empty()) return 0;
  const char c = after.front();
  if (c == quote) {
    out += c;
    return 1;
  }
  if (const size_t letter = kEscapeLetters.find(c); letter != std::string_view::npos) {
    out += kEscapeValues[letter];
    return 1;
  }
  if (c >= '0' && c <= '7') {
    const std::optional<uint32_t> byte = ReadDigits(after, 3, 8);
    if (!byte || *byte > 0xFF) return 0;
    out += static_cast<char>(*byte);
    return 3;
  }
  const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  const std::optional<uint32_t> value = ReadDigits(after.substr(1), digits, 16);
  if (digits == 0 || !value || *value > 0x10FFFF) return 0;
  if (c == 'x') {
    out += static_cast<char>(*value);
  } else {
    AppendUtf8(out, *value);  // a surrogate becomes U+FFFD, as in Prometheus
  }
  return 1 + digits;
}

bool IsBidiControl(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// The stand-in a terminal may show for `c`, or `c` itself.
char32_t Visible(char32_t c) {
  if (c < 0x20) return 0x2400 + c;  // the pictures of the control characters
  if (c == 0x7F) return 0x2421;
  const bool line_separator = c == 0x2028 || c == 0x2029;
  if ((c > 0x7F && c < 0xA0) || line_separator || IsBidiControl(c)) return kReplacement;
  return c;
}

// The Char production of XML 1.0.
bool IsXmlChar(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0xFFFE && c != 0xFFFF;
}

}  // namespace

void AppendLabelValue(std::string& out, std::string_view value) {
  size_t plain = 0;
  for (size_t i = value.find_first_of("\\\"\n"); i != std::string_view::npos;
       i = value.find_first_of("\\\"\n", plain)) {
    out += value.substr(plain, i - plain);
    out += '\\';
    out += value[i] == '\n' ? 'n' : value[i];
    plain = i + 1;
  }
  out += value.substr(plain);
}

void AppendHelp(std::string& out, std::string_view help) {
  for (const char c : help) {
    if (c == '\\' || c == '\n') out += '\\';
    out += c == '\n' ? 'n' : c;
  }
}

std::string GoQuote(std::string_view value) {
  std::string out = "\"";
  ForEachCodePoint(value, [&](char32_t code_point, std::string_view bytes) {
    if (IsBrokenByte(code_point, bytes)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
    } else if (code_point == '"') {
      out += "\\\"";
    } else if (code_point != '\\' && IsGoPrint(code_point)) {
      out += bytes;
    } else {
      AppendGoEscaped(out, code_point);
    }
  });
  out += '"';
  return out;
}

Result<std::string> GoUnquote(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) {
    return BadLiteral(literal, "it does not end with the quote it begins with");
  }
  const char quote = literal.front();
  const std::string_view body = literal.substr(1, literal.size() - 2);
  if (quote == '`') {
    if (body.find('`') != std::string_view::npos) return BadLiteral(literal, "a ` inside of `…`");
    return std::string(body);
  }
  if (quote != '"' && quote != '\'') return BadLiteral(literal, "it does not begin with a quote");
  std::string out;
  size_t position = 0;
  while (position < body.size()) {
    const char c = body[position++];
    if (c == '\n')
      return BadLiteral(literal, "a line ends inside of it; write \\n, or quote with `");
    if (c == quote) return BadLiteral(literal, "a quote inside of it; write a \\ before it");
    if (c != '\\') {
      out += c;
      continue;
    }
    const size_t length = UnescapeGo(out, body.substr(position), quote);
    if (length == 0) {
      return BadLiteral(literal,
                        fmt::format("unknown escape '\\{}' (to match a backslash, double it)",
                                    ForTerminal(body.substr(position, 1))));
    }
    position += length;
  }
  return out;
}

void AppendJsonString(std::string& out, std::string_view value) {
  out += '"';
  ForEachCodePoint(value, [&](char32_t code_point, std::string_view bytes) {
    if (code_point == '"' || code_point == '\\') {
      out += '\\';
      out += bytes;
    } else if (code_point == '\n') {
      out += "\\n";
    } else if (code_point == '\r') {
      out += "\\r";
    } else if (code_point == '\t') {
      out += "\\t";
    } else if (code_point < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(code_point));
    } else {
      AppendUtf8(out, code_point);
    }
  });
  out += '"';
}

void AppendCsvField(std::string& out, std::string_view value, char separator) {
  const char special[] = {separator, '"', '\n', '\r'};
  // Blanks at the ends are quoted too: some readers strip them otherwise.
  const bool blank_end = !value.empty() && (value.front() == ' ' || value.back() == ' ');
  if (!blank_end && value.find_first_of(std::string_view(special, 4)) == std::string_view::npos) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendXml(std::string& out, std::string_view value) {
  ForEachCodePoint(value, [&](char32_t code_point, std::string_view) {
    switch (code_point) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";  // not &apos;, which HTML 4 does not know
        break;
      case '\r':
        out += "&#13;";  // a bare one would be read as a newline
        break;
      default:
        if (IsXmlChar(code_point)) AppendUtf8(out, code_point);
    }
  });
}

std::string ForTerminal(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  ForEachCodePoint(
      value, [&](char32_t code_point, std::string_view) { AppendUtf8(out, Visible(code_point)); });
  return out;
}

}  // namespace plumb::text
