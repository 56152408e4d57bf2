#include "maintenance/dead_series.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "encoding/fixed.h"
#include "maintenance/target_inventory.h"
#include "store/hint_table.h"
#include "store/rollup_marks.h"
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
constexpr int64_t kNsPerMs = 1'000'000;
// How long a transaction may keep others waiting before it is committed.
constexpr int64_t kLongNs = 50 * kNsPerMs;

// What was found of a target in a snapshot.
struct Finding {
  std::vector<SeriesId> dead;  // without a sample under the target; ascending
  std::vector<SeriesId> held;  // the same, but rows name them still: to be looked at again
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
      PLUMB_ASSIGN(const auto suspects, store::LoadSuspects(*s_.txn, s_.tables(), target));
      PLUMB_ASSIGN(const auto inventory, TargetInventory::Take(s_.state(), target));
      finding.fingerprint = inventory.fingerprint();
      finding.empty = inventory.empty();
      any_empty = any_empty || finding.empty;
      if (finding.empty) continue;
      PLUMB_ASSIGN(auto missing, inventory.FindMissing(s_.state(), suspects));
      finding.dead = std::move(missing.unnamed);
      finding.held = std::move(missing.held);
      if (finding.dead.empty() && finding.held == suspects) findings.erase(target);
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
      : environment_(environment), clock_(clock), budget_(budget), started_(clock.MonotonicNs()) {}

  Result<DeadSeriesReport> Run() {
    for (int round = 0; round < kRounds; ++round) {
      report_.done = true;
      PLUMB_ASSIGN(auto findings, Find());
      LayoutUsers users(findings);
      for (auto at = findings.begin(); at != findings.end();) {
        if (Spent()) report_.done = false;
        if (Spent()) return report_;
        PLUMB_ASSIGN(const bool wrote, Step(findings, at, users));
        if (!wrote) return report_;
      }
      if (report_.done) return report_;
    }
    return report_;
  }

 private:
  using Findings = std::map<TargetId, Finding>;

  [[nodiscard]] bool Spent() const {
    return clock_.MonotonicNs() - started_ >= budget_.time * kNsPerMs;
  }

  Result<Findings> Find() {
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment_.shared_from_this()));
    const std::lock_guard guard(snapshot->mutex);
    state_ = snapshot->txn->id();
    return Search(*snapshot).Run();
  }

  // One transaction's work, from `at` on, which moves behind what is done. False if others write.
  Result<bool> Step(Findings& findings, Findings::iterator& at, LayoutUsers& users) {
    PLUMB_ASSIGN(auto write, environment_.TryBeginWrite(budget_.patience));
    if (!write) {
      report_.done = false;
      return false;
    }
    store::Transaction& txn = *write->txn;
    // A series may be put under a target without a sample of it. That none is was only looked at in
    // the snapshot.
    const bool undisturbed = txn.id() == state_ + 1;
    const int64_t began = clock_.MonotonicNs();
    PLUMB_TRY(users.Update(txn, environment_.tables()));
    store::SeriesRemover remover(txn, environment_.tables());
    uint64_t targets = 0;
    size_t room = kSeriesAtOnce;
    while (at != findings.end() && room > 0 && clock_.MonotonicNs() - began < kLongNs) {
      Finding& finding = at->second;
      PLUMB_ASSIGN(const bool same, IsSame(txn, at->first, finding));
      if (!same || (finding.empty && !undisturbed)) {
        report_.done = false;
        ++at;
        continue;
      }
      const size_t count = std::min(room, finding.dead.size());
      const std::span<const SeriesId> leaving = std::span(finding.dead).first(count);
      PLUMB_TRY(Leave(txn, at->first, leaving, users, remover));
      room -= count;
      finding.dead.erase(finding.dead.begin(),
                         finding.dead.begin() + static_cast<std::ptrdiff_t>(count));
      if (!finding.dead.empty()) break;
      PLUMB_TRY(FinishTarget(txn, at->first, finding));
      if (finding.empty) ++targets;
      ++at;
    }
    PLUMB_TRY(remover.Finish());
    const bool changed = txn.wrote();
    PLUMB_TRY(txn.Commit());
    if (undisturbed && changed) ++state_;
    report_.series += remover.removed();
    report_.targets += targets;
    return true;
  }

  // Whether the target has what it had in the snapshot.
  Result<bool> IsSame(const store::Transaction& txn, TargetId target, const Finding& finding) {
    store::LayoutTable layouts(environment_.tables());
    PLUMB_ASSIGN(const auto inventory,
                 TargetInventory::Take({txn, environment_.tables(), layouts}, target));
    return inventory.fingerprint() == finding.fingerprint;
  }

  Status Leave(store::Transaction& txn, TargetId target, std::span<const SeriesId> series,
               const LayoutUsers& users, store::SeriesRemover& remover) {
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
    store::LayoutTable layouts(environment_.tables());
    for (const LayoutId layout : unused) {
      PLUMB_ASSIGN(const auto there, txn.Get(environment_.tables().layout, store::IdKey(layout)));
      if (there) PLUMB_TRY(layouts.Remove(txn, layout));
    }
    return store::RemoveHints(txn, environment_.tables(), target, series);
  }

  Status FinishTarget(store::Transaction& txn, TargetId target, const Finding& finding) {
    const store::Tables& tables = environment_.tables();
    PLUMB_TRY(store::ForgetSuspects(txn, tables, target));
    if (!finding.held.empty()) return store::AddSuspects(txn, tables, target, finding.held);
    if (!finding.empty) return Ok();
    PLUMB_TRY(store::RemoveHints(txn, tables, target, std::nullopt));
    PLUMB_TRY(store::DropMarksOf(txn, tables, target));
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
