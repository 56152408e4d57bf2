#include "units/number_text.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "fmt/format.h"

namespace plumb::units {
namespace {

constexpr double kExactInteger = 1e15;  // below it v * 10^d still has its last digit
constexpr double kLargestFixed =
    1e21;  // from here on JavaScript, and so Grafana, writes an exponent
constexpr int kMostDecimals = 20;

double RoundHalfUp(double value, int decimals) {
  const double factor = std::pow(10.0, decimals);
  if (std::abs(value) * factor >= kExactInteger) return value;
  return std::floor(value * factor + 0.5) / factor;
}

std::string Fixed(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", RoundHalfUp(value, decimals), decimals);
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

void StripTrailingZeros(std::string& text) {
  if (text.find('.') == std::string::npos) return;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
}

}  // namespace

std::optional<std::string> SpecialText(double value) {
  if (std::isfinite(value)) return std::nullopt;
  return FormatGeneral(value);
}

std::string NumberText(double value, std::optional<int> decimals) {
  if (auto special = SpecialText(value)) return *special;
  if (std::abs(value) >= kLargestFixed) return FormatGeneral(value);
  if (decimals) return Fixed(value, std::clamp(*decimals, 0, kMostDecimals));
  if (value == std::floor(value)) return Fixed(value, 0);
  const double magnitude = std::floor(std::log10(std::abs(value)));
  constexpr double kTiny = -kMostDecimals + 2;
  if (magnitude < kTiny) return FormatGeneral(value);
  std::string text = Fixed(value, std::max(0, 2 - static_cast<int>(magnitude)));
  StripTrailingZeros(text);
  return text;
}

}  // namespace plumb::units
