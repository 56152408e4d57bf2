#include "check/breach.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>

#include "base/duration.h"
#include "base/number.h"
#include "promql/evaluation.h"
#include "report/words.h"
#include "units/number_text.h"

namespace plumb::check {

namespace {

using promql::BinaryOp;

// Beyond, a number of seconds is no duration that anybody reads (some 3000 years).
constexpr double kLongestSeconds = 1e11;

std::string NumberText(double value, NumberStyle style) {
  if (style == NumberStyle::kPlain || !(std::abs(value) < kLongestSeconds))
    return report::ShortNumber(value);
  // Seconds are enough for what lasts minutes.
  const double rounded = std::abs(value) >= 60 ? std::round(value) : value;
  const auto ms = static_cast<DurationMs>(std::round(std::abs(rounded) * 1000));
  return (value < 0 ? "-" : "") + FormatDuration(ms);
}

std::string_view Direction(BinaryOp op) {
  if (op == BinaryOp::kLess || op == BinaryOp::kLessEqual) return "over by";
  if (op == BinaryOp::kGreater || op == BinaryOp::kGreaterEqual) return "under by";
  return "off by";
}

std::string DistanceText(const Breach& breach, NumberStyle style) {
  const Distance distance = DistanceOf(breach);
  if (breach.op == BinaryOp::kNotEqual || !std::isfinite(distance.absolute)) return "";
  if (distance.absolute == 0) return ": just at the limit";
  const std::string by = style == NumberStyle::kPlain
                             ? units::NumberText(distance.absolute, std::nullopt)
                             : NumberText(distance.absolute, style);
  std::string text = fmt::format(": {} {}", Direction(breach.op), by);
  if (std::isfinite(distance.share))
    text += fmt::format(" ({} %)", units::NumberText(distance.share * 100, std::nullopt));
  return text;
}

}  // namespace

Distance DistanceOf(const Breach& breach) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  if (!breach.threshold) return {kNone, kNone};
  if (breach.op == BinaryOp::kNotEqual) return {0, 0};
  const double absolute = std::abs(breach.value - *breach.threshold);
  if (!std::isfinite(absolute)) return {kNone, kNone};
  if (absolute == 0) return {0, 0};
  return {absolute, *breach.threshold == 0 ? kNone : absolute / std::abs(*breach.threshold)};
}

NumberStyle StyleOf(const Side& threshold) {
  const auto* number = promql::As<promql::NumberLiteral>(promql::WithoutParens(*threshold.expr));
  return number != nullptr && number->as_duration ? NumberStyle::kDuration : NumberStyle::kPlain;
}

std::string Words(const Breach& breach, NumberStyle style, std::string_view verb) {
  std::string value = NumberText(breach.value, style);
  if (!breach.threshold)
    return fmt::format("{} {}, and there is nothing on the other side to compare it with", verb,
                       value);
  std::string threshold = NumberText(*breach.threshold, style);
  if (value == threshold && breach.value != *breach.threshold) {
    value = FormatGeneral(breach.value);
    threshold = FormatGeneral(*breach.threshold);
  }
  return fmt::format("{} {}, expected {} {}{}", verb, value, promql::BinaryOpText(breach.op),
                     threshold, DistanceText(breach, style));
}

}  // namespace plumb::check
