#include "maintenance/delete_samples.h"

#include <map>

#include "encoding/fixed.h"
#include "maintenance/removal_counter.h"
#include "maintenance/removal_session.h"
#include "store/series_search.h"
#include "store/tier.h"

namespace plumb::maintenance {

namespace {

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

Removal MakeRemoval(const TargetPlan& plan, model::TimeRange range) {
  const auto range_of = [&plan, range](SeriesId series) {
    const bool goes = std::binary_search(plan.series.begin(), plan.series.end(), series);
    return goes ? range : store::kNothing;
  };
  return {.range_of = range_of, .scrapes = plan.whole ? range : store::kNothing};
}

// A window that loses one of its samples goes as a whole, at its end as well as at its samples.
model::TimeRange WholeWindows(const store::Tier& tier, model::TimeRange range) {
  return {tier.WindowEnd(range.from) - tier.resolution + 1, tier.WindowEnd(range.to)};
}

// Samples of spread rows are later than their keys say.
model::TimeRange RowKeys(model::TimeRange range) {
  return {range.from - store::kSpread, range.to};
}

Status Count(store::Snapshot& s, model::TimeRange range, const Plan& plan, DeleteReport& report) {
  RemovalCounter counter(s.state());
  for (const auto& [target, of_target] : plan) {
    const Removal removal = MakeRemoval(of_target, range);
    PLUMB_TRY(counter.CountRows(target, RowKeys(range), removal));
    for (const store::Level level : store::kRawLevels) {
      Timestamp from = store::PeriodStart(level, range.from);
      while (true) {
        PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(s.state(), level, target, from));
        if (!start || *start > range.to) break;
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
        session_(environment, clock, store::kDefaultLockDeadline),
        range_(range) {}

  Status Run(const Plan& plan, DeleteReport& report) {
    for (const auto& [target, of_target] : plan) {
      const Removal removal = MakeRemoval(of_target, range_);
      // Rows first: those that become segments meanwhile are found there.
      PLUMB_TRY(DeleteRows(target, removal));
      for (const store::Level level : store::kRawLevels)
        PLUMB_TRY(DeletePeriods(target, level, range_, removal));
      PLUMB_TRY(DeleteRollups(target, of_target));
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

  // Those of windows that have samples left are built again.
  Status DeleteRollups(TargetId target, const TargetPlan& plan) {
    for (const store::Level level : store::TierLevels()) {
      const model::TimeRange range = WholeWindows(*store::TierOf(level), range_);
      PLUMB_TRY(DeletePeriods(target, level, range, MakeRemoval(plan, range)));
    }
    PLUMB_ASSIGN(const auto step, Begin());
    for (const Timestamp edge : {range_.from, range_.to})
      if (edge > model::kMinTime && edge < model::kMaxTime)
        PLUMB_TRY(step.remover.MarkDay(target, store::PeriodStart(store::Level::k5mCount, edge)));
    return session_.Rest();
  }

  Status DeletePeriods(TargetId target, store::Level level, model::TimeRange range,
                       const Removal& removal) {
    Timestamp from = store::PeriodStart(level, range.from);
    while (true) {
      PLUMB_ASSIGN(const auto step, Begin());
      store::LayoutTable layouts(environment_.tables());
      const store::StoreState state{step.txn, environment_.tables(), layouts};
      PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(state, level, target, from));
      if (!start || *start > range.to) return Ok();
      PLUMB_TRY(
          step.remover.TrimPeriod({.level = level, .target = target, .start = *start}, removal));
      PLUMB_TRY(session_.Rest());
      from = *start + 1;
    }
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
