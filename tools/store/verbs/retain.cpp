// plumb-store retain: how long samples are kept, by rules that lie in the store.

#include <fmt/format.h>

#include "cli/verbs.h"
#include "maintenance/expiry.h"
#include "maintenance/retention_text.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string selector;
  std::string store;
  std::string raw;
  std::vector<std::string> rollups;
  bool remove = false;
  bool dry_run = false;
  std::string output = "table";
  std::string zone = "local";
  [[nodiscard]] bool changes() const { return remove || !raw.empty() || !rollups.empty(); }
};

void Declare(cli::Declaration& d, Options& o) {
  d.Argument("SELECTOR", o.selector, "the series that a rule is for (default: every series)")
      .completion = cli::Completion::kMetric;
  store_tool::DeclareStore(d, o.store);
  d.Text("--raw", o.raw, "KEEP", "keep samples so long: 30d, 1y, forever (default: forever)");
  d.Texts("--rollup", o.rollups, "RES:KEEP",
          "roll up every 5m or 1h, and keep that so long: 5m:1y");
  d.Flag("--remove", o.remove, "take the rule of the selector away");
  d.Flag("-n,--dry-run", o.dry_run,
         "say what compact would take away by these rules; change nothing");
  d.Choice("-o,--output", o.output, {"table", "json"}, "how to print (default: table)");
  d.Text("--tz", o.zone, "ZONE", "time zone of what -n prints");
}

Result<store::RetentionRule> MakeRule(const Options& o) {
  store::RetentionRule rule{.selector = o.selector, .raw = {}, .rollups = {}};
  if (!o.raw.empty()) {
    PLUMB_ASSIGN(rule.raw, maintenance::ParseKeep(o.raw));
  }
  for (const std::string& text : o.rollups) {
    PLUMB_ASSIGN(const store::RollupRule rollup, maintenance::ParseRollup(text));
    for (const store::RollupRule& other : rule.rollups)
      if (other.resolution == rollup.resolution)
        return Error{Exit::kUsage, fmt::format("--rollup {0} is there twice; once is enough",
                                               FormatDuration(rollup.resolution))};
    rule.rollups.push_back(rollup);
  }
  std::sort(rule.rollups.begin(), rule.rollups.end(),
            [](const auto& a, const auto& b) { return a.resolution < b.resolution; });
  return rule;
}

// Everything that can be wrong without a store.
Status Check(const Options& o) {
  PLUMB_ASSIGN(const auto matchers, maintenance::ParseRuleSelector(o.selector));
  PLUMB_ASSIGN(const auto rule, MakeRule(o));
  PLUMB_ASSIGN(const auto zone, TimeZone::Load(o.zone));
  if (o.remove && (!o.raw.empty() || !o.rollups.empty()))
    return Error{Exit::kUsage, "--remove takes a rule away; --raw and --rollup make one"};
  if (!o.selector.empty() && !o.changes())
    return Error{
        Exit::kUsage,
        fmt::format("what of '{}'? name how long to keep it: --raw 30d, or --remove", o.selector)};
  return Ok();
}

Status Change(const Options& o, store::RetentionRules& rules) {
  if (!o.remove) {
    PLUMB_ASSIGN(store::RetentionRule rule, MakeRule(o));
    return maintenance::PutRule(rules, std::move(rule));
  }
  PLUMB_ASSIGN(const auto matchers, maintenance::ParseRuleSelector(o.selector));
  PLUMB_ASSIGN(const auto there, maintenance::FindRule(rules, matchers));
  if (!there)
    return Error{Exit::kUsage,
                 o.selector.empty()
                     ? std::string("there is no rule for every series; name a selector")
                     : fmt::format("there is no rule for '{}'; plumb-store retain lists what there "
                                   "is",
                                   o.selector)};
  rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(*there));
  return Ok();
}

Result<store::RetentionRules> Load(store::Environment& environment) {
  PLUMB_ASSIGN(const auto txn, environment.BeginRead());
  return store::LoadRetentionRules(*txn, environment.tables());
}

cli::RunResult Forecast(const Options& o, store::Environment& environment, cli::Io& io) {
  PLUMB_ASSIGN(store::RetentionRules rules, Load(environment));
  if (o.changes()) PLUMB_TRY(Change(o, rules));
  PLUMB_ASSIGN(const auto forecast,
               maintenance::ForecastExpiry(environment, io.clock.Now(), rules));
  const maintenance::RemovalSummary removal{forecast.series, forecast.counts};
  PLUMB_ASSIGN(const TimeZone zone, TimeZone::Load(o.zone));
  PLUMB_TRY(io.out.Write(o.output == "json" ? maintenance::RemovalJson(removal)
                                            : maintenance::RemovalText(removal, zone) + "\n"));
  return Exit::kYes;
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_TRY(Check(o));
  const bool writes = o.changes() && !o.dry_run;
  PLUMB_ASSIGN(auto environment, store_tool::OpenStore(o.store, writes ? store::OpenMode::kWrite
                                                                       : store::OpenMode::kRead));
  if (o.dry_run) return Forecast(o, *environment, io);
  if (!writes) {
    PLUMB_ASSIGN(const store::RetentionRules rules, Load(*environment));
    if (rules.empty()) io.Note("there are no rules: everything is kept for ever");
    PLUMB_TRY(io.out.Write(o.output == "json" ? maintenance::RulesJson(rules)
                                              : maintenance::RulesTable(rules)));
    return Exit::kYes;
  }
  PLUMB_ASSIGN(auto write, environment->BeginWrite());
  PLUMB_ASSIGN(auto rules, store::LoadRetentionRules(*write.txn, environment->tables()));
  PLUMB_TRY(Change(o, rules));
  PLUMB_TRY(store::SaveRetentionRules(*write.txn, environment->tables(), rules));
  PLUMB_TRY(write.txn->Commit());
  io.Note("it counts from the next plumb-store compact on");
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_retain = {
    .name = "retain",
    .summary = "say how long samples are kept, and which rollups of them",
    .synopsis = "[OPTION…] [SELECTOR]",
    .examples = {{"plumb-store retain --raw 30d --rollup 5m:1y --rollup 1h:5y",
                  "a month of samples, then coarser ones"},
                 {"plumb-store retain '{job=\"noisy\"}' --raw 3d -n", "what would go by this rule"},
                 {"plumb-store retain", "list the rules"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
