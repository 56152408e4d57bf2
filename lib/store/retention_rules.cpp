#include "store/retention_rules.h"

#include <algorithm>

#include "encoding/byte_reader.h"
#include "encoding/crc32c.h"
#include "encoding/varint.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr std::string_view kRulesKey = "retention";
// For ever is 0 on disk: nothing is kept for no time at all.
constexpr uint64_t kForEver = 0;

void AppendKeep(std::string& out, KeepTime keep) {
  encoding::AppendVarint(out, keep ? static_cast<uint64_t>(*keep) : kForEver);
}

// nullopt: not a time.
std::optional<KeepTime> TakeKeep(encoding::ByteReader& in) {
  const uint64_t keep = in.Varint();
  if (!in.ok() || keep > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return keep == kForEver ? KeepTime() : KeepTime(static_cast<DurationMs>(keep));
}

bool IsResolution(uint64_t resolution) {
  return std::any_of(kRollupResolutions.begin(), kRollupResolutions.end(),
                     [&](DurationMs one) { return static_cast<uint64_t>(one) == resolution; });
}

std::optional<RetentionRule> TakeRule(encoding::ByteReader& in) {
  RetentionRule rule{.selector = std::string(in.Counted()), .raw = {}, .rollups = {}};
  const auto raw = TakeKeep(in);
  if (!raw) return std::nullopt;
  rule.raw = *raw;
  const uint64_t rollups = in.Varint();
  if (rollups > kRollupResolutions.size()) return std::nullopt;
  for (uint64_t i = 0; i < rollups; ++i) {
    const uint64_t resolution = in.Varint();
    const auto keep = TakeKeep(in);
    if (!keep || !IsResolution(resolution)) return std::nullopt;
    const auto distance = static_cast<DurationMs>(resolution);
    if (i > 0 && distance <= rule.rollups.back().resolution) return std::nullopt;
    rule.rollups.push_back({distance, *keep});
  }
  return rule;
}

}  // namespace

std::string EncodeRetentionRules(const RetentionRules& rules) {
  std::string body;
  body.push_back(static_cast<char>(kFormat));
  encoding::AppendVarint(body, rules.size());
  for (const RetentionRule& rule : rules) {
    encoding::AppendCounted(body, rule.selector);
    AppendKeep(body, rule.raw);
    encoding::AppendVarint(body, rule.rollups.size());
    for (const RollupRule& rollup : rule.rollups) {
      encoding::AppendVarint(body, static_cast<uint64_t>(rollup.resolution));
      AppendKeep(body, rollup.keep);
    }
  }
  std::string out;
  encoding::AppendLittle(out, encoding::Crc32c(body));
  return out + body;
}

std::optional<RetentionRules> DecodeRetentionRules(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  const auto checksum = in.Fixed<uint32_t>();
  if (!in.ok() || encoding::Crc32c(bytes.substr(4)) != checksum) return std::nullopt;
  if (in.Fixed<uint8_t>() != kFormat) return std::nullopt;
  RetentionRules rules;
  for (uint64_t left = in.Varint(); left > 0; --left) {
    auto rule = TakeRule(in);
    if (!rule) return std::nullopt;
    const auto same = [&](const RetentionRule& other) { return other.selector == rule->selector; };
    if (std::any_of(rules.begin(), rules.end(), same)) return std::nullopt;
    rules.push_back(*std::move(rule));
  }
  if (!in.AtEnd()) return std::nullopt;
  return rules;
}

Result<RetentionRules> LoadRetentionRules(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.meta, kRulesKey));
  if (!bytes) return RetentionRules{};
  auto rules = DecodeRetentionRules(*bytes);
  if (!rules)
    return DamagedError(txn.path(),
                        "its rules of retention make no sense, or were written by a newer plumb");
  return *std::move(rules);
}

Result<bool> HasSoundRetentionRules(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.meta, kRulesKey));
  return !bytes || DecodeRetentionRules(*bytes).has_value();
}

Status SaveRetentionRules(Transaction& txn, const Tables& tables, const RetentionRules& rules) {
  if (rules.empty()) return txn.Delete(tables.meta, kRulesKey);
  return txn.Put(tables.meta, kRulesKey, EncodeRetentionRules(rules));
}

}  // namespace plumb::store
