#include "maintenance/series_rules.h"

#include <algorithm>

#include "base/hash.h"
#include "promql/parser.h"

namespace plumb::maintenance {

namespace {

using model::MetricType;

// More are found again.
constexpr size_t kRemembered = size_t{1} << 20;

constexpr std::array<std::string_view, 4> kCounterEnds = {"_total", "_count", "_sum", "_bucket"};

}  // namespace

KindFinder::KindFinder(const std::vector<model::Metadata>& families) {
  for (const model::Metadata& family : families) types_.emplace(family.metric, family.type);
}

MetricType KindFinder::TypeOf(const std::string& family) const {
  const auto known = types_.find(family);
  return known == types_.end() ? MetricType::kUnknown : known->second;
}

SeriesKind KindFinder::Find(std::string_view metric) const {
  switch (TypeOf(std::string(metric))) {
    case MetricType::kCounter:
      return SeriesKind::kCounter;
    // A native histogram has this name: what floats there are beside it may be anything. The
    // quantiles of a summary are gauges.
    case MetricType::kHistogram:
    case MetricType::kUnknown:
      break;
    default:
      return SeriesKind::kGauge;
  }
  for (const std::string_view end : kCounterEnds) {
    if (!metric.ends_with(end)) continue;
    const std::string family(metric.substr(0, metric.size() - end.size()));
    // Those of a histogram of gauges rise and fall.
    return TypeOf(family) == MetricType::kGaugeHistogram ? SeriesKind::kGauge
                                                         : SeriesKind::kCounter;
  }
  return SeriesKind::kUnknown;
}

uint64_t HashRollupRules(const store::RetentionRules& rules) {
  // A rule without rollups matters too: it takes its series away from those behind it.
  std::string text;
  bool any = false;
  for (const store::RetentionRule& rule : rules) {
    text += rule.selector + '\n';
    for (const store::RollupRule& rollup : rule.rollups) text += FormatDuration(rollup.resolution);
    text += '\n';
    any = any || !rule.rollups.empty();
  }
  return any ? std::max(Hash64(text), uint64_t{1}) : 0;
}

Result<SeriesRules> SeriesRules::Make(const store::RetentionRules& rules, KindFinder kinds) {
  std::vector<Rule> made;
  for (const store::RetentionRule& rule : rules) {
    Rule& one = made.emplace_back();
    if (!rule.selector.empty()) {
      PLUMB_ASSIGN(one.matchers, promql::ParseSelector(rule.selector));
    }
    for (size_t i = 0; i < store::kTiers.size(); ++i)
      one.tiers[i] = std::any_of(rule.rollups.begin(), rule.rollups.end(), [i](const auto& rollup) {
        return rollup.resolution == store::kTiers[i].resolution;
      });
  }
  return SeriesRules(std::move(made), std::move(kinds));
}

Result<SeriesRules::Verdict> SeriesRules::Find(const store::StoreState& state,
                                               store::SeriesTable& table, store::SeriesId series) {
  if (const auto known = known_.find(series); known != known_.end()) return known->second;
  PLUMB_ASSIGN(const auto record, table.LoadIfThere(state.txn, series));
  Verdict verdict;
  if (!record) return verdict;
  PLUMB_ASSIGN(const model::Labels labels, table.LabelsOf(state.txn, *record));
  verdict.kind = kinds_.Find(labels.metric_name());
  for (const Rule& rule : rules_) {
    if (!model::MatchesAll(rule.matchers, labels)) continue;
    verdict.tiers = rule.tiers;
    break;
  }
  if (known_.size() >= kRemembered) known_.clear();
  known_.emplace(series, verdict);
  return verdict;
}

}  // namespace plumb::maintenance
