#include "maintenance/expiry.h"

#include <algorithm>
#include <optional>

#include "encoding/fixed.h"
#include "maintenance/dead_series.h"
#include "maintenance/removal_counter.h"
#include "maintenance/removal_session.h"
#include "store/target_rows.h"
#include "store/tier.h"

namespace plumb::maintenance {

namespace {

using store::Level;
using store::Removal;
using store::SegmentKey;
using store::SeriesId;
using store::TargetId;

// What becomes of a period.
enum class Fate { kStays, kWaits, kTrimmed, kGoes };

// The last time of an hour that is over at the horizon.
Timestamp LastRowTime(Timestamp horizon) {
  return store::PeriodStart(Level::kHour, horizon) - 1;
}

// What goes of a target's rows. Those whose rule wants rollups become segments first.
Removal RowRemoval(const RetentionPlan& plan, TargetId target, bool rollups) {
  const auto range_of = [&plan, rollups](SeriesId series) {
    if (rollups && plan.WantsRollups(series)) return store::kNothing;
    return model::TimeRange{model::kMinTime, LastRowTime(plan.HorizonOf(series, Level::kHour))};
  };
  const Timestamp scrapes = LastRowTime(plan.EarliestHorizon(target, Level::kHour));
  return {.range_of = range_of, .scrapes = {model::kMinTime, scrapes}};
}

// Judges periods at one moment.
class Judge {
 public:
  Judge(const RetentionPlan& plan, const ExpiryOptions& options) : plan_(plan), options_(options) {}

  Result<Fate> FateOf(const store::StoreState& state, const SegmentKey& key) const {
    const Timestamp end = key.start + store::PeriodLength(key.level);
    PLUMB_ASSIGN(const auto period, store::LoadPeriod(state, key.level, key.target, key.start));
    if (!period) return Fate::kStays;
    bool some = false;
    bool all = end <= plan_.EarliestHorizon(key.target, key.level);
    bool waits = false;
    for (const store::SegmentRef& segment : period->segments) {
      for (const auto& entry : segment.view.entries()) {
        const bool goes = Goes(entry.series, key);
        some = some || goes;
        all = all && goes;
        waits = waits || (goes && store::IsRaw(key.level) && plan_.WantsRollups(entry.series));
      }
    }
    if (!some && !all) return Fate::kStays;
    if (waits && options_.may_go) {
      PLUMB_ASSIGN(const bool may, options_.may_go(state, key));
      if (!may) return Fate::kWaits;
    }
    return all ? Fate::kGoes : Fate::kTrimmed;
  }

  [[nodiscard]] Removal RemovalOf(const SegmentKey& key, Fate fate) const {
    const auto range_of = [this, key](SeriesId series) {
      return Goes(series, key) ? kAllTimes : store::kNothing;
    };
    return {.range_of = range_of, .scrapes = fate == Fate::kGoes ? kAllTimes : store::kNothing};
  }

 private:
  static constexpr model::TimeRange kAllTimes{model::kMinTime, model::kMaxTime};

  [[nodiscard]] bool Goes(SeriesId series, const SegmentKey& key) const {
    return key.start + store::PeriodLength(key.level) <= plan_.HorizonOf(series, key.level);
  }

  const RetentionPlan& plan_;
  const ExpiryOptions& options_;
};

Result<std::vector<TargetId>> AllTargets(const store::Transaction& txn,
                                         const store::Tables& tables) {
  std::vector<TargetId> targets;
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(txn, tables.target));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    targets.push_back(encoding::LoadBig32(cursor.key().data()));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return targets;
}

// Calls `visit` with the key of each period that may have something that is to go, oldest first.
template <typename Visit>
Status EachOldPeriod(const store::StoreState& state, const RetentionPlan& plan, TargetId target,
                     Level level, Visit visit) {
  const Timestamp horizon = plan.LatestHorizon(level);
  Timestamp from = INT64_MIN;
  while (true) {
    PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(state, level, target, from));
    if (!start || *start + store::PeriodLength(level) > horizon) return Ok();
    PLUMB_TRY(visit(SegmentKey{.level = level, .target = target, .start = *start}));
    from = *start + 1;
  }
}

class Expirer {
 public:
  Expirer(store::Environment& environment, Clock& clock, const ExpiryOptions& options)
      : environment_(environment),
        clock_(clock),
        options_(options),
        started_(clock.MonotonicNs()),
        session_(environment, clock, options.patience) {}

  Result<ExpiryReport> Run() {
    PLUMB_ASSIGN(const std::vector<TargetId> targets, MakePlan());
    if (plan_) {
      for (const TargetId target : targets) {
        if (!report_.done) break;
        PLUMB_TRY(ExpireRows(target));
        for (const Level level : store::kRawLevels) PLUMB_TRY(ExpirePeriods(target, level));
        for (const Level level : store::TierLevels()) PLUMB_TRY(ExpirePeriods(target, level));
      }
      PLUMB_TRY(session_.Commit());
      report_.counts = session_.counts();
    }
    return RemoveDead();
  }

 private:
  // No plan if nothing may ever go.
  Result<std::vector<TargetId>> MakePlan() {
    PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment_.shared_from_this()));
    const std::lock_guard guard(snapshot->mutex);
    PLUMB_ASSIGN(auto rules, store::LoadRetentionRules(*snapshot->txn, environment_.tables()));
    if (rules.empty()) return std::vector<TargetId>();
    PLUMB_ASSIGN(plan_, RetentionPlan::Make(*snapshot, std::move(rules), clock_.Now()));
    return AllTargets(*snapshot->txn, environment_.tables());
  }

  // Whether to stop, which the report says then.
  bool Spent() {
    constexpr int64_t kNsPerMs = 1'000'000;
    if (clock_.MonotonicNs() - started_ >= options_.time * kNsPerMs) report_.done = false;
    return !report_.done;
  }

  Status ExpireRows(TargetId target) {
    const Timestamp last = LastRowTime(plan_->LatestHorizon(Level::kHour));
    const Removal removal = RowRemoval(*plan_, target, options_.may_go != nullptr);
    std::optional<Timestamp> from = model::kMinTime;
    {
      PLUMB_ASSIGN(const auto txn, environment_.BeginRead());
      store::LayoutTable layouts(environment_.tables());
      PLUMB_ASSIGN(from, store::FindRowFrom({*txn, environment_.tables(), layouts}, target, *from));
    }
    while (from && *from <= last && !Spent()) {
      PLUMB_ASSIGN(const auto step, session_.Begin());
      if (!step) return GiveUp();
      PLUMB_ASSIGN(from, step->remover.TrimRows(target, {*from, last}, removal));
      PLUMB_TRY(session_.Rest());
    }
    return Ok();
  }

  Status ExpirePeriods(TargetId target, Level level) {
    const Judge judge(*plan_, options_);
    PLUMB_ASSIGN(const std::vector<SegmentKey> due, FindDue(target, level, judge));
    for (const SegmentKey& key : due) {
      if (Spent()) return Ok();
      PLUMB_ASSIGN(const auto step, session_.Begin());
      if (!step) return GiveUp();
      // Others may have changed it meanwhile.
      store::LayoutTable layouts(environment_.tables());
      PLUMB_ASSIGN(const Fate fate, judge.FateOf({step->txn, environment_.tables(), layouts}, key));
      if (fate == Fate::kGoes) PLUMB_TRY(step->remover.DropPeriod(key));
      if (fate == Fate::kTrimmed)
        PLUMB_TRY(step->remover.TrimPeriod(key, judge.RemovalOf(key, fate)));
      PLUMB_TRY(session_.Rest());
    }
    return Ok();
  }

  // In a snapshot, where nobody waits for the looking.
  Result<std::vector<SegmentKey>> FindDue(TargetId target, Level level, const Judge& judge) {
    std::vector<SegmentKey> due;
    PLUMB_ASSIGN(const auto txn, environment_.BeginRead());
    store::LayoutTable layouts(environment_.tables());
    const store::StoreState state{*txn, environment_.tables(), layouts};
    PLUMB_TRY(EachOldPeriod(state, *plan_, target, level, [&](const SegmentKey& key) -> Status {
      if (Spent()) return Ok();
      PLUMB_ASSIGN(const Fate fate, judge.FateOf(state, key));
      if (fate == Fate::kWaits) ++report_.waiting;
      if (fate == Fate::kGoes || fate == Fate::kTrimmed) due.push_back(key);
      return Ok();
    }));
    return due;
  }

  Status GiveUp() {
    report_.done = false;
    return Ok();
  }

  Result<ExpiryReport> RemoveDead() {
    if (Spent()) return report_;
    constexpr int64_t kNsPerMs = 1'000'000;
    const DurationMs spent = (clock_.MonotonicNs() - started_) / kNsPerMs;
    PLUMB_ASSIGN(const DeadSeriesReport dead,
                 RemoveDeadSeries(environment_, clock_,
                                  {.time = options_.time - spent, .patience = options_.patience}));
    report_.series = dead.series;
    report_.targets = dead.targets;
    report_.done = report_.done && dead.done;
    return report_;
  }

  store::Environment& environment_;
  Clock& clock_;
  const ExpiryOptions& options_;
  int64_t started_;
  RemovalSession session_;
  std::optional<RetentionPlan> plan_;
  ExpiryReport report_;
};

}  // namespace

Result<ExpiryReport> Expire(store::Environment& environment, Clock& clock,
                            const ExpiryOptions& options) {
  return Expirer(environment, clock, options).Run();
}

Result<ExpiryForecast> ForecastExpiry(store::Environment& environment, Timestamp now,
                                      const store::RetentionRules& rules) {
  PLUMB_ASSIGN(const auto snapshot, store::Snapshot::Take(environment.shared_from_this()));
  const std::lock_guard guard(snapshot->mutex);
  PLUMB_ASSIGN(const RetentionPlan plan, RetentionPlan::Make(*snapshot, rules, now));
  PLUMB_ASSIGN(const auto targets, AllTargets(*snapshot->txn, environment.tables()));
  const store::StoreState state = snapshot->state();
  const ExpiryOptions options;
  const Judge judge(plan, options);
  RemovalCounter counter(state);
  for (const TargetId target : targets) {
    const Timestamp last = LastRowTime(plan.LatestHorizon(Level::kHour));
    PLUMB_TRY(counter.CountRows(target, {model::kMinTime, last}, RowRemoval(plan, target, false)));
    for (const Level level : store::kRawLevels)
      PLUMB_TRY(EachOldPeriod(state, plan, target, level, [&](const SegmentKey& key) -> Status {
        PLUMB_ASSIGN(const Fate fate, judge.FateOf(state, key));
        if (fate == Fate::kStays) return Ok();
        return counter.CountPeriod(key, judge.RemovalOf(key, fate));
      }));
  }
  return ExpiryForecast{.counts = counter.counts(), .series = counter.TakeSeries().size()};
}

}  // namespace plumb::maintenance
