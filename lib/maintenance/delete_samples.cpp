#include "maintenance/delete_samples.h"

#include <map>

#include "encoding/fixed.h"
#include "maintenance/removal_counter.h"
#include "maintenance/removal_session.h"
#include "store/rollup_marks.h"
#include "store/series_search.h"
#include "store/tier.h"

namespace plumb::maintenance {

namespace {

using store::Level;
using store::Removal;
using store::SeriesId;
using store::TargetId;

// What is to go of a target.
struct TargetPlan {
  std::vector<SeriesId> series;  // ascending
  bool whole = false;            // the target has no other series
};
using Plan = std::map<TargetId, TargetPlan>;

// Says of the targets in the plan which have no series besides those in it.
Status FindWhole(store::Snapshot& s, Plan& plan) {
  std::map<TargetId, size_t> all;
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*s.txn, s.tables().series));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    const auto record = store::DecodeSeries(cursor.value());
    if (!record) return store::DamagedError(s.txn->path(), "a series makes no sense");
    for (const TargetId target : record->targets) ++all[target];
    PLUMB_ASSIGN(more, cursor.Next());
  }
  for (auto& [target, of_target] : plan) of_target.whole = all[target] == of_target.series.size();
  return Ok();
}

Result<Plan> MakePlan(store::Snapshot& s, const model::Matchers& matchers, uint64_t& count) {
  Plan plan;
  PLUMB_ASSIGN(const auto found, store::SearchSeries(s, matchers));
  count = found.size();
  for (const store::FoundSeries& one : found)
    for (const TargetId target : one.record.targets) plan[target].series.push_back(one.id);
  PLUMB_TRY(FindWhole(s, plan));
  return plan;
}

// Of rollups go all windows that the range touches: those at its ends are built again of the
// samples that are left, if they are there still. A window that kept what it counted would give
// back what was deleted.
model::TimeRange RangeAt(Level level, model::TimeRange range) {
  const store::Tier* tier = store::TierOf(level);
  if (tier == nullptr) return range;
  return {tier->WindowEnd(range.from) - tier->resolution + 1, tier->WindowEnd(range.to)};
}

Removal MakeRemoval(const TargetPlan& plan, model::TimeRange range) {
  const auto range_of = [&plan, range](SeriesId series) {
    const bool goes = std::binary_search(plan.series.begin(), plan.series.end(), series);
    return goes ? range : store::kNothing;
  };
  return {.range_of = range_of, .scrapes = plan.whole ? range : store::kNothing};
}

// Samples of spread rows are later than their keys say.
model::TimeRange RowKeys(model::TimeRange range) {
  return {range.from - store::kSpread, range.to};
}

Status Count(store::Snapshot& s, model::TimeRange range, const Plan& plan, DeleteReport& report) {
  RemovalCounter counter(s.state());
  for (const auto& [target, of_target] : plan) {
    PLUMB_TRY(counter.CountRows(target, RowKeys(range), MakeRemoval(of_target, range)));
    for (const Level level : store::AllLevels()) {
      const model::TimeRange at_level = RangeAt(level, range);
      const Removal removal = MakeRemoval(of_target, at_level);
      Timestamp from = store::PeriodStart(level, at_level.from);
      while (true) {
        PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(s.state(), level, target, from));
        if (!start || *start > at_level.to) break;
        PLUMB_TRY(
            counter.CountPeriod({.level = level, .target = target, .start = *start}, removal));
        from = *start + 1;
      }
    }
  }
  report.counts = counter.counts();
  report.series = counter.TakeSeries().size();
  return Ok();
}

class Deleter {
 public:
  Deleter(store::Environment& environment, Clock& clock, model::TimeRange range)
      : environment_(environment),
        session_(environment, clock, store::kDefaultLockDeadline, store::RollupMarks::kMake),
        range_(range) {}

  Status Run(const Plan& plan, DeleteReport& report) {
    for (const auto& [target, of_target] : plan) {
      // Rows first: those that become segments meanwhile are found there.
      PLUMB_TRY(DeleteRows(target, MakeRemoval(of_target, range_)));
      for (const Level level : store::AllLevels())
        PLUMB_TRY(DeletePeriods(target, level, of_target));
    }
    PLUMB_TRY(session_.Commit());
    report.counts = session_.counts();
    report.series = session_.series();
    return Ok();
  }

 private:
  Result<RemovalSession::Step> Begin() {
    PLUMB_ASSIGN(auto step, session_.Begin());
    if (step) return *step;
    return Error{Exit::kStore,
                 "others write to '" + environment_.path() +
                     "' without a pause; a part is deleted, the same again deletes the rest"};
  }

  Status DeleteRows(TargetId target, const Removal& removal) {
    model::TimeRange keys = RowKeys(range_);
    while (true) {
      PLUMB_ASSIGN(const auto step, Begin());
      PLUMB_ASSIGN(const auto next, step.remover.TrimRows(target, keys, removal));
      PLUMB_TRY(session_.Rest());
      if (!next) return Ok();
      keys.from = *next;
    }
  }

  Status DeletePeriods(TargetId target, Level level, const TargetPlan& plan) {
    const model::TimeRange range = RangeAt(level, range_);
    const Removal removal = MakeRemoval(plan, range);
    Timestamp from = store::PeriodStart(level, range.from);
    while (true) {
      PLUMB_ASSIGN(const auto step, Begin());
      store::LayoutTable layouts(environment_.tables());
      const store::StoreState state{step.txn, environment_.tables(), layouts};
      PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(state, level, target, from));
      if (!start || *start > range.to) return Ok();
      const store::SegmentKey key{.level = level, .target = target, .start = *start};
      PLUMB_ASSIGN(const bool went, step.remover.TrimPeriod(key, removal));
      if (went && !store::IsRaw(level)) PLUMB_TRY(MarkEnds(step.txn, key, range));
      PLUMB_TRY(session_.Rest());
      from = *start + 1;
    }
  }

  // The windows at the ends of the range are to be built again.
  Status MarkEnds(store::Transaction& txn, const store::SegmentKey& key, model::TimeRange range) {
    PLUMB_ASSIGN(const auto rollups, store::LoadRollupState(txn, environment_.tables()));
    if (!rollups) return Ok();
    const model::TimeRange period{key.start + 1, key.start + store::PeriodLength(key.level)};
    for (const Timestamp end : {range.from, range.to}) {
      if (!period.Contains(end)) continue;
      // Windows belong to the day that they end in.
      const Timestamp day = store::PeriodStart(Level::kDay, end - 1);
      PLUMB_TRY(store::MarkDay(txn, environment_.tables(), key.target, day));
    }
    return Ok();
  }

  store::Environment& environment_;
  RemovalSession session_;
  model::TimeRange range_;
};

}  // namespace

Result<DeleteReport> CountDeletion(store::Environment& environment, const DeleteRequest& request) {
  DeleteReport report;
  PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment.shared_from_this()));
  const std::lock_guard guard(snapshot->mutex);
  PLUMB_ASSIGN(const Plan plan, MakePlan(*snapshot, request.matchers, report.found));
  PLUMB_TRY(Count(*snapshot, request.range, plan, report));
  return report;
}

Result<DeleteReport> DeleteSamples(store::Environment& environment, Clock& clock,
                                   const DeleteRequest& request) {
  DeleteReport report;
  Plan plan;
  {
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment.shared_from_this()));
    const std::lock_guard guard(snapshot->mutex);
    PLUMB_ASSIGN(plan, MakePlan(*snapshot, request.matchers, report.found));
  }
  PLUMB_TRY(Deleter(environment, clock, request.range).Run(plan, report));
  return report;
}

}  // namespace plumb::maintenance
