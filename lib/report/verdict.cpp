#include "report/verdict.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace plumb::report {

namespace {

// What wins where several apply (plumb-exit(7)).
constexpr std::array<Exit, 5> kExitOrder = {Exit::kUsage, Exit::kOutside, Exit::kStore, Exit::kNo,
                                            Exit::kNoData};

int Rank(const Verdict& verdict) {
  if (IsWarning(verdict)) return 3;
  if (!IsFailure(verdict)) return 4;
  if (verdict.outcome == Outcome::kError) return 0;
  return verdict.outcome == Outcome::kBreach ? 1 : 2;
}

}  // namespace

Exit ExitOf(const Report& report) {
  for (const Exit exit : kExitOrder) {
    if (exit == Exit::kNo && !report.remark.empty()) return exit;
    for (const Verdict& verdict : report.verdicts)
      if (verdict.exit == exit) return exit;
  }
  return Exit::kYes;
}

bool IsFailure(const Verdict& verdict) {
  return verdict.outcome != Outcome::kPass && verdict.weight == Weight::kCounts;
}

bool IsWarning(const Verdict& verdict) {
  return verdict.outcome != Outcome::kPass && verdict.weight == Weight::kWarns;
}

Counts CountOf(const Report& report) {
  Counts counts;
  for (const Verdict& verdict : report.verdicts) {
    if (IsWarning(verdict))
      ++counts.warned;
    else if (!IsFailure(verdict))
      ++counts.passed;
    else if (verdict.outcome == Outcome::kBreach)
      ++counts.breached;
    else if (verdict.outcome == Outcome::kNoData)
      ++counts.no_data;
    else
      ++counts.errors;
  }
  return counts;
}

bool IsWorse(const Element& a, const Element& b) {
  return std::tie(a.share, a.distance) > std::tie(b.share, b.distance);
}

std::vector<const Verdict*> WorstFirst(const Report& report) {
  std::vector<const Verdict*> sorted;
  for (const Verdict& verdict : report.verdicts) sorted.push_back(&verdict);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Verdict* a, const Verdict* b) {
    if (Rank(*a) != Rank(*b)) return Rank(*a) < Rank(*b);
    if (a->failed == 0 || b->failed == 0) return a->failed > b->failed;
    return IsWorse(a->elements.front(), b->elements.front());
  });
  return sorted;
}

}  // namespace plumb::report
