#include "maintenance/dead_series.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "encoding/fixed.h"
#include "maintenance/target_inventory.h"
#include "store/hint_table.h"
#include "store/series_remover.h"
#include "store/suspect_table.h"
#include "store/target_table.h"

namespace plumb::maintenance {

namespace {

using store::LayoutId;
using store::SeriesId;
using store::TargetId;

// A target that others write to is looked at again so often; then it is left for the next time.
constexpr int kRounds = 3;
// Series that a transaction takes out: each touches a page for each of its labels.
constexpr size_t kSeriesAtOnce = 500;

// What was found of a target in a snapshot.
struct Finding {
  std::vector<SeriesId> suspects;
  std::vector<SeriesId> dead;  // without a sample under the target; ascending
  bool empty = false;          // it has neither rows nor segments
  uint64_t fingerprint = 0;
};

class Search {
 public:
  explicit Search(store::Snapshot& snapshot) : s_(snapshot) {}

  Result<std::map<TargetId, Finding>> Run() {
    std::map<TargetId, Finding> findings;
    PLUMB_ASSIGN(const auto targets, store::ListSuspectTargets(*s_.txn, s_.tables()));
    bool any_empty = false;
    for (const TargetId target : targets) {
      Finding& finding = findings[target];
      PLUMB_ASSIGN(finding.suspects, store::LoadSuspects(*s_.txn, s_.tables(), target));
      PLUMB_ASSIGN(const auto inventory, TargetInventory::Take(s_.state(), target));
      finding.fingerprint = inventory.fingerprint();
      finding.empty = inventory.empty();
      any_empty = any_empty || finding.empty;
      if (finding.empty) continue;
      PLUMB_ASSIGN(finding.dead, inventory.FindMissing(s_.state(), finding.suspects));
    }
    if (any_empty) PLUMB_TRY(AddAllOfEmpty(findings));
    return findings;
  }

 private:
  // A series may be under a target that never kept a sample of it: all were there already.
  Status AddAllOfEmpty(std::map<TargetId, Finding>& findings) {
    PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*s_.txn, s_.tables().series));
    PLUMB_ASSIGN(bool more, cursor.First());
    while (more) {
      const auto record = store::DecodeSeries(cursor.value());
      if (!record) return store::DamagedError(s_.txn->path(), "a series makes no sense");
      for (const TargetId target : record->targets) {
        const auto found = findings.find(target);
        if (found != findings.end() && found->second.empty)
          found->second.dead.push_back(encoding::LoadBig32(cursor.key().data()));
      }
      PLUMB_ASSIGN(more, cursor.Next());
    }
    return Ok();
  }

  store::Snapshot& s_;
};

// Which layouts name a series; more are added as they appear.
class LayoutUsers {
 public:
  explicit LayoutUsers(const std::map<TargetId, Finding>& findings) {
    for (const auto& [target, finding] : findings)
      for (const SeriesId series : finding.dead) layouts_.try_emplace(series);
  }

  // Looks at the layouts that were added since it looked the last time.
  Status Update(const store::Transaction& txn, const store::Tables& tables) {
    PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(txn, tables.layout));
    PLUMB_ASSIGN(bool more, cursor.Seek(store::IdKey(next_)));
    while (more) {
      const LayoutId id = encoding::LoadBig32(cursor.key().data());
      const auto layout = store::DecodeLayout(cursor.value());
      if (!layout) return store::DamagedError(txn.path(), "a layout makes no sense");
      for (const SeriesId series : layout->series)
        if (const auto dead = layouts_.find(series); dead != layouts_.end())
          dead->second.push_back(id);
      next_ = id + 1;
      PLUMB_ASSIGN(more, cursor.Next());
    }
    return Ok();
  }

  [[nodiscard]] const std::vector<LayoutId>& Of(SeriesId series) const {
    return layouts_.at(series);
  }

 private:
  std::unordered_map<SeriesId, std::vector<LayoutId>> layouts_;  // of those that may be dead
  LayoutId next_ = 1;
};

class Remover {
 public:
  Remover(store::Environment& environment, Clock& clock, const DeadSeriesBudget& budget)
      : environment_(environment),
        clock_(clock),
        budget_(budget),
        started_(clock.MonotonicNs()) {}

  Result<DeadSeriesReport> Run() {
    for (int round = 0; round < kRounds; ++round) {
      report_.done = true;
      PLUMB_ASSIGN(auto findings, Find());
      if (findings.empty()) return report_;
      LayoutUsers users(findings);
      for (auto& [target, finding] : findings) {
        bool more = true;
        while (more) {
          if (Spent()) {
            report_.done = false;
            return report_;
          }
          PLUMB_ASSIGN(more, RemoveSome(target, finding, users));
        }
      }
      if (report_.done) return report_;
    }
    return report_;
  }

 private:
  [[nodiscard]] bool Spent() const {
    constexpr int64_t kNsPerMs = 1'000'000;
    return clock_.MonotonicNs() - started_ >= budget_.time * kNsPerMs;
  }

  Result<std::map<TargetId, Finding>> Find() {
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment_.shared_from_this()));
    const std::lock_guard guard(snapshot->mutex);
    state_ = snapshot->txn->id();
    return Search(*snapshot).Run();
  }

  // One transaction's work; whether there is more for this target.
  Result<bool> RemoveSome(TargetId target, Finding& finding, LayoutUsers& users) {
    PLUMB_ASSIGN(auto write, environment_.TryBeginWrite(budget_.patience));
    if (!write) {
      report_.done = false;
      return false;
    }
    store::Transaction& txn = *write->txn;
    store::LayoutTable layouts(environment_.tables());
    PLUMB_ASSIGN(const auto inventory,
                 TargetInventory::Take({txn, environment_.tables(), layouts}, target));
    if (inventory.fingerprint() != finding.fingerprint) {
      report_.done = false;
      return false;
    }
    // A series may be put under a target without a sample of it. That none is was only looked at in
    // the snapshot.
    const bool undisturbed = txn.id() == state_ + 1;
    if (finding.empty && !undisturbed) {
      report_.done = false;
      return false;
    }
    PLUMB_TRY(users.Update(txn, environment_.tables()));
    const size_t count = std::min(kSeriesAtOnce, finding.dead.size());
    const std::span<const SeriesId> leaving = std::span(finding.dead).first(count);
    PLUMB_ASSIGN(const uint64_t removed, Leave(txn, target, leaving, users, layouts));
    const bool last = count == finding.dead.size();
    if (last) PLUMB_TRY(FinishTarget(txn, target, finding));
    PLUMB_TRY(txn.Commit());
    if (undisturbed) ++state_;
    report_.series += removed;
    if (last && finding.empty) ++report_.targets;
    finding.dead.erase(finding.dead.begin(),
                       finding.dead.begin() + static_cast<std::ptrdiff_t>(count));
    return !last;
  }

  Result<uint64_t> Leave(store::Transaction& txn, TargetId target,
                         std::span<const SeriesId> series, const LayoutUsers& users,
                         store::LayoutTable& layouts) {
    store::SeriesRemover remover(txn, environment_.tables());
    std::vector<LayoutId> unused;
    for (const SeriesId one : series) {
      PLUMB_ASSIGN(const bool gone, remover.Leave(one, target));
      if (!gone) continue;
      // Its last rows are gone under each target, and with them the rows that use its layouts.
      const auto& named = users.Of(one);
      unused.insert(unused.end(), named.begin(), named.end());
    }
    std::sort(unused.begin(), unused.end());
    unused.erase(std::unique(unused.begin(), unused.end()), unused.end());
    for (const LayoutId layout : unused) {
      PLUMB_ASSIGN(const auto there, txn.Get(environment_.tables().layout, store::IdKey(layout)));
      if (there) PLUMB_TRY(layouts.Remove(txn, layout));
    }
    PLUMB_TRY(store::RemoveHints(txn, environment_.tables(), target, series));
    PLUMB_TRY(remover.Finish());
    return remover.removed();
  }

  Status FinishTarget(store::Transaction& txn, TargetId target, const Finding& finding) {
    const store::Tables& tables = environment_.tables();
    PLUMB_TRY(store::ForgetSuspects(txn, tables, target));
    if (!finding.empty) return Ok();
    PLUMB_TRY(store::RemoveHints(txn, tables, target, std::nullopt));
    return store::RemoveTarget(txn, tables, target);
  }

  store::Environment& environment_;
  Clock& clock_;
  DeadSeriesBudget budget_;
  int64_t started_;
  uint64_t state_ = 0;  // that was searched, as far as only this has changed it since
  DeadSeriesReport report_;
};

}  // namespace

Result<DeadSeriesReport> RemoveDeadSeries(store::Environment& environment, Clock& clock,
                                          const DeadSeriesBudget& budget) {
  return Remover(environment, clock, budget).Run();
}

}  // namespace plumb::maintenance
