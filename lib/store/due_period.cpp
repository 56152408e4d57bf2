#include "store/due_period.h"

#include <algorithm>

#include "store/compactor.h"
#include "store/row.h"
#include "store/target_extent.h"
#include "store/target_table.h"

namespace plumb::store {

namespace {

bool IsRowOf(const Cursor& cursor, TargetId target) {
  return cursor.key().size() == kRowKeySize && DecodeRowKey(cursor.key()).target == target;
}

class Search {
 public:
  Search(const StoreState& state, TargetId target, Timestamp now)
      : state_(state), target_(target), now_(now) {}

  Result<std::optional<DuePeriod>> Run() {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state_.txn, state_.tables.row));
    std::optional<DuePeriod> day;
    Timestamp from = INT64_MIN;
    while (true) {
      PLUMB_ASSIGN(const bool more, cursor.Seek(EncodeRowKey({.target = target_, .time = from})));
      if (!more || !IsRowOf(cursor, target_)) return day;
      const Timestamp hour = PeriodStart(Level::kHour, DecodeRowKey(cursor.key()).time);
      if (day && PeriodStart(Level::kDay, hour) != day->start) return day;
      PLUMB_ASSIGN(const bool closed, IsClosed(Level::kHour, hour));
      if (!closed) return day;
      PLUMB_ASSIGN(const bool own, BecomesHour(cursor, hour));
      if (own) return std::optional(DuePeriod{Level::kHour, hour, {hour}});
      const Timestamp start = PeriodStart(Level::kDay, hour);
      PLUMB_ASSIGN(const bool day_closed, IsClosed(Level::kDay, start));
      if (day_closed) {
        if (!day) day = DuePeriod{Level::kDay, start, {}};
        day->hours.push_back(hour);
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

  // Whether the rows from the cursor on are enough for segments of their hour, or have to join
  // those that are there.
  Result<bool> BecomesHour(Cursor& cursor, Timestamp hour) {
    size_t times = 0;
    Timestamp last = INT64_MIN;
    bool more = true;
    while (more && IsRowOf(cursor, target_) && times < kFewTimes) {
      const Timestamp time = DecodeRowKey(cursor.key()).time;
      if (time >= hour + kHour) break;
      if (time != last) ++times;
      last = time;
      PLUMB_ASSIGN(more, cursor.Next());
    }
    if (times >= kFewTimes) return true;
    PLUMB_ASSIGN(const bool day_closed, IsClosed(Level::kDay, PeriodStart(Level::kDay, hour)));
    if (!day_closed) return false;
    PLUMB_ASSIGN(const auto there, FindPeriodFrom(state_, Level::kHour, target_, hour));
    return there && *there == hour;
  }

  const StoreState& state_;
  TargetId target_;
  Timestamp now_;
  std::optional<TargetRecord> record_;
};

}  // namespace

Result<std::optional<DuePeriod>> FindDuePeriod(const StoreState& state, TargetId target,
                                               Timestamp now) {
  return Search(state, target, now).Run();
}

}  // namespace plumb::store
