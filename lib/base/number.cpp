#include "base/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace plumb {

namespace {

// The longest fixed form: 309 digits before the point, or 0. and 324+17 behind it.
constexpr size_t kBuffer = 400;

bool AppendSpecial(std::string& out, double v) {
  if (std::isnan(v)) {
    out += "NaN";
    return true;
  }
  if (std::isinf(v)) {
    out += v > 0 ? "+Inf" : "-Inf";
    return true;
  }
  return false;
}

template <typename... Format>
void AppendChars(std::string& out, double v, Format... format) {
  std::array<char, kBuffer> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v, format...).ptr;
  out.append(buffer.data(), end);
}

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (Lower(text[i]) != lower[i]) return false;
  return true;
}

// Whether a decimal literal that from_chars found out of range is too large rather than too small:
// the exponent of its first significant digit decides.
bool Overflows(std::string_view digits) {
  int64_t exponent = 0;
  const size_t e = digits.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view power = digits.substr(e + 1);
    if (!power.empty() && power[0] == '+') power.remove_prefix(1);
    if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc{})
      exponent = power[0] == '-' ? std::numeric_limits<int32_t>::min()
                                 : std::numeric_limits<int32_t>::max();
    digits = digits.substr(0, e);
  }
  const size_t point = std::min(digits.find('.'), digits.size());
  const size_t first = digits.find_first_not_of("0.");
  if (first == std::string_view::npos) return false;
  const int64_t place =
      first < point ? static_cast<int64_t>(point - first) : -static_cast<int64_t>(first - point);
  return exponent + place > 0;
}

}  // namespace

// Go's 'g' with shortest digits takes an exponent below 1e-4 and from 1e6 on (strconv: eprec = 6),
// which is what to_chars' general form does.
void AppendGeneral(std::string& out, double v) {
  if (!AppendSpecial(out, v)) AppendChars(out, v, std::chars_format::general);
}

void AppendFixed(std::string& out, double v) {
  if (!AppendSpecial(out, v)) AppendChars(out, v, std::chars_format::fixed);
}

namespace {

// Whole numbers, and decimals of up to three digits: of up to 15 digits no two decimals are the
// same double, so the digits are the shortest without a search for them. False, and nothing is
// written, for all others.
bool AppendShort(std::string& out, double v) {
  constexpr double kMost = 1e12;
  constexpr int64_t kScale = 1000;
  if (!(std::fabs(v) < kMost) || (v == 0 && std::signbit(v))) return false;
  const auto scaled = static_cast<int64_t>(v * kScale + (v < 0 ? -0.5 : 0.5));
  if (static_cast<double>(scaled) / kScale != v) return false;
  const uint64_t size = static_cast<uint64_t>(scaled < 0 ? -scaled : scaled);
  std::array<char, 24> buffer;
  char* at = buffer.data();
  if (scaled < 0) *at++ = '-';
  at = std::to_chars(at, buffer.data() + buffer.size(), size / kScale).ptr;
  if (auto rest = static_cast<unsigned>(size % kScale); rest != 0) {
    *at++ = '.';
    for (unsigned place = kScale / 10; rest != 0; rest %= place, place /= 10)
      *at++ = static_cast<char>('0' + rest / place);
  }
  out.append(buffer.data(), at);
  return true;
}

}  // namespace

void AppendJson(std::string& out, double v) {
  if (AppendShort(out, v) || AppendSpecial(out, v)) return;
  const double size = std::abs(v);
  const bool scientific = size != 0 && (size < 1e-6 || size >= 1e21);
  AppendChars(out, v, scientific ? std::chars_format::scientific : std::chars_format::fixed);
}

void AppendOpenMetrics(std::string& out, double v) {
  if (AppendSpecial(out, v)) return;
  const size_t start = out.size();
  AppendChars(out, v, std::chars_format::general);
  if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
}

std::string FormatGeneral(double v) {
  std::string out;
  AppendGeneral(out, v);
  return out;
}

std::string FormatFixed(double v) {
  std::string out;
  AppendFixed(out, v);
  return out;
}

std::optional<double> ParseFloat(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  if (text[0] > '9') {
    if (EqualsIgnoringCase(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
    if (EqualsIgnoringCase(text, "inf") || EqualsIgnoringCase(text, "infinity")) {
      const double infinity = std::numeric_limits<double>::infinity();
      return negative ? -infinity : infinity;
    }
    return std::nullopt;
  }
  if (text[0] == '-' || text[0] == '+') return std::nullopt;
  double v = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, v);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc::result_out_of_range)
    v = Overflows(text) ? std::numeric_limits<double>::infinity() : 0;
  return negative ? -v : v;
}

std::optional<int64_t> ParseInt(std::string_view text) {
  int64_t v = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, v);
  if (stop != end || error != std::errc{}) return std::nullopt;
  return v;
}

void AppendInt(std::string& out, int64_t v) {
  const fmt::format_int text(v);
  out.append(text.data(), text.size());
}

}  // namespace plumb
