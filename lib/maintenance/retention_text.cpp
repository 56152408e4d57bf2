#include "maintenance/retention_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/byte_size.h"
#include "text/counted.h"
#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::maintenance {

namespace {

using store::KeepTime;
using store::RetentionRule;
using store::RetentionRules;
using store::RollupRule;

constexpr std::string_view kForEver = "forever";
constexpr std::string_view kEverySeries = "(every series)";
constexpr size_t kColumns = 3;

std::string KeepText(KeepTime keep) {
  return keep ? FormatDuration(*keep) : std::string(kForEver);
}

std::string RollupsText(const std::vector<RollupRule>& rollups) {
  std::string text;
  for (const RollupRule& rollup : rollups)
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", FormatDuration(rollup.resolution),
                        KeepText(rollup.keep));
  return text.empty() ? "none" : text;
}

std::string KeepJson(KeepTime keep) {
  return keep ? fmt::format("{}", *keep) : std::string("null");
}

// What the file gets back.
uint64_t FreedBytes(const store::RemovalCounts& counts) {
  return counts.freed - std::min(counts.freed, counts.written);
}

}  // namespace

Result<KeepTime> ParseKeep(std::string_view text) {
  if (text == kForEver) return KeepTime();
  const auto duration = ParseDurationOption(text);
  if (duration.ok() && *duration > 0) return KeepTime(*duration);
  return Error{
      Exit::kUsage,
      fmt::format("'{}' is no time to keep samples: a duration (36h, 30d, 1y) or forever", text)};
}

Result<RollupRule> ParseRollup(std::string_view text) {
  const size_t colon = text.find(':');
  const auto resolution = ParseDurationOption(text.substr(0, colon));
  const bool known = resolution.ok() &&
                     std::find(store::kRollupResolutions.begin(), store::kRollupResolutions.end(),
                               *resolution) != store::kRollupResolutions.end();
  if (!known)
    return Error{Exit::kUsage,
                 fmt::format("'{}' is no rollup: one every 5m or 1h, and how long to keep it "
                             "(5m:1y, 1h:forever)",
                             text)};
  RollupRule rule{.resolution = *resolution, .keep = {}};
  if (colon == std::string_view::npos) return rule;
  PLUMB_ASSIGN(rule.keep, ParseKeep(text.substr(colon + 1)));
  return rule;
}

std::string RulesTable(const RetentionRules& rules) {
  if (rules.empty()) return "";
  std::vector<std::array<std::string, kColumns>> lines = {{"SELECTOR", "RAW", "ROLLUPS"}};
  for (const RetentionRule& rule : rules)
    lines.push_back(
        {rule.selector.empty() ? std::string(kEverySeries) : text::ForTerminal(rule.selector),
         KeepText(rule.raw), RollupsText(rule.rollups)});
  std::array<size_t, kColumns> widths{};
  for (const auto& line : lines)
    for (size_t i = 0; i < kColumns; ++i)
      widths[i] = std::max(widths[i], text::DisplayWidth(line[i]));
  std::string out;
  for (const auto& line : lines) {
    for (size_t i = 0; i < kColumns; ++i) {
      out += line[i];
      if (i + 1 < kColumns) out.append(widths[i] - text::DisplayWidth(line[i]) + 2, ' ');
    }
    out += '\n';
  }
  return out;
}

std::string RulesJson(const RetentionRules& rules) {
  std::string out = "{\"rules\":[";
  for (const RetentionRule& rule : rules) {
    if (out.back() != '[') out += ',';
    out += "{\"selector\":";
    text::AppendJsonString(out, rule.selector);
    out += fmt::format(",\"raw_ms\":{},\"rollups\":[", KeepJson(rule.raw));
    for (const RollupRule& rollup : rule.rollups) {
      if (out.back() != '[') out += ',';
      out += fmt::format("{{\"resolution_ms\":{},\"keep_ms\":{}}}", rollup.resolution,
                         KeepJson(rollup.keep));
    }
    out += "]}";
  }
  return out + "]}\n";
}

std::string RemovalText(const RemovalSummary& removal, const TimeZone& zone) {
  const store::RemovedSamples& removed = removal.counts.removed;
  if (removed.samples == 0) return "nothing";
  return fmt::format("{} of {}, from {} to {}, {}", text::Counted(removed.samples, "sample"),
                     text::Counted(removal.series, "series", "series"),
                     FormatRfc3339(removed.oldest, zone), FormatRfc3339(removed.newest, zone),
                     ByteSizeText(FreedBytes(removal.counts)));
}

std::string RemovalJson(const RemovalSummary& removal) {
  const store::RemovedSamples& removed = removal.counts.removed;
  const auto time = [&](Timestamp t) {
    return removed.samples == 0 ? std::string("null") : fmt::format("{}", t);
  };
  return fmt::format("{{\"samples\":{},\"series\":{},\"from\":{},\"to\":{},\"bytes\":{}}}\n",
                     removed.samples, removal.series, time(removed.oldest), time(removed.newest),
                     FreedBytes(removal.counts));
}

}  // namespace plumb::maintenance
