#include "maintenance/rollup.h"

#include <algorithm>
#include <span>

#include "maintenance/day_rollup.h"
#include "store/family_table.h"
#include "store/rollup_marks.h"
#include "store/target_rows.h"

namespace plumb::maintenance {

namespace {

using store::RollupMark;
using store::RollupState;
using store::TargetId;

// Of one transaction.
constexpr uint64_t kMaxBytes = uint64_t{32} << 20;
constexpr size_t kMaxMarks = 10'000;
// So often a day may have been changed by others between its building and its writing.
constexpr int kPatienceWithChanges = 8;

// What looking at one state of the store takes.
struct View {
  View(const store::Environment& environment, std::unique_ptr<store::Transaction> begun)
      : txn(std::move(begun)),
        dictionary(environment.tables()),
        series(environment.tables(), dictionary),
        layouts(environment.tables()),
        state{*txn, environment.tables(), layouts} {}
  std::unique_ptr<store::Transaction> txn;
  store::Dictionary dictionary;
  store::SeriesTable series;
  store::LayoutTable layouts;
  store::StoreState state;
};

class Rollup {
 public:
  Rollup(store::Environment& environment, Clock& clock, const store::CompactionBudget& budget)
      : environment_(environment),
        clock_(clock),
        budget_(budget),
        now_(clock.Now()),
        started_(clock.MonotonicNs()) {}

  Result<RollupReport> Run() {
    PLUMB_ASSIGN(const bool wanted, Prepare());
    if (!wanted || !report_.done) return report_;
    TargetId target = 0;
    Timestamp day = INT64_MIN;
    while (true) {
      PLUMB_ASSIGN(const auto mark, FindDue(target, day));
      if (!mark) return report_;
      if (report_.days > 0 && Spent()) {
        report_.done = false;
        return report_;
      }
      PLUMB_ASSIGN(const Outcome outcome, Build(*mark));
      if (outcome == Outcome::kBlocked) return report_;
      target = mark->target;
      day = mark->day;
      if (outcome == Outcome::kBuilt) ++day;
      if (outcome == Outcome::kChanged && ++changes_ > kPatienceWithChanges) {
        report_.done = false;
        ++day;
      }
    }
  }

 private:
  enum class Outcome {
    kBuilt,
    kChanged,  // by others, meanwhile: to be looked at again
    kBlocked,  // others write
  };

  [[nodiscard]] bool Spent() const {
    constexpr int64_t kNsPerMs = 1'000'000;
    return report_.bytes >= budget_.bytes ||
           (clock_.MonotonicNs() - started_) / kNsPerMs >= budget_.time;
  }

  // nullopt, and the work is not done, if others write.
  Result<std::optional<store::Environment::Write>> BeginWrite() {
    PLUMB_ASSIGN(auto write, environment_.TryBeginWrite(budget_.patience));
    if (!write) report_.done = false;
    return write;
  }

  // Sees to it that every day that the rules mean is marked; false if they mean none.
  Result<bool> Prepare() {
    std::optional<RollupState> known;
    {
      PLUMB_ASSIGN(const auto txn, environment_.BeginRead());
      PLUMB_ASSIGN(const auto rules, store::LoadRetentionRules(*txn, environment_.tables()));
      PLUMB_ASSIGN(known, store::LoadRollupState(*txn, environment_.tables()));
      hash_ = HashRollupRules(rules);
      PLUMB_ASSIGN(const auto families, store::LoadFamilies(*txn, environment_.tables()));
      PLUMB_ASSIGN(auto made, SeriesRules::Make(rules, KindFinder(families)));
      rules_.emplace(std::move(made));
    }
    if (hash_ == 0) {
      if (known) PLUMB_TRY(Stop());
      return false;
    }
    RollupState wanted = known.value_or(RollupState{});
    if (wanted.rules != hash_) wanted = {.rules = hash_, .next = 1};
    while (wanted.next != 0) {
      PLUMB_ASSIGN(const bool marked, MarkSome(wanted));
      if (!marked) return true;
    }
    return true;
  }

  Status Stop() {
    for (bool more = true; more;) {
      PLUMB_ASSIGN(auto write, BeginWrite());
      if (!write) return Ok();
      PLUMB_TRY(store::DeleteRollupState(*write->txn, environment_.tables()));
      PLUMB_ASSIGN(const size_t dropped,
                   store::DropMarks(*write->txn, environment_.tables(), kMaxMarks));
      more = dropped == kMaxMarks;
      PLUMB_TRY(write->txn->Commit());
    }
    return Ok();
  }

  // Marks the days of some targets from state.next on; false if others write.
  Result<bool> MarkSome(RollupState& state) {
    PLUMB_ASSIGN(auto write, BeginWrite());
    if (!write) return false;
    store::Transaction& txn = *write->txn;
    store::LayoutTable layouts(environment_.tables());
    const store::StoreState view{txn, environment_.tables(), layouts};
    for (size_t marks = 0; marks < kMaxMarks;) {
      PLUMB_ASSIGN(const auto target, store::FindTargetWithPeriods(view, state.next));
      if (!target) {
        state.next = 0;
        break;
      }
      PLUMB_ASSIGN(const size_t added, store::MarkTarget(txn, view, *target));
      marks += added;
      state.next = *target + 1;
    }
    PLUMB_TRY(store::SaveRollupState(txn, environment_.tables(), state));
    PLUMB_TRY(txn.Commit());
    return true;
  }

  // The first mark at or behind (target, day) whose day is over and has no rows any more.
  Result<std::optional<RollupMark>> FindDue(TargetId target, Timestamp day) {
    PLUMB_ASSIGN(auto txn, environment_.BeginRead());
    const View view(environment_, std::move(txn));
    while (true) {
      PLUMB_ASSIGN(const auto mark, store::FindMark(*view.txn, environment_.tables(), target, day));
      if (!mark) return std::optional<RollupMark>();
      target = mark->target;
      if (mark->day + kDay + store::kGrace >= now_) {
        ++target;
        day = INT64_MIN;
        continue;
      }
      PLUMB_ASSIGN(const bool rows,
                   store::HasRows(view.state, target, {mark->day, mark->day + kDay - 1}));
      if (!rows) return mark;
      day = mark->day + 1;
    }
  }

  Result<Outcome> Build(const RollupMark& mark) {
    std::vector<BuiltPeriod> built;
    {
      PLUMB_ASSIGN(auto txn, environment_.BeginRead());
      View view(environment_, std::move(txn));
      PLUMB_ASSIGN(built, RollUpDay(view.state, view.series, *rules_, mark.target, mark.day));
    }
    std::span<BuiltPeriod> left(built);
    while (true) {
      PLUMB_ASSIGN(auto write, BeginWrite());
      if (!write) return Outcome::kBlocked;
      PLUMB_ASSIGN(const bool same, IsUnchanged(*write->txn, mark, left));
      if (!same) return Outcome::kChanged;
      const size_t count = FitTransaction(left);
      PLUMB_TRY(Write(*write->txn, left.subspan(0, count)));
      left = left.subspan(count);
      if (left.empty()) PLUMB_TRY(store::SettleMark(*write->txn, environment_.tables(), mark));
      PLUMB_TRY(write->txn->Commit());
      if (left.empty()) break;
    }
    ++report_.days;
    return Outcome::kBuilt;
  }

  Result<bool> IsUnchanged(const store::Transaction& txn, const RollupMark& mark,
                           std::span<const BuiltPeriod> built) {
    PLUMB_ASSIGN(const auto there,
                 store::FindMark(txn, environment_.tables(), mark.target, mark.day));
    if (!there || *there != mark) return false;
    for (const BuiltPeriod& period : built) {
      PLUMB_ASSIGN(const uint64_t is, store::HashPeriod(txn, environment_.tables(), period.key));
      if (is != period.was) return false;
    }
    return true;
  }

  // How many of the periods go into one transaction.
  static size_t FitTransaction(std::span<const BuiltPeriod> built) {
    uint64_t bytes = 0;
    size_t count = 0;
    while (count < built.size() && (count == 0 || bytes + built[count].bytes <= kMaxBytes))
      bytes += built[count++].bytes;
    return count;
  }

  Status Write(store::Transaction& txn, std::span<BuiltPeriod> built) {
    for (BuiltPeriod& period : built) {
      report_.segments += period.segments.size();
      report_.bytes += period.bytes;
      PLUMB_TRY(
          store::ReplacePeriod(txn, environment_.tables(), period.key, std::move(period.segments)));
    }
    return Ok();
  }

  store::Environment& environment_;
  Clock& clock_;
  store::CompactionBudget budget_;
  Timestamp now_;
  int64_t started_;
  uint64_t hash_ = 0;
  std::optional<SeriesRules> rules_;
  int changes_ = 0;  // that others made to what was built
  RollupReport report_;
};

}  // namespace

Result<RollupReport> RollUp(store::Environment& environment, Clock& clock,
                            const store::CompactionBudget& budget) {
  return Rollup(environment, clock, budget).Run();
}

Result<bool> AreRollupsBuilt(const store::StoreState& state, const store::RetentionRules& rules,
                             TargetId target, Timestamp time) {
  const uint64_t hash = HashRollupRules(rules);
  if (hash == 0) return true;
  PLUMB_ASSIGN(const auto known, store::LoadRollupState(state.txn, state.tables));
  if (!known || known->rules != hash || known->next != 0) return false;
  const Timestamp day = store::PeriodStart(store::Level::kDay, time);
  PLUMB_ASSIGN(const bool marked, store::IsMarked(state.txn, state.tables, target, day));
  if (marked) return false;
  // Rows are marked when they become segments.
  PLUMB_ASSIGN(const bool rows, store::HasRows(state, target, {day, day + kDay - 1}));
  return !rows;
}

}  // namespace plumb::maintenance
