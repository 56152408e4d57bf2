#include "query/reason_list.h"

#include <fmt/core.h>

#include "promql/printer.h"

namespace plumb::query {

namespace {

constexpr size_t kListed = 5;  // of one node and kind: more is a list, not a reason

}  // namespace

bool ReasonList::Lists(FindingKind kind, const promql::Expr& node) const {
  const auto known = counts_.find({&node, kind});
  return known == counts_.end() || known->second < kListed;
}

void ReasonList::Add(FindingKind kind, const promql::Expr& node, const std::string& series,
                     std::string says) {
  if (++counts_[{&node, kind}] > kListed) return;
  findings_.push_back({{&node, kind}, {kind, promql::Print(node), series, std::move(says)}});
}

std::vector<Finding> ReasonList::Take() {
  std::vector<Finding> all;
  for (size_t i = 0; i < findings_.size(); ++i) {
    const Key key = findings_[i].first;
    all.push_back(std::move(findings_[i].second));
    bool last = true;
    for (size_t j = i + 1; j < findings_.size() && last; ++j) last = findings_[j].first != key;
    const size_t more = counts_[key] > kListed ? counts_[key] - kListed : 0;
    if (last && more > 0)
      all.push_back({FindingKind::kMore, all.back().node, "",
                     fmt::format("{} more of this kind ({})", more, FindingKindText(key.second))});
  }
  return all;
}

std::string ReasonList::Clock(Timestamp time) const {
  const CivilTime civil = zone_.ToCivil(time);
  const CivilTime now = zone_.ToCivil(at);
  std::string text;
  if (civil.year != now.year || civil.month != now.month || civil.day != now.day)
    text = fmt::format("{:04}-{:02}-{:02} ", civil.year, civil.month, civil.day);
  text += fmt::format("{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second);
  if (civil.millisecond != 0) text += fmt::format(".{:03}", civil.millisecond);
  return text;
}

std::string AgeText(DurationMs age) {
  if (age >= kHour) return FormatDuration(age / kMinute * kMinute);
  if (age >= kSecond) return FormatDuration(age / kSecond * kSecond);
  return FormatDuration(age);
}

std::string_view FindingKindText(FindingKind kind) {
  switch (kind) {
    case FindingKind::kNothingMatches:
      return "nothing-matches";
    case FindingKind::kTooOld:
      return "too-old";
    case FindingKind::kStale:
      return "stale";
    case FindingKind::kLater:
      return "later";
    case FindingKind::kFiltered:
      return "filtered";
    case FindingKind::kUnmatched:
      return "unmatched";
    case FindingKind::kTooFew:
      return "too-few";
    case FindingKind::kRate:
      return "rate";
    case FindingKind::kMore:
      break;
  }
  return "more";
}

}  // namespace plumb::query
