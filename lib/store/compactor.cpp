#include "store/compactor.h"

#include <algorithm>
#include <vector>

#include "store/due_period.h"
#include "store/prepared_period.h"

namespace plumb::store {

namespace {

// What one transaction writes, about: others wait for so long, and a sync is shared by so many
// periods. One period alone may be more.
constexpr uint64_t kRoundBytes = uint64_t{4} << 20;
// So often a period may have been changed by others between its building and its writing.
constexpr int kPatienceWithChanges = 8;

Result<std::vector<TargetId>> AllTargets(const Transaction& txn, const Tables& tables) {
  std::vector<TargetId> targets;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.row));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more && cursor.key().size() == kRowKeySize) {
    targets.push_back(DecodeRowKey(cursor.key()).target);
    PLUMB_ASSIGN(more, cursor.Seek(EncodeRowKey(
                           {.target = targets.back(), .time = INT64_MAX, .part = UINT16_MAX})));
  }
  return targets;
}

class Compactor {
 public:
  Compactor(Environment& environment, Clock& clock, const CompactionBudget& budget)
      : environment_(environment),
        clock_(clock),
        budget_(budget),
        now_(clock.Now()),
        started_(clock.MonotonicNs()),
        layouts_(environment.tables()) {}

  Result<CompactionReport> Run(std::span<const TargetId> targets) {
    targets_.assign(targets.begin(), targets.end());
    if (targets.empty()) {
      PLUMB_ASSIGN(const auto txn, environment_.BeginRead());
      PLUMB_ASSIGN(targets_, AllTargets(*txn, environment_.tables()));
    }
    while (next_ < targets_.size()) {
      Round round;
      PLUMB_TRY(Prepare(round));
      if (!round.periods.empty()) PLUMB_TRY(Write(round));
      if (!report_.done) break;
    }
    if (damage_) return *std::move(damage_);
    return report_;
  }

 private:
  struct Work {
    size_t target = 0;  // index into targets_
    DuePeriod due;
    PreparedPeriod period;
  };
  // What goes into one transaction.
  struct Round {
    uint64_t state = 0;  // the transaction that it was built from
    uint64_t bytes = 0;
    std::vector<Work> periods;
  };

  [[nodiscard]] bool Spent() const {
    constexpr int64_t kNsPerMs = 1'000'000;
    return written_ >= budget_.bytes || clock_.MonotonicNs() - started_ >= budget_.time * kNsPerMs;
  }

  // Builds what is due of the next targets. Afterwards `next_` is the first that was not finished.
  Status Prepare(Round& round) {
    PLUMB_ASSIGN(const auto txn, environment_.BeginRead());
    round.state = txn->id();
    const StoreState state{*txn, environment_.tables(), layouts_};
    for (; next_ < targets_.size(); ++next_) {
      if (budget_.progress) budget_.progress(next_, targets_.size());
      PLUMB_ASSIGN(const bool finished, PrepareTarget(state, round));
      if (!finished) return Ok();
    }
    return Ok();
  }

  // False if the round is full or the budget is spent before the target is finished.
  Result<bool> PrepareTarget(const StoreState& state, Round& round) {
    DuePeriods periods(state, targets_[next_], now_, budget_.late);
    while (true) {
      auto due = periods.Next();
      if (!due.ok()) return Skip(std::move(due).error());
      if (!*due) return true;
      if (begun_ && Spent()) {
        report_.done = false;
        return false;
      }
      if (round.bytes >= kRoundBytes) return false;
      auto period = PreparePeriod(state, targets_[next_], **due);
      if (!period.ok()) return Skip(std::move(period).error());
      begun_ = true;
      const uint64_t bytes = period->row_bytes + period->built.bytes;
      round.bytes += bytes;
      written_ += bytes;
      round.periods.push_back({next_, **std::move(due), *std::move(period)});
    }
  }

  // A target that cannot be read must not keep the others from what is due.
  bool Skip(Error error) {
    if (!damage_) damage_ = std::move(error);
    return true;
  }

  Status Write(Round& round) {
    PLUMB_ASSIGN(auto write, environment_.TryBeginWrite(budget_.patience));
    if (!write) {
      report_.done = false;
      return Ok();
    }
    Transaction& txn = *write->txn;
    const bool others_wrote = txn.id() != round.state + 1;
    CompactionReport written = report_;
    for (Work& work : round.periods) {
      if (others_wrote) {
        const StoreState state{txn, environment_.tables(), layouts_};
        PLUMB_ASSIGN(const bool unchanged, IsUnchanged(state, work.period, work.due));
        if (!unchanged) {
          LookAgain(work.target);
          continue;
        }
      }
      ++written.periods;
      written.rows += work.period.rows.size();
      written.samples += work.period.built.samples;
      written.segments += work.period.built.segments.size();
      written.bytes += work.period.built.bytes;
      PLUMB_TRY(WritePeriod(txn, environment_.tables(), std::move(work.period)));
    }
    PLUMB_TRY(txn.Commit());
    written.done = report_.done;
    report_ = written;
    return Ok();
  }

  void LookAgain(size_t target) {
    if (++changes_ > kPatienceWithChanges) report_.done = false;
    next_ = std::min(next_, target);
  }

  Environment& environment_;
  Clock& clock_;
  CompactionBudget budget_;
  Timestamp now_;
  int64_t started_;
  LayoutTable layouts_;
  std::vector<TargetId> targets_;
  size_t next_ = 0;     // of the targets: those before it are finished
  bool begun_ = false;  // something was built
  int changes_ = 0;     // that others made to what was built
  std::optional<Error> damage_;
  CompactionReport report_;
  uint64_t written_ = 0;
};

}  // namespace

Result<CompactionReport> CompactDue(Environment& environment, Clock& clock,
                                    const CompactionBudget& budget,
                                    std::span<const TargetId> targets) {
  return Compactor(environment, clock, budget).Run(targets);
}

}  // namespace plumb::store
