#include "store/series_search.h"

#include <algorithm>
#include <unordered_map>

#include "encoding/fixed.h"
#include "store/postings.h"

namespace plumb::store {

namespace {

// A list that much longer than what is left is not loaded: looking at the labels of the rest is
// quicker.
constexpr uint64_t kTooLong = 10;

// A matcher that wants a value, and the values it takes.
struct Wanted {
  SymbolId name = 0;
  std::vector<SymbolId> values;  // ascending
  uint64_t series = 0;           // that have one of them
};

Status WalkMatching(Snapshot& s, const model::Matcher& matcher, std::string_view prefix,
                    Wanted& wanted) {
  return s.dictionary.Walk(*s.txn, wanted.name, prefix,
                           [&](SymbolId symbol, std::string_view text) -> Status {
                             if (matcher.Matches(text)) wanted.values.push_back(symbol);
                             return Ok();
                           });
}

Status FindValue(Snapshot& s, std::string_view text, Wanted& wanted) {
  PLUMB_ASSIGN(const SymbolId symbol, s.dictionary.Find(*s.txn, wanted.name, text));
  if (symbol != 0) wanted.values.push_back(symbol);
  return Ok();
}

// REQUIRES: the matcher does not match the empty value
Result<Wanted> FindWanted(Snapshot& s, const model::Matcher& matcher) {
  Wanted wanted;
  PLUMB_ASSIGN(wanted.name, s.dictionary.Find(*s.txn, kNames, matcher.name()));
  if (wanted.name == 0) return wanted;
  if (matcher.op() == model::MatchOp::kEqual) {
    PLUMB_TRY(FindValue(s, matcher.value(), wanted));
  } else if (matcher.op() == model::MatchOp::kRegex && !matcher.regex()->literals().empty()) {
    for (const std::string& literal : matcher.regex()->literals())
      PLUMB_TRY(FindValue(s, literal, wanted));
  } else {
    const bool bounded = matcher.op() == model::MatchOp::kRegex;
    PLUMB_TRY(WalkMatching(s, matcher, bounded ? matcher.regex()->prefix() : "", wanted));
  }
  std::sort(wanted.values.begin(), wanted.values.end());
  wanted.values.erase(std::unique(wanted.values.begin(), wanted.values.end()), wanted.values.end());
  for (const SymbolId value : wanted.values) {
    PLUMB_ASSIGN(const uint64_t count, CountPostings(*s.txn, s.tables(), value));
    wanted.series += count;
  }
  return wanted;
}

// A series has a name once, so the lists of different values have nothing in common.
Result<std::vector<SeriesId>> LoadAll(Snapshot& s, const Wanted& wanted) {
  std::vector<SeriesId> ids;
  ids.reserve(wanted.series);
  for (const SymbolId value : wanted.values)
    PLUMB_TRY(LoadPostings(*s.txn, s.tables(), value, ids));
  if (wanted.values.size() > 1) std::sort(ids.begin(), ids.end());
  return ids;
}

Result<std::vector<SeriesId>> EverySeries(Snapshot& s) {
  std::vector<SeriesId> ids;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s.txn, s.tables().series));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    if (cursor.key().size() != 4) return DamagedError(s.txn->path(), "a series' key is cut");
    ids.push_back(encoding::LoadBig32(cursor.key().data()));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return ids;
}

// A matcher that is asked of each series that is left; each value is matched once.
class Filter {
 public:
  Filter(const model::Matcher& matcher, SymbolId name) : matcher_(&matcher), name_(name) {}

  Result<bool> Accepts(Snapshot& s, const SeriesRecord& record) {
    const SymbolId value = name_ == 0 ? 0 : record.Value(name_);
    if (const auto known = verdicts_.find(value); known != verdicts_.end()) return known->second;
    std::string_view text;
    if (value != 0) {
      PLUMB_ASSIGN(text, s.dictionary.Text(*s.txn, value));
    }
    const bool verdict = matcher_->Matches(text);
    verdicts_.emplace(value, verdict);
    return verdict;
  }

 private:
  const model::Matcher* matcher_;
  SymbolId name_;
  std::unordered_map<SymbolId, bool> verdicts_;
};

struct Plan {
  std::vector<std::pair<Wanted, const model::Matcher*>> wanted;  // fewest series first
  std::vector<Filter> filters;
};

Result<Plan> MakePlan(Snapshot& s, const model::Matchers& matchers) {
  Plan plan;
  for (const model::Matcher& matcher : matchers) {
    if (matcher.MatchesEmpty()) {
      PLUMB_ASSIGN(const SymbolId name, s.dictionary.Find(*s.txn, kNames, matcher.name()));
      plan.filters.emplace_back(matcher, name);
    } else {
      PLUMB_ASSIGN(Wanted wanted, FindWanted(s, matcher));
      plan.wanted.emplace_back(std::move(wanted), &matcher);
    }
  }
  std::sort(plan.wanted.begin(), plan.wanted.end(),
            [](const auto& a, const auto& b) { return a.first.series < b.first.series; });
  return plan;
}

// The series that the lists leave; matchers with long lists become filters.
Result<std::vector<SeriesId>> Candidates(Snapshot& s, Plan& plan) {
  if (plan.wanted.empty()) return EverySeries(s);
  PLUMB_ASSIGN(std::vector<SeriesId> ids, LoadAll(s, plan.wanted[0].first));
  for (size_t i = 1; i < plan.wanted.size() && !ids.empty(); ++i) {
    const auto& [wanted, matcher] = plan.wanted[i];
    if (wanted.series > kTooLong * ids.size()) {
      plan.filters.emplace_back(*matcher, wanted.name);
      continue;
    }
    PLUMB_ASSIGN(const std::vector<SeriesId> other, LoadAll(s, wanted));
    std::vector<SeriesId> both;
    std::set_intersection(ids.begin(), ids.end(), other.begin(), other.end(),
                          std::back_inserter(both));
    ids = std::move(both);
  }
  return ids;
}

}  // namespace

Result<std::vector<FoundSeries>> SearchSeries(Snapshot& s, const model::Matchers& matchers) {
  PLUMB_ASSIGN(Plan plan, MakePlan(s, matchers));
  PLUMB_ASSIGN(const std::vector<SeriesId> ids, Candidates(s, plan));
  std::vector<FoundSeries> found;
  found.reserve(ids.size());
  for (const SeriesId id : ids) {
    PLUMB_ASSIGN(SeriesRecord record, s.series.Load(*s.txn, id));
    bool accepted = true;
    for (Filter& filter : plan.filters) {
      PLUMB_ASSIGN(accepted, filter.Accepts(s, record));
      if (!accepted) break;
    }
    if (accepted) found.push_back({id, std::move(record)});
  }
  return found;
}

}  // namespace plumb::store
