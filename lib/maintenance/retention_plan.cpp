#include "maintenance/retention_plan.h"

#include <algorithm>

#include "encoding/fixed.h"
#include "promql/parser.h"
#include "store/series_search.h"
#include "store/tier.h"

namespace plumb::maintenance {

namespace {

using store::KeepTime;
using store::Level;
using store::RetentionRule;
using store::RetentionRules;
using store::SeriesId;

std::vector<std::string> SortedTexts(const model::Matchers& matchers) {
  std::vector<std::string> texts;
  for (const model::Matcher& matcher : matchers) texts.push_back(matcher.ToString());
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

// What the rule says of a level. Rollups that it asks for no more are kept as long as samples.
KeepTime KeepOf(const RetentionRule& rule, Level level) {
  const store::Tier* tier = store::TierOf(level);
  for (const store::RollupRule& rollup : rule.rollups)
    if (tier != nullptr && rollup.resolution == tier->resolution) return rollup.keep;
  return rule.raw;
}

}  // namespace

Result<model::Matchers> ParseRuleSelector(std::string_view selector) {
  if (selector.empty()) return model::Matchers();
  return promql::ParseSelector(selector);
}

Result<std::optional<size_t>> FindRule(const RetentionRules& rules,
                                       const model::Matchers& matchers) {
  const auto wanted = SortedTexts(matchers);
  for (size_t i = 0; i < rules.size(); ++i) {
    PLUMB_ASSIGN(const model::Matchers of_rule, ParseRuleSelector(rules[i].selector));
    if (SortedTexts(of_rule) == wanted) return std::optional(i);
  }
  return std::optional<size_t>();
}

Status PutRule(RetentionRules& rules, RetentionRule rule) {
  PLUMB_ASSIGN(const model::Matchers matchers, ParseRuleSelector(rule.selector));
  PLUMB_ASSIGN(const auto there, FindRule(rules, matchers));
  if (there) {
    rules[*there] = std::move(rule);
    return Ok();
  }
  const bool last = !rules.empty() && rules.back().selector.empty();
  rules.insert(last ? rules.end() - 1 : rules.end(), std::move(rule));
  return Ok();
}

Result<RetentionPlan> RetentionPlan::Make(store::Snapshot& snapshot, RetentionRules rules,
                                          Timestamp now) {
  RetentionPlan plan(std::move(rules), now);
  PLUMB_TRY(plan.Apply(snapshot));
  return plan;
}

Status RetentionPlan::Apply(store::Snapshot& snapshot) {
  PLUMB_ASSIGN(const store::NextIds next, store::LoadNextIds(*snapshot.txn, snapshot.tables()));
  end_ = next.series;
  if (rules_.empty() || rules_[0].selector.empty()) return Ok();
  rule_of_.assign(end_, kNoRule);
  for (uint16_t i = 0; i < rules_.size(); ++i) {
    PLUMB_ASSIGN(const model::Matchers matchers, ParseRuleSelector(rules_[i].selector));
    if (matchers.empty()) {
      std::replace(rule_of_.begin(), rule_of_.end(), kNoRule, i);
      break;
    }
    PLUMB_ASSIGN(const auto found, store::SearchSeries(snapshot, matchers));
    for (const store::FoundSeries& series : found)
      if (rule_of_[series.id] == kNoRule) rule_of_[series.id] = i;
  }
  return NoteTargets(snapshot);
}

Status RetentionPlan::NoteTargets(store::Snapshot& snapshot) {
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*snapshot.txn, snapshot.tables().series));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    const auto record = store::DecodeSeries(cursor.value());
    if (!record) return store::DamagedError(snapshot.txn->path(), "a series makes no sense");
    const uint16_t rule = RuleOf(encoding::LoadBig32(cursor.key().data()));
    for (const store::TargetId target : record->targets) {
      std::vector<uint16_t>& rules = rules_of_[target];
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

uint16_t RetentionPlan::RuleOf(SeriesId series) const {
  if (series >= end_ || rules_.empty()) return kNoRule;
  return rule_of_.empty() ? uint16_t{0} : rule_of_[series];
}

Timestamp RetentionPlan::HorizonByRule(uint16_t rule, Level level) const {
  if (rule == kNoRule) return model::kMinTime;
  const KeepTime keep = KeepOf(rules_[rule], level);
  return keep ? std::max(now_ - *keep, model::kMinTime) : model::kMinTime;
}

Timestamp RetentionPlan::HorizonOf(SeriesId series, Level level) const {
  return HorizonByRule(RuleOf(series), level);
}

Timestamp RetentionPlan::LatestHorizon(Level level) const {
  Timestamp latest = model::kMinTime;
  for (uint16_t i = 0; i < rules_.size(); ++i) latest = std::max(latest, HorizonByRule(i, level));
  return latest;
}

Timestamp RetentionPlan::EarliestHorizon(store::TargetId target, Level level) const {
  if (rule_of_.empty()) return LatestHorizon(level);
  const auto rules = rules_of_.find(target);
  // Nobody's end can be told from the scrapes of a target without series.
  if (rules == rules_of_.end()) return LatestHorizon(level);
  Timestamp earliest = model::kMaxTime;
  for (const uint16_t rule : rules->second)
    earliest = std::min(earliest, HorizonByRule(rule, level));
  return earliest;
}

bool RetentionPlan::WantsRollups(SeriesId series) const {
  const uint16_t rule = RuleOf(series);
  return rule != kNoRule && !rules_[rule].rollups.empty();
}

}  // namespace plumb::maintenance
