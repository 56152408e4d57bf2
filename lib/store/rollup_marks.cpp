#include "store/rollup_marks.h"

#include <algorithm>

#include "encoding/byte_reader.h"
#include "encoding/fixed.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr std::string_view kStateKey = "rollup";
constexpr uint8_t kStateFormat = 1;

RollupMark MarkAt(const Cursor& cursor) {
  return {.target = encoding::LoadBig32(cursor.key().data()),
          .day = encoding::LoadBiased64(cursor.key().data() + 4),
          .change = encoding::LoadLittle<uint64_t>(cursor.value().data())};
}

// Whether a segment of a period that begins a day has a sample at its very beginning: that one
// belongs to the last window of the day before. Samples with times of their own may be there.
bool MayHaveMidnight(Timestamp day, const encoding::SegmentView& view) {
  if (!view.times().empty() && view.times().front() == day) return true;
  for (size_t i = 0; i < view.entries().size(); ++i)
    if (view.HasOwnTimes(i)) return true;
  return false;
}

}  // namespace

std::string EncodeRollupState(const RollupState& state) {
  std::string bytes(1, static_cast<char>(kStateFormat));
  encoding::AppendLittle(bytes, state.rules);
  encoding::AppendLittle(bytes, state.next);
  return bytes;
}

std::optional<RollupState> DecodeRollupState(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  if (in.Fixed<uint8_t>() != kStateFormat) return std::nullopt;
  RollupState state;
  state.rules = in.Fixed<uint64_t>();
  state.next = in.Fixed<uint32_t>();
  if (!in.AtEnd()) return std::nullopt;
  return state;
}

Result<std::optional<RollupState>> LoadRollupState(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.meta, kStateKey));
  if (!bytes) return std::optional<RollupState>();
  const auto state = DecodeRollupState(*bytes);
  if (!state) return DamagedError(txn.path(), "what it knows of its rollups makes no sense");
  return std::optional(*state);
}

Status SaveRollupState(Transaction& txn, const Tables& tables, const RollupState& state) {
  PLUMB_ASSIGN(StoreRecord record, LoadStoreRecord(txn, tables));
  if ((record.features.ro_compat & kFeatureRollups) == 0) {
    record.features.ro_compat |= kFeatureRollups;
    PLUMB_TRY(SaveStoreRecord(txn, tables, record));
  }
  return txn.Put(tables.meta, kStateKey, EncodeRollupState(state));
}

Status DeleteRollupState(Transaction& txn, const Tables& tables) {
  return txn.Delete(tables.meta, kStateKey);
}

std::string EncodeRollupKey(TargetId target, Timestamp day) {
  std::string key;
  encoding::AppendBig32(key, target);
  encoding::AppendBiased64(key, day);
  return key;
}

Status MarkDay(Transaction& txn, const Tables& tables, TargetId target, Timestamp day) {
  std::string change;
  encoding::AppendLittle(change, txn.id());
  return txn.Put(tables.roll, EncodeRollupKey(target, day), change);
}

Status MarkPeriod(Transaction& txn, const Tables& tables, const SegmentKey& key,
                  const std::vector<NewSegment>& segments) {
  PLUMB_ASSIGN(const auto state, LoadRollupState(txn, tables));
  if (!state) return Ok();
  const Timestamp day = PeriodStart(Level::kDay, key.start);
  PLUMB_TRY(MarkDay(txn, tables, key.target, day));
  if (key.start != day) return Ok();
  for (const NewSegment& segment : segments) {
    const auto view = encoding::SegmentView::Parse(segment.bytes, segment.first);
    if (view && MayHaveMidnight(day, *view)) return MarkDay(txn, tables, key.target, day - kDay);
  }
  return Ok();
}

Result<size_t> MarkTarget(Transaction& txn, const StoreState& state, TargetId target) {
  size_t marks = 0;
  for (const Level level : kRawLevels) {
    Timestamp from = INT64_MIN;
    while (true) {
      PLUMB_ASSIGN(const auto start, FindPeriodFrom(state, level, target, from));
      if (!start) break;
      const Timestamp day = PeriodStart(Level::kDay, *start);
      bool midnight = false;
      if (*start == day) {
        PLUMB_ASSIGN(const auto period, LoadPeriod(state, level, target, day));
        for (const SegmentRef& segment : period->segments)
          midnight = midnight || MayHaveMidnight(day, segment.view);
      }
      if (midnight) PLUMB_TRY(MarkDay(txn, state.tables, target, day - kDay));
      PLUMB_TRY(MarkDay(txn, state.tables, target, day));
      ++marks;
      from = day + kDay;
    }
  }
  return marks;
}

Result<std::optional<RollupMark>> FindMark(const Transaction& txn, const Tables& tables,
                                           TargetId target, Timestamp day) {
  if (tables.roll == 0) return std::optional<RollupMark>();
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.roll));
  PLUMB_ASSIGN(const bool more, cursor.Seek(EncodeRollupKey(target, day)));
  if (!more) return std::optional<RollupMark>();
  if (cursor.key().size() != kRollupKeySize || cursor.value().size() != sizeof(uint64_t))
    return DamagedError(txn.path(), "a mark of the rollups makes no sense");
  return std::optional(MarkAt(cursor));
}

Result<bool> SettleMark(Transaction& txn, const Tables& tables, const RollupMark& mark) {
  PLUMB_ASSIGN(const auto there, FindMark(txn, tables, mark.target, mark.day));
  if (!there || *there != mark) return false;
  PLUMB_TRY(txn.Delete(tables.roll, EncodeRollupKey(mark.target, mark.day)));
  return true;
}

Result<size_t> DropMarks(Transaction& txn, const Tables& tables, size_t count) {
  for (size_t dropped = 0; dropped < count; ++dropped) {
    PLUMB_ASSIGN(const auto mark, FindMark(txn, tables, 0, INT64_MIN));
    if (!mark) return dropped;
    PLUMB_TRY(txn.Delete(tables.roll, EncodeRollupKey(mark->target, mark->day)));
  }
  return count;
}

Status DropMarksOf(Transaction& txn, const Tables& tables, TargetId target) {
  while (true) {
    PLUMB_ASSIGN(const auto mark, FindMark(txn, tables, target, INT64_MIN));
    if (!mark || mark->target != target) return Ok();
    PLUMB_TRY(txn.Delete(tables.roll, EncodeRollupKey(target, mark->day)));
  }
}

Result<bool> IsMarked(const Transaction& txn, const Tables& tables, TargetId target,
                      Timestamp day) {
  PLUMB_ASSIGN(const auto mark, FindMark(txn, tables, target, day - kDay));
  return mark && mark->target == target && mark->day <= day;
}

Result<std::vector<Timestamp>> UnbuiltDays(const StoreState& state, TargetId target) {
  std::vector<Timestamp> days;
  Timestamp from = INT64_MIN;
  while (true) {
    PLUMB_ASSIGN(const auto mark, FindMark(state.txn, state.tables, target, from));
    if (!mark || mark->target != target) break;
    days.push_back(mark->day);
    from = mark->day + 1;
  }
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = INT64_MIN})));
  while (more && cursor.key().size() == kRowKeySize) {
    const RowKey key = DecodeRowKey(cursor.key());
    if (key.target != target) break;
    const Timestamp day = PeriodStart(Level::kDay, key.time);
    // The last window of the day before has midnight.
    if (key.time == day) days.push_back(day - kDay);
    days.push_back(day);
    PLUMB_ASSIGN(more, cursor.Seek(EncodeRowKey({.target = target, .time = day + kDay})));
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

}  // namespace plumb::store
