#include "store/due_period.h"

#include <algorithm>

#include "store/compactor.h"
#include "store/row.h"
#include "store/target_extent.h"
#include "store/target_table.h"

namespace plumb::store {

namespace {

// Late rows are enough when they have this part of the times that the segments have.
constexpr size_t kWorthOneIn = 8;

bool IsRowOf(const Cursor& cursor, TargetId target) {
  return cursor.key().size() == kRowKeySize && DecodeRowKey(cursor.key()).target == target;
}

class Search {
 public:
  Search(const StoreState& state, TargetId target, Timestamp now, LateRows late)
      : state_(state), target_(target), now_(now), late_(late) {}

  Result<std::optional<DuePeriod>> Run() {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state_.txn, state_.tables.row));
    std::optional<DuePeriod> day;
    size_t day_times = 0;
    Timestamp from = INT64_MIN;
    while (true) {
      PLUMB_ASSIGN(const bool more, cursor.Seek(EncodeRowKey({.target = target_, .time = from})));
      const bool over = !more || !IsRowOf(cursor, target_);
      const Timestamp hour =
          over ? INT64_MAX : PeriodStart(Level::kHour, DecodeRowKey(cursor.key()).time);
      if (day && (over || PeriodStart(Level::kDay, hour) != day->start)) {
        PLUMB_ASSIGN(const bool worth, IsWorth(Level::kDay, day->start, day_times));
        if (worth) return day;
        day.reset();
        day_times = 0;
      }
      if (over) return std::optional<DuePeriod>();
      PLUMB_ASSIGN(const bool closed, IsClosed(Level::kHour, hour));
      if (!closed) return std::optional<DuePeriod>();
      PLUMB_ASSIGN(const size_t times, CountTimes(cursor, hour));
      const Timestamp start = PeriodStart(Level::kDay, hour);
      PLUMB_ASSIGN(const bool day_closed, IsClosed(Level::kDay, start));
      PLUMB_ASSIGN(const bool own, BecomesHour(hour, times, day_closed));
      if (own) {
        PLUMB_ASSIGN(const bool worth, IsWorth(Level::kHour, hour, times));
        if (worth) return std::optional(DuePeriod{Level::kHour, hour, {hour}});
      } else if (day_closed) {
        if (!day) day = DuePeriod{Level::kDay, start, {}};
        day->hours.push_back(hour);
        day_times += times;
      }
      from = hour + kHour;
    }
  }

 private:
  Result<bool> IsClosed(Level level, Timestamp start) {
    const Timestamp end = start + PeriodLength(level);
    if (now_ <= end + kGrace) return false;
    // An interval is at most as long as the distance between two rows: ask only where it matters.
    PLUMB_ASSIGN(const TargetRecord* record, Record());
    PLUMB_ASSIGN(const DurationMs interval, FindInterval(state_, target_, record->spread, end - 1));
    return now_ > end + std::max(kGrace, 2 * interval);
  }

  Result<const TargetRecord*> Record() {
    if (!record_) {
      PLUMB_ASSIGN(record_, LoadTarget(state_.txn, state_.tables, target_));
    }
    return &*record_;
  }

  // The times of the hour's rows, which begin at the cursor.
  Result<size_t> CountTimes(Cursor& cursor, Timestamp hour) {
    size_t times = 0;
    Timestamp last = INT64_MIN;
    bool more = true;
    while (more && IsRowOf(cursor, target_)) {
      const Timestamp time = DecodeRowKey(cursor.key()).time;
      if (time >= hour + kHour) break;
      if (time != last) ++times;
      last = time;
      PLUMB_ASSIGN(more, cursor.Next());
    }
    return times;
  }

  // Whether the rows are enough for segments of their hour, or have to join those that are there.
  Result<bool> BecomesHour(Timestamp hour, size_t times, bool day_closed) {
    if (times >= kFewTimes) return true;
    if (!day_closed) return false;
    PLUMB_ASSIGN(const auto there, FindPeriodFrom(state_, Level::kHour, target_, hour));
    return there && *there == hour;
  }

  // Whether rows at so many times are worth writing the segments of their period.
  Result<bool> IsWorth(Level level, Timestamp start, size_t times) {
    if (late_ == LateRows::kAny) return true;
    PLUMB_ASSIGN(const auto head, LoadPeriodHead(state_, level, target_, start));
    return !head || times >= std::max(kFewTimes, head->times().size() / kWorthOneIn);
  }

  const StoreState& state_;
  TargetId target_;
  Timestamp now_;
  LateRows late_;
  std::optional<TargetRecord> record_;
};

}  // namespace

Result<std::optional<DuePeriod>> FindDuePeriod(const StoreState& state, TargetId target,
                                               Timestamp now, LateRows late) {
  return Search(state, target, now, late).Run();
}

}  // namespace plumb::store
