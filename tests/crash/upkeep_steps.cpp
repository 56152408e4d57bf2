#include "crash/upkeep_steps.h"

#include <memory>
#include <set>

#include "maintenance/retention_plan.h"
#include "maintenance/retention_text.h"

namespace plumb::crash {

namespace {

// As plumb-store retain is given them.
struct RuleText {
  const char* selector;
  const char* raw;
  std::vector<const char*> rollups;
};

RuleText TextOf(size_t number, size_t variant) {
  const bool first = variant == 0;
  switch (number) {
    case 0:
      return {"storm_brief", first ? "1d" : "30h", {}};
    case 1:
      return {
          R"({job="rolled"})", first ? "3d" : "5d",
          first ? std::vector<const char*>{"5m:10d", "1h:30d"} : std::vector<const char*>{"1h"}};
    default:
      return {R"({job="raw"})", first ? "2d" : "4d", {}};
  }
}

// The end of the hour or day that a time is in.
Timestamp PeriodEnd(Timestamp time, DurationMs length) {
  return time - time % length + length;
}

struct CheckedRule {
  model::Matchers matchers;
  store::KeepTime keep;
};

// How long a series is kept; nullopt: for ever.
store::KeepTime KeepOf(const std::vector<CheckedRule>& rules, const model::Labels& labels) {
  for (const CheckedRule& rule : rules)
    if (model::MatchesAll(rule.matchers, labels)) return rule.keep;
  return std::nullopt;
}

std::vector<CheckedRule> Check(const store::RetentionRules& rules) {
  std::vector<CheckedRule> checked;
  for (const store::RetentionRule& rule : rules) {
    auto matchers = maintenance::ParseRuleSelector(rule.selector);
    PLUMB_ASSERT(matchers.ok());
    checked.push_back({*std::move(matchers), rule.raw});
  }
  return checked;
}

// The ends of days whose rollups are to be built anew: of those with samples, and of the days
// behind them, which the last windows reach into.
std::set<Timestamp> DisturbedBy(const Contents& contents) {
  std::set<Timestamp> days;
  for (const auto& [labels, points] : contents.series()) {
    for (const auto& [time, bits] : points) {
      days.insert(PeriodEnd(time, kDay));
      days.insert(PeriodEnd(time, kDay) + kDay);
    }
  }
  return days;
}

// Samples wait for the rollups of their day, and these for the end of what is being written to it.
void Expire(Change& change, const store::RetentionRules& rules, model::TimeRange ran) {
  const auto checked = std::make_shared<std::vector<CheckedRule>>(Check(rules));
  change.after.RemoveIf([&](const model::Labels& labels, Timestamp time) {
    const store::KeepTime keep = KeepOf(*checked, labels);
    return keep && PeriodEnd(time, kDay) <= ran.from - *keep;
  });
  const std::set<Timestamp> disturbed = DisturbedBy(change.beside);
  change.open = [checked, ran, disturbed](const model::Labels& labels, Timestamp time) {
    const store::KeepTime keep = KeepOf(*checked, labels);
    const Timestamp day_end = PeriodEnd(time, kDay);
    return keep && PeriodEnd(time, kHour) <= ran.to - *keep &&
           (day_end > ran.from - *keep || disturbed.contains(day_end));
  };
}

}  // namespace

Change ChangeOf(const Known& known, const Step& step, model::TimeRange ran,
                const Contents& beside) {
  Change change{.before = known.contents, .after = {}, .beside = beside};
  change.before.Merge(beside);
  change.after = change.before;
  change.after.Merge(step.added);
  if (step.deletion) change.after.Remove(step.deletion->matchers, step.deletion->range);
  if (step.expires) Expire(change, known.rules, ran);
  return change;
}

store::RetentionRules RulesAfter(const Known& known, const Step& step) {
  store::RetentionRules rules = known.rules;
  if (step.rule) PLUMB_ASSERT(maintenance::PutRule(rules, *step.rule).ok());
  return rules;
}

Step MakeRuleStep(size_t number, size_t variant) {
  const RuleText text = TextOf(number, variant);
  Step step{.name = "retain", .arguments = {"plumb-store", "retain", text.selector, "--raw"}};
  step.arguments.emplace_back(text.raw);
  const auto raw = maintenance::ParseKeep(text.raw);
  PLUMB_ASSERT(raw.ok());
  step.rule = store::RetentionRule{.selector = text.selector, .raw = *raw, .rollups = {}};
  for (const char* rollup : text.rollups) {
    step.arguments.insert(step.arguments.end(), {"--rollup", rollup});
    const auto parsed = maintenance::ParseRollup(rollup);
    PLUMB_ASSERT(parsed.ok());
    step.rule->rollups.push_back(*parsed);
  }
  return step;
}

}  // namespace plumb::crash
