#include "maintenance/delete_samples.h"

#include <map>

#include "encoding/fixed.h"
#include "maintenance/removal_counter.h"
#include "maintenance/removal_session.h"
#include "store/series_search.h"

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

Result<Plan> MakePlan(store::Snapshot& s, const model::Matchers& matchers, uint64_t& series) {
  Plan plan;
  PLUMB_ASSIGN(const auto found, store::SearchSeries(s, matchers));
  series = found.size();
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

// Samples of spread rows are later than their keys say.
model::TimeRange RowKeys(model::TimeRange range) {
  return {range.from - store::kSpread, range.to};
}

Result<store::RemovalCounts> Count(store::Snapshot& s, model::TimeRange range, const Plan& plan) {
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
  return counter.counts();
}

class Deleter {
 public:
  Deleter(store::Environment& environment, Clock& clock, model::TimeRange range)
      : environment_(environment),
        session_(environment, clock, store::kDefaultLockDeadline),
        range_(range) {}

  Result<store::RemovalCounts> Run(const Plan& plan) {
    for (const auto& [target, of_target] : plan) {
      const Removal removal = MakeRemoval(of_target, range_);
      // Rows first: those that become segments meanwhile are found there.
      PLUMB_TRY(DeleteRows(target, removal));
      for (const store::Level level : store::kRawLevels)
        PLUMB_TRY(DeletePeriods(target, level, removal));
    }
    PLUMB_TRY(session_.Commit());
    return session_.counts();
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

  Status DeletePeriods(TargetId target, store::Level level, const Removal& removal) {
    Timestamp from = store::PeriodStart(level, range_.from);
    while (true) {
      PLUMB_ASSIGN(const auto step, Begin());
      store::LayoutTable layouts(environment_.tables());
      const store::StoreState state{step.txn, environment_.tables(), layouts};
      PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(state, level, target, from));
      if (!start || *start > range_.to) return Ok();
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
  PLUMB_ASSIGN(const Plan plan, MakePlan(*snapshot, request.matchers, report.series));
  PLUMB_ASSIGN(report.counts, Count(*snapshot, request.range, plan));
  return report;
}

Result<DeleteReport> DeleteSamples(store::Environment& environment, Clock& clock,
                                   const DeleteRequest& request) {
  DeleteReport report;
  Plan plan;
  {
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment.shared_from_this()));
    const std::lock_guard guard(snapshot->mutex);
    PLUMB_ASSIGN(plan, MakePlan(*snapshot, request.matchers, report.series));
  }
  PLUMB_ASSIGN(report.counts, Deleter(environment, clock, request.range).Run(plan));
  return report;
}

}  // namespace plumb::maintenance
