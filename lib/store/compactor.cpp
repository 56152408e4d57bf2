#include "store/compactor.h"

#include <algorithm>
#include <vector>

#include "encoding/fixed.h"
#include "store/due_period.h"
#include "store/period_builder.h"
#include "store/target_rows.h"

namespace plumb::store {

namespace {

// What deleting a row writes: its entry in a leaf, where the row does not lie there itself.
constexpr uint64_t kRowEntry = 32;
constexpr size_t kLargestInLeaf = 2022;

Status AllTargets(const Transaction& txn, const Tables& tables, std::vector<TargetId>& targets) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.row));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more && cursor.key().size() == kRowKeySize) {
    targets.push_back(DecodeRowKey(cursor.key()).target);
    PLUMB_ASSIGN(more, cursor.Seek(EncodeRowKey(
                           {.target = targets.back(), .time = INT64_MAX, .part = UINT16_MAX})));
  }
  return Ok();
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
    PLUMB_ASSIGN(const std::vector<TargetId> due, FindTargets(targets));
    uint64_t finished = 0;
    for (const TargetId target : due) {
      if (budget_.progress) budget_.progress(finished++, due.size());
      bool left = true;
      while (left) {
        if (report_.periods > 0 && Spent()) {
          report_.done = false;
          return report_;
        }
        PLUMB_ASSIGN(left, CompactOne(target));
      }
      if (!report_.done) return report_;
    }
    return report_;
  }

 private:
  [[nodiscard]] bool Spent() const {
    constexpr int64_t kNsPerMs = 1'000'000;
    return written_ >= budget_.bytes || clock_.MonotonicNs() - started_ >= budget_.time * kNsPerMs;
  }

  // Those of the targets that have something due.
  Result<std::vector<TargetId>> FindTargets(std::span<const TargetId> targets) {
    PLUMB_ASSIGN(const auto txn, environment_.BeginRead());
    std::vector<TargetId> all(targets.begin(), targets.end());
    if (targets.empty()) PLUMB_TRY(AllTargets(*txn, environment_.tables(), all));
    const StoreState state{*txn, environment_.tables(), layouts_};
    std::vector<TargetId> due;
    for (const TargetId target : all) {
      PLUMB_ASSIGN(const auto period, FindDuePeriod(state, target, now_, budget_.late));
      if (period) due.push_back(target);
    }
    return due;
  }

  // Whether more is due for the target; false, too, if others write.
  Result<bool> CompactOne(TargetId target) {
    PLUMB_ASSIGN(auto write, environment_.TryBeginWrite(budget_.patience));
    if (!write) {
      report_.done = false;
      return false;
    }
    Transaction& txn = *write->txn;
    const StoreState state{txn, environment_.tables(), layouts_};
    // Another process may have done it meanwhile.
    PLUMB_ASSIGN(const auto due, FindDuePeriod(state, target, now_, budget_.late));
    if (!due) return false;
    PLUMB_TRY(CompactPeriod(state, txn, target, *due));
    PLUMB_ASSIGN(const auto next, FindDuePeriod(state, target, now_, budget_.late));
    PLUMB_TRY(txn.Commit());
    return next.has_value();
  }

  Status CompactPeriod(const StoreState& state, Transaction& txn, TargetId target,
                       const DuePeriod& due) {
    std::vector<RowRef> rows;
    for (const Timestamp hour : due.hours) {
      PLUMB_ASSIGN(auto of_hour, LoadRowsOf(state, target, {hour, hour + kHour - 1}));
      std::move(of_hour.begin(), of_hour.end(), std::back_inserter(rows));
    }
    std::vector<StoredPeriod> periods;
    PLUMB_ASSIGN(auto old, LoadPeriod(state, due.level, target, due.start));
    if (old) periods.push_back(*std::move(old));
    const ChunkInput input{.first = model::kMinTime, .rows = rows, .periods = periods};
    PLUMB_ASSIGN(const BuiltPeriod built, BuildPeriod(txn.path(), input));
    // What was read lies in pages that writing may change: from here on only keys are needed.
    std::vector<std::string> keys;
    for (const RowRef& ref : rows) {
      keys.push_back(EncodeRowKey(ref.key));
      const size_t size = 8 * size_t{ref.row.header().columns};
      written_ += size > kLargestInLeaf ? kRowEntry : size + kRowEntry;
    }
    for (const std::string& key : keys) PLUMB_TRY(txn.Delete(state.tables.row, key));
    PLUMB_TRY(ReplacePeriod(txn, state.tables,
                            {.level = due.level, .target = target, .start = due.start},
                            built.segments));
    ++report_.periods;
    report_.rows += keys.size();
    report_.samples += built.samples;
    report_.segments += built.segments.size();
    report_.bytes += built.bytes;
    written_ += built.bytes;
    return Ok();
  }

  Environment& environment_;
  Clock& clock_;
  CompactionBudget budget_;
  Timestamp now_;
  int64_t started_;
  LayoutTable layouts_;
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
