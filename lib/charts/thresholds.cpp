#include "charts/thresholds.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "base/number.h"
#include "text/suggest.h"

namespace plumb::charts {
namespace {

using scene::Role;

std::optional<scene::Ink> ColorOf(std::string_view text) {
  constexpr size_t kDigits = 6;
  if (text.size() != kDigits + 1 || text.front() != '#') return std::nullopt;
  uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + 1, end, number, 16);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return scene::Ink{Role::kExact, number};
}

Result<scene::Ink> InkOfWord(std::string_view word) {
  if (word == "ok" || word == "good") return scene::Ink{Role::kGood};
  if (word == "warning") return scene::Ink{Role::kWarning};
  if (word == "critical") return scene::Ink{Role::kCritical};
  if (const auto color = ColorOf(word)) return *color;
  constexpr std::string_view kWords[] = {"ok", "warning", "critical"};
  return Error{Exit::kUsage, "'" + std::string(word) + "' is no level" +
                                 text::DidYouMean(word, kWords) +
                                 " (there are ok, warning, critical, and colours as #d62728)"};
}

struct Parsed {
  Threshold threshold;
  bool named = false;
};

Result<Parsed> ParseOne(std::string_view text) {
  const size_t colon = std::min(text.find(':'), text.size());
  const auto value = ParseFloat(text.substr(0, colon));
  if (!value || !std::isfinite(*value))
    return Error{Exit::kUsage, "'" + std::string(text.substr(0, colon)) +
                                   "' is not a number (thresholds are as 80:warning,95:critical)"};
  Parsed parsed = {.threshold = {*value, {Role::kWarning}}, .named = colon < text.size()};
  if (parsed.named) {
    PLUMB_ASSIGN(parsed.threshold.ink, InkOfWord(text.substr(colon + 1)));
  }
  return parsed;
}

}  // namespace

Result<std::vector<Threshold>> ParseThresholds(std::string_view text) {
  std::vector<Parsed> all;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    PLUMB_ASSIGN(Parsed parsed, ParseOne(text.substr(0, comma)));
    all.push_back(parsed);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  std::stable_sort(all.begin(), all.end(), [](const Parsed& a, const Parsed& b) {
    return a.threshold.value < b.threshold.value;
  });
  if (all.size() > 1 && !all.back().named) all.back().threshold.ink = {Role::kCritical};
  std::vector<Threshold> thresholds;
  for (const Parsed& parsed : all) thresholds.push_back(parsed.threshold);
  return thresholds;
}

std::optional<scene::Ink> InkAt(const std::vector<Threshold>& thresholds, double value) {
  std::optional<scene::Ink> ink;
  for (const Threshold& threshold : thresholds)
    if (threshold.value <= value) ink = threshold.ink;
  return ink;
}

std::string_view SignOf(const std::optional<scene::Ink>& ink) {
  if (!ink) return "";
  if (ink->role == Role::kCritical) return "!!";
  return ink->role == Role::kWarning ? "!" : "";
}

}  // namespace plumb::charts
