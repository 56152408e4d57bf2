#include "formats/name_escaping.h"

#include <fmt/core.h>

#include <optional>

#include "model/labels.h"
#include "text/utf8.h"

namespace plumb::formats {

namespace {

constexpr std::string_view kValuesPrefix = "U__";

bool IsLegacyChar(char32_t c, bool first) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':') return true;
  return !first && c >= '0' && c <= '9';
}

void EscapeOne(std::string& out, char32_t c, bool legacy, NameEscaping scheme) {
  switch (scheme) {
    case NameEscaping::kUnderscores:
      out.push_back(legacy ? static_cast<char>(c) : '_');
      return;
    case NameEscaping::kDots:
      if (c == '.') {
        out += "_dot_";
      } else if (c == '_' || !legacy) {
        out += "__";
      } else {
        out.push_back(static_cast<char>(c));
      }
      return;
    case NameEscaping::kValues:
      if (c == '_') {
        out += "__";
      } else if (legacy) {
        out.push_back(static_cast<char>(c));
      } else {
        out += fmt::format("_{:x}_", static_cast<uint32_t>(c));
      }
      return;
  }
}

std::string UnescapeDots(std::string_view name) {
  constexpr std::string_view kDot = "_dot_";
  std::string out;
  for (size_t i = 0; i < name.size();) {
    if (name.substr(i).starts_with(kDot)) {
      out.push_back('.');
      i += kDot.size();
    } else if (name.substr(i).starts_with("__")) {
      out.push_back('_');
      i += 2;
    } else {
      out.push_back(name[i++]);
    }
  }
  return out;
}

// The character of `_hex_` whose digits begin at `at`, which is moved behind it.
std::optional<char32_t> TakeHex(std::string_view name, size_t& at) {
  constexpr size_t kMostDigits = 6;
  uint32_t c = 0;
  for (size_t digits = 0; at < name.size(); ++at, ++digits) {
    const char d = name[at];
    if (d == '_' && digits > 0) break;
    const int value = d >= '0' && d <= '9'   ? d - '0'
                      : d >= 'a' && d <= 'f' ? d - 'a' + 10
                      : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                             : -1;
    if (value < 0 || digits == kMostDigits) return std::nullopt;
    c = c * 16 + static_cast<uint32_t>(value);
  }
  if (at >= name.size() || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
  ++at;
  return c;
}

std::optional<std::string> UnescapeValues(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size();) {
    if (name[i] != '_') {
      out.push_back(name[i++]);
      continue;
    }
    if (++i >= name.size()) return std::nullopt;
    if (name[i] == '_') {
      out.push_back('_');
      ++i;
      continue;
    }
    const auto c = TakeHex(name, i);
    if (!c) return std::nullopt;
    text::AppendUtf8(out, *c);
  }
  return out;
}

}  // namespace

std::string EscapeName(std::string_view name, NameEscaping scheme) {
  if (name.empty()) return "";
  // `dots` doubles the underscores of legacy names too, so that they can be undone.
  if (scheme != NameEscaping::kDots && model::IsLegacyMetricName(name)) return std::string(name);
  std::string out;
  if (scheme == NameEscaping::kValues) out = kValuesPrefix;
  for (size_t i = 0; i < name.size();) {
    const bool first = i == 0;
    const char32_t c = text::DecodeUtf8(name, i);
    EscapeOne(out, c, IsLegacyChar(c, first), scheme);
  }
  return out;
}

std::string UnescapeName(std::string_view name, NameEscaping scheme) {
  if (scheme == NameEscaping::kDots) return UnescapeDots(name);
  if (scheme == NameEscaping::kValues && name.starts_with(kValuesPrefix))
    return UnescapeValues(name.substr(kValuesPrefix.size())).value_or(std::string(name));
  return std::string(name);
}

}  // namespace plumb::formats
