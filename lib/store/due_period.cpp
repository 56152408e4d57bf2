#include "store/due_period.h"

#include <algorithm>
#include <utility>

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

}  // namespace

Result<std::optional<DuePeriod>> DuePeriods::Next() {
  while (true) {
    std::optional<HourOfRows> hour = std::exchange(waiting_, std::nullopt);
    if (!hour) {
      PLUMB_ASSIGN(hour, NextHour());
    }
    if (day_ && (!hour || PeriodStart(Level::kDay, hour->start) != day_->start)) {
      waiting_ = hour;
      const DuePeriod day = *std::exchange(day_, std::nullopt);
      PLUMB_ASSIGN(const bool worth, IsWorth(Level::kDay, day.start, std::exchange(day_times_, 0)));
      if (worth) return std::optional(day);
      continue;
    }
    if (!hour) return std::optional<DuePeriod>();
    const Timestamp day_start = PeriodStart(Level::kDay, hour->start);
    PLUMB_ASSIGN(const bool day_closed, IsClosed(Level::kDay, day_start));
    PLUMB_ASSIGN(const bool own, BecomesHour(*hour, day_closed));
    if (own) {
      PLUMB_ASSIGN(const bool worth, IsWorth(Level::kHour, hour->start, hour->times));
      if (worth) return std::optional(DuePeriod{Level::kHour, hour->start, {hour->start}});
    } else if (day_closed) {
      if (!day_) day_ = DuePeriod{Level::kDay, day_start, {}};
      day_->hours.push_back(hour->start);
      day_times_ += hour->times;
    }
  }
}

// The next closed hour with rows, and at how many times it has some.
Result<std::optional<DuePeriods::HourOfRows>> DuePeriods::NextHour() {
  if (over_) return std::optional<HourOfRows>();
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state_.txn, state_.tables.row));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target_, .time = from_})));
  over_ = !more || !IsRowOf(cursor, target_);
  if (over_) return std::optional<HourOfRows>();
  HourOfRows hour{.start = PeriodStart(Level::kHour, DecodeRowKey(cursor.key()).time)};
  PLUMB_ASSIGN(const bool closed, IsClosed(Level::kHour, hour.start));
  over_ = !closed;
  if (over_) return std::optional<HourOfRows>();
  from_ = hour.start + kHour;
  Timestamp last = INT64_MIN;
  while (more && IsRowOf(cursor, target_)) {
    const Timestamp time = DecodeRowKey(cursor.key()).time;
    if (time >= from_) break;
    if (time != last) ++hour.times;
    last = time;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return std::optional(hour);
}

Result<bool> DuePeriods::IsClosed(Level level, Timestamp start) {
  const Timestamp end = start + PeriodLength(level);
  if (now_ <= end + kGrace) return false;
  // Twice an interval that is no longer than the period itself: only after that is it worth asking.
  PLUMB_ASSIGN(const TargetRecord* record, Record());
  PLUMB_ASSIGN(const DurationMs interval, FindInterval(state_, target_, record->spread, end - 1));
  return now_ > end + std::max(kGrace, 2 * interval);
}

Result<const TargetRecord*> DuePeriods::Record() {
  if (!record_) {
    PLUMB_ASSIGN(record_, LoadTarget(state_.txn, state_.tables, target_));
  }
  return &*record_;
}

// Whether the rows are enough for segments of their hour, or have to join those that are there.
Result<bool> DuePeriods::BecomesHour(const HourOfRows& hour, bool day_closed) {
  if (hour.times >= kFewTimes) return true;
  if (!day_closed) return false;
  PLUMB_ASSIGN(const auto there, FindPeriodFrom(state_, Level::kHour, target_, hour.start));
  return there && *there == hour.start;
}

// Whether rows at so many times are worth writing the segments of their period.
Result<bool> DuePeriods::IsWorth(Level level, Timestamp start, size_t times) {
  if (late_ == LateRows::kAny) return true;
  PLUMB_ASSIGN(const auto head, LoadPeriodHead(state_, level, target_, start));
  return !head || times >= std::max(kFewTimes, head->times().size() / kWorthOneIn);
}

}  // namespace plumb::store
