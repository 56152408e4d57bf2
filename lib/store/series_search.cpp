#include "store/series_search.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include <fmt/format.h>

#include "encoding/fixed.h"
#include "store/postings.h"
#include "store/series_filter.h"

namespace plumb::store {

namespace {

// A list that much longer than what is left is not loaded: looking at the records of the rest,
// which are read anyway, is quicker.
constexpr uint64_t kTooLong = 16;
// So many values of a label are gone through for each series that is left, and a few always.
// Beyond, the values of those series are looked at instead.
constexpr uint64_t kValuesForSeries = 4;
constexpr uint64_t kFewValues = 1000;
// To find the list of a value costs as much as to look at that many records.
constexpr uint64_t kRecordsForList = 4;
// From so many series on, lists are joined by a bitmap instead of by sorting.
constexpr uint64_t kBitmapFrom = 4096;

// Some values of a label, and the series that have one of them.
struct Lists {
  std::vector<SymbolId> values;  // ascending
  uint64_t series = 0;
};

// Which values of its label a matcher is about: those that it takes, or those that it refuses.
enum class Side { kTaken, kRefused };

bool IsOn(Side side, const model::Matcher& matcher, std::string_view text) {
  return matcher.Matches(text) == (side == Side::kTaken);
}

class Planner {
 public:
  explicit Planner(Snapshot& snapshot) : s_(snapshot) {}

  // The series that the lists leave; what is left to be asked of records is in filters().
  Result<std::vector<SeriesId>> Run(const model::Matchers& matchers);
  std::vector<SeriesFilter>& filters() { return filters_; }
  // Whether ids may be of series that are not there.
  [[nodiscard]] bool guessed() const { return guessed_; }

 private:
  Status FindEnd();
  Result<std::vector<SeriesId>> EverySeries();
  Status SortOut(const model::Matchers& matchers);
  Status Take(const model::Matcher& matcher, uint64_t series);
  Result<std::optional<Lists>> FindLists(const model::Matcher& matcher, Side side, uint64_t series);
  Status FindTexts(SymbolId name, std::span<const std::string> texts, Lists& lists);
  Result<bool> WalkValues(const model::Matcher& matcher, SymbolId name, Side side, uint64_t most,
                          Lists& lists);
  Status Count(Lists& lists);
  Result<std::vector<SeriesId>> Load(const Lists& lists);
  Status AddFilter(const model::Matcher& matcher);
  Status Narrow(std::vector<SeriesId>& ids);
  Status TakeOut(std::vector<SeriesId>& ids);

  Snapshot& s_;
  uint64_t end_ = 0;    // no series has this number yet
  uint64_t least_ = 0;  // series that one of the matchers leaves
  bool guessed_ = false;
  std::vector<std::pair<Lists, const model::Matcher*>> taken_;
  std::vector<const model::Matcher*> walked_;    // want a value; which ones takes a walk
  std::vector<const model::Matcher*> refusing_;  // take the empty value too
  std::vector<SeriesFilter> filters_;
};

// Names of values that need no walk: `=`, and `=~"a|b"`; nullopt for other matchers.
std::optional<std::span<const std::string>> TextsOf(const model::Matcher& matcher) {
  using model::MatchOp;
  const bool plain = matcher.op() == MatchOp::kEqual || matcher.op() == MatchOp::kNotEqual;
  if (plain) return std::span(&matcher.value(), 1);
  if (matcher.regex()->literals().empty()) return std::nullopt;
  return matcher.regex()->literals();
}

// The texts on one side, where they are few and known.
std::optional<std::span<const std::string>> TextsOn(Side side, const model::Matcher& matcher) {
  using model::MatchOp;
  const bool positive = matcher.op() == MatchOp::kEqual || matcher.op() == MatchOp::kRegex;
  return positive == (side == Side::kTaken) ? TextsOf(matcher) : std::nullopt;
}

Status Planner::FindTexts(SymbolId name, std::span<const std::string> texts, Lists& lists) {
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    PLUMB_ASSIGN(const SymbolId symbol, s_.dictionary.Find(*s_.txn, name, text));
    if (symbol != 0) lists.values.push_back(symbol);
  }
  return Ok();
}

// Goes through the values of a name; false if there are more than `most`.
Result<bool> Planner::WalkValues(const model::Matcher& matcher, SymbolId name, Side side,
                                 uint64_t most, Lists& lists) {
  const bool positive = matcher.op() == model::MatchOp::kRegex;
  // What an expression matches, or refuses by !~, begins with its prefix.
  const bool bounded = matcher.regex() != nullptr && positive == (side == Side::kTaken);
  const bool all = side == Side::kTaken && MatchesAllButEmpty(matcher);
  uint64_t seen = 0;
  bool complete = true;
  const auto visit = [&](SymbolId symbol, std::string_view text) -> Result<bool> {
    if (seen++ == most) return complete = false;
    if (all || IsOn(side, matcher, text)) lists.values.push_back(symbol);
    return true;
  };
  PLUMB_TRY(s_.dictionary.Walk(*s_.txn, name, bounded ? matcher.regex()->prefix() : std::string(),
                               visit));
  return complete;
}

Status Planner::Count(Lists& lists) {
  std::sort(lists.values.begin(), lists.values.end());
  lists.values.erase(std::unique(lists.values.begin(), lists.values.end()), lists.values.end());
  for (const SymbolId value : lists.values) {
    PLUMB_ASSIGN(const uint64_t count, CountPostings(*s_.txn, s_.tables(), value));
    lists.series += count;
  }
  return Ok();
}

// The lists of a matcher's values on a side; nullopt if they are more than it is worth to find, for
// so many series that are left.
Result<std::optional<Lists>> Planner::FindLists(const model::Matcher& matcher, Side side,
                                                uint64_t series) {
  Lists lists;
  PLUMB_ASSIGN(const SymbolId name, s_.dictionary.Find(*s_.txn, kNames, matcher.name()));
  if (name == 0) return std::optional(std::move(lists));
  if (const auto texts = TextsOn(side, matcher)) {
    PLUMB_TRY(FindTexts(name, *texts, lists));
  } else {
    const uint64_t most = std::max(kFewValues, series * kValuesForSeries);
    PLUMB_ASSIGN(const bool complete, WalkValues(matcher, name, side, most, lists));
    if (!complete) return std::optional<Lists>();
  }
  if (lists.values.size() * kRecordsForList > series + kFewValues) return std::optional<Lists>();
  PLUMB_TRY(Count(lists));
  return std::optional(std::move(lists));
}

// A series has a name once, so the lists of different values have nothing in common.
Result<std::vector<SeriesId>> Planner::Load(const Lists& lists) {
  std::vector<SeriesId> ids;
  ids.reserve(lists.series);
  for (const SymbolId value : lists.values)
    PLUMB_TRY(LoadPostings(*s_.txn, s_.tables(), value, ids));
  if (lists.values.size() < 2) return ids;
  if (ids.size() < kBitmapFrom || ids.size() < end_ / 64) {
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::vector<uint64_t> bits(end_ / 64 + 1);
  for (const SeriesId id : ids) {
    if (id >= end_) return DamagedError(s_.txn->path(), "a list of series is beyond the counter");
    bits[id / 64] |= uint64_t{1} << id % 64;
  }
  ids.clear();
  for (size_t i = 0; i < bits.size(); ++i)
    for (uint64_t word = bits[i]; word != 0; word &= word - 1)
      ids.push_back(static_cast<SeriesId>(i * 64 + static_cast<size_t>(std::countr_zero(word))));
  return ids;
}

Status Planner::AddFilter(const model::Matcher& matcher) {
  PLUMB_ASSIGN(SeriesFilter filter, SeriesFilter::Make(s_, matcher));
  filters_.push_back(std::move(filter));
  return Ok();
}

Status Planner::Take(const model::Matcher& matcher, uint64_t series) {
  PLUMB_ASSIGN(auto lists, FindLists(matcher, Side::kTaken, series));
  if (!lists) return AddFilter(matcher);
  least_ = std::min(least_, lists->series);
  taken_.emplace_back(*std::move(lists), &matcher);
  return Ok();
}

Status Planner::SortOut(const model::Matchers& matchers) {
  for (const model::Matcher& matcher : matchers) {
    if (matcher.MatchesEmpty()) {
      refusing_.push_back(&matcher);
    } else if (TextsOn(Side::kTaken, matcher)) {
      PLUMB_TRY(Take(matcher, end_));
    } else {
      walked_.push_back(&matcher);
    }
  }
  return Ok();
}

// Keeps of the ids those in the other lists; matchers with long ones become filters.
Status Planner::Narrow(std::vector<SeriesId>& ids) {
  for (size_t i = 1; i < taken_.size() && !ids.empty(); ++i) {
    const auto& [lists, matcher] = taken_[i];
    if (lists.series > kTooLong * ids.size()) {
      PLUMB_TRY(AddFilter(*matcher));
      continue;
    }
    PLUMB_ASSIGN(const std::vector<SeriesId> other, Load(lists));
    const auto end =
        std::set_intersection(ids.begin(), ids.end(), other.begin(), other.end(), ids.begin());
    ids.erase(end, ids.end());
  }
  return Ok();
}

// Takes out of the ids what matchers refuse that take series without the label.
Status Planner::TakeOut(std::vector<SeriesId>& ids) {
  for (const model::Matcher* matcher : refusing_) {
    if (ids.empty()) return Ok();
    PLUMB_ASSIGN(const auto lists, FindLists(*matcher, Side::kRefused, ids.size()));
    if (!lists || lists->series > kTooLong * ids.size()) {
      PLUMB_TRY(AddFilter(*matcher));
      continue;
    }
    PLUMB_ASSIGN(const std::vector<SeriesId> other, Load(*lists));
    const auto end =
        std::set_difference(ids.begin(), ids.end(), other.begin(), other.end(), ids.begin());
    ids.erase(end, ids.end());
  }
  return Ok();
}

Status Planner::FindEnd() {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s_.txn, s_.tables().series));
  PLUMB_ASSIGN(const bool some, cursor.Last());
  if (!some) return Ok();
  if (cursor.key().size() != 4) return DamagedError(s_.txn->path(), "a series' key is cut");
  end_ = uint64_t{encoding::LoadBig32(cursor.key().data())} + 1;
  return Ok();
}

// All numbers that were given, if most of them are still there; else those that are.
Result<std::vector<SeriesId>> Planner::EverySeries() {
  std::vector<SeriesId> ids;
  PLUMB_ASSIGN(const uint64_t count, s_.txn->Count(s_.tables().series));
  if (count >= end_ / 2 && end_ > 0) {
    guessed_ = true;
    ids.resize(end_ - 1);
    std::iota(ids.begin(), ids.end(), SeriesId{1});
    return ids;
  }
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s_.txn, s_.tables().series));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    if (cursor.key().size() != 4) return DamagedError(s_.txn->path(), "a series' key is cut");
    ids.push_back(encoding::LoadBig32(cursor.key().data()));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return ids;
}

Result<std::vector<SeriesId>> Planner::Run(const model::Matchers& matchers) {
  PLUMB_TRY(FindEnd());
  least_ = end_;
  PLUMB_TRY(SortOut(matchers));
  for (const model::Matcher* matcher : walked_) {
    if (least_ == 0) return std::vector<SeriesId>();
    PLUMB_TRY(Take(*matcher, least_));
  }
  std::sort(taken_.begin(), taken_.end(),
            [](const auto& a, const auto& b) { return a.first.series < b.first.series; });
  std::vector<SeriesId> ids;
  if (taken_.empty()) {
    PLUMB_ASSIGN(ids, EverySeries());
  } else {
    PLUMB_ASSIGN(ids, Load(taken_[0].first));
    PLUMB_TRY(Narrow(ids));
  }
  PLUMB_TRY(TakeOut(ids));
  return ids;
}

}  // namespace

Status VisitSeries(Snapshot& s, const model::Matchers& matchers, const SeriesVisitor& visitor) {
  Planner planner(s);
  PLUMB_ASSIGN(const std::vector<SeriesId> ids, planner.Run(matchers));
  PLUMB_ASSIGN(SeriesWalk walk, SeriesWalk::Open(*s.txn, s.tables()));
  TargetId known = 0;  // `wanted` was asked of one of its series
  for (const SeriesId id : ids) {
    PLUMB_ASSIGN(const auto record, walk.Find(id));
    if (!record && planner.guessed()) continue;
    if (!record) return DamagedError(s.txn->path(), fmt::format("series {} is not there", id));
    // The first time `wanted` sees a target it may have to look far: filters go before it then.
    const bool filtered_first = record->sole_target() == 0 || record->sole_target() != known;
    bool accepted = true;
    const auto ask = [&]() -> Status {
      if (!accepted || !visitor.wanted) return Ok();
      PLUMB_ASSIGN(accepted, visitor.wanted(*record));
      known = record->sole_target();
      return Ok();
    };
    if (!filtered_first) PLUMB_TRY(ask());
    for (SeriesFilter& filter : planner.filters()) {
      if (!accepted) break;
      PLUMB_ASSIGN(accepted, filter.Accepts(s, *record));
    }
    if (filtered_first) PLUMB_TRY(ask());
    if (accepted) PLUMB_TRY(visitor.visit(id, *record));
  }
  return Ok();
}

Result<std::vector<FoundSeries>> SearchSeries(Snapshot& s, const model::Matchers& matchers) {
  std::vector<FoundSeries> found;
  const auto visit = [&](SeriesId id, const SeriesView& view) -> Status {
    FoundSeries& one = found.emplace_back();
    one.id = id;
    one.record.targets = view.Targets();
    view.ForEachLabel(
        [&](SymbolId name, SymbolId value) { one.record.labels.emplace_back(name, value); });
    return Ok();
  };
  PLUMB_TRY(VisitSeries(s, matchers, {.wanted = {}, .visit = visit}));
  return found;
}

}  // namespace plumb::store
