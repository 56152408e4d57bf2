#include "store/segment_table.h"

#include <algorithm>

#include "base/hash.h"
#include "encoding/fixed.h"
#include "store/rollup_marks.h"
#include "store/tier.h"

namespace plumb::store {

namespace {

// The key under the cursor, if it is of this target.
std::optional<SegmentKey> KeyOf(const Cursor& cursor, Level level, TargetId target) {
  if (cursor.key().size() != kSegmentKeySize) return std::nullopt;
  const SegmentKey key = DecodeSegmentKey(cursor.key());
  if (key.level != level || key.target != target) return std::nullopt;
  return key;
}

enum class Parts { kAll, kTimes };

Status ParseSegment(const std::string& path, const FoundSegment& found, StoredPeriod& period,
                    Parts parts = Parts::kAll) {
  const SegmentKey key = DecodeSegmentKey(found.key);
  // The instruction for it makes the checksum cheap beside the decoding.
  if (!encoding::SegmentView::VerifyChecksum(found.key, found.bytes))
    return DamagedError(path, "the checksum of a segment is wrong");
  auto view = parts == Parts::kAll ? encoding::SegmentView::Parse(found.bytes, key.first)
                                   : encoding::SegmentView::ParseTimes(found.bytes);
  if (!view) return DamagedError(path, "a segment makes no sense");
  const auto& times = view->times();
  if (!times.empty() && (PeriodStart(period.level, times.front()) != period.start ||
                         PeriodStart(period.level, times.back()) != period.start))
    return DamagedError(path, "a segment has times outside its period");
  if (!period.segments.empty() && (view->times().size() != period.times().size() ||
                                   view->blocks().size() != period.blocks().size()))
    return DamagedError(path, "segments of one period differ in their times");
  period.segments.push_back({key.first, found.bytes, *std::move(view)});
  return Ok();
}

Status AddSegment(const StoreState& state, const Cursor& cursor, StoredPeriod& period,
                  Parts parts = Parts::kAll) {
  return ParseSegment(state.txn.path(), {cursor.key(), cursor.value()}, period, parts);
}

// Adds the segments of a period that may have one of the series; where there are none the first,
// which has the period's times and blocks as each of them has. The cursor is at the first, and is
// left anywhere.
Status AddWanted(const StoreState& state, Cursor& cursor, const SegmentKey& head,
                 std::span<const SeriesId> series, FoundPeriod& period) {
  const FoundSegment first{cursor.key(), cursor.value()};
  SegmentKey key = head;
  auto wanted = std::lower_bound(series.begin(), series.end(), head.first);
  while (wanted != series.end()) {
    // The last segment that does not begin above the series.
    key.first = *wanted + 1;
    PLUMB_ASSIGN(bool more, cursor.SeekBefore(EncodeSegmentKey(key)));
    if (!more || !KeyOf(cursor, head.level, head.target))
      return DamagedError(state.txn.path(), "segments are out of order");
    period.segments.push_back({cursor.key(), cursor.value()});
    PLUMB_ASSIGN(more, cursor.Next());
    const auto next = more ? KeyOf(cursor, head.level, head.target) : std::nullopt;
    if (!next || next->start != head.start) break;
    wanted = std::lower_bound(wanted, series.end(), next->first);
  }
  if (period.segments.empty()) period.segments.push_back(first);
  return Ok();
}

Status FindInLevel(const StoreState& state, Level level, TargetId target, model::TimeRange range,
                   std::span<const SeriesId> series, std::vector<FoundPeriod>& periods) {
  if (state.tables.seg == 0) return Ok();
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  SegmentKey from{.level = level, .target = target, .start = PeriodStart(level, range.from)};
  while (true) {
    PLUMB_ASSIGN(const bool more, cursor.Seek(EncodeSegmentKey(from)));
    const auto key = more ? KeyOf(cursor, level, target) : std::nullopt;
    if (!key || key->start > range.to) return Ok();
    FoundPeriod& period = periods.emplace_back(FoundPeriod{.level = level, .start = key->start});
    PLUMB_TRY(AddWanted(state, cursor, *key, series, period));
    from.start = key->start + 1;
  }
}

// `look(bytes)` is where a segment is looked at.
template <typename Look>
Result<std::vector<StoredPeriod>> ParsePeriods(const std::string& path,
                                               std::span<const FoundPeriod> found, Look look) {
  std::vector<StoredPeriod> periods;
  periods.reserve(found.size());
  for (const FoundPeriod& one : found) {
    StoredPeriod& period =
        periods.emplace_back(StoredPeriod{.level = one.level, .start = one.start});
    for (const FoundSegment& segment : one.segments)
      PLUMB_TRY(ParseSegment(path, {segment.key, look(segment.bytes)}, period));
  }
  return periods;
}

Result<std::vector<StoredPeriod>> ParsePeriods(const std::string& path,
                                               std::span<const FoundPeriod> found) {
  return ParsePeriods(path, found, [](std::string_view bytes) { return bytes; });
}

}  // namespace

DurationMs PeriodLength(Level level) {
  if (const Tier* tier = TierOf(level)) return tier->period;
  return level == Level::kHour ? kHour : kDay;
}

Timestamp PeriodStart(Level level, Timestamp time) {
  const DurationMs length = PeriodLength(level);
  if (!IsRaw(level)) --time;
  const Timestamp rest = time % length;
  return time - (rest < 0 ? rest + length : rest);
}

Result<std::optional<Timestamp>> FindPeriodBefore(const StoreState& state, Level level,
                                                  TargetId target, Timestamp before) {
  if (state.tables.seg == 0) return std::optional<Timestamp>();
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(
      const bool more,
      cursor.SeekBefore(EncodeSegmentKey({.level = level, .target = target, .start = before})));
  const auto key = more ? KeyOf(cursor, level, target) : std::nullopt;
  return key ? std::optional(key->start) : std::nullopt;
}

Result<std::optional<Timestamp>> FindPeriodFrom(const StoreState& state, Level level,
                                                TargetId target, Timestamp from) {
  if (state.tables.seg == 0) return std::optional<Timestamp>();
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(const bool more,
               cursor.Seek(EncodeSegmentKey({.level = level, .target = target, .start = from})));
  const auto key = more ? KeyOf(cursor, level, target) : std::nullopt;
  return key ? std::optional(key->start) : std::nullopt;
}

Result<std::optional<StoredPeriod>> LoadPeriod(const StoreState& state, Level level,
                                               TargetId target, Timestamp start) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(bool more,
               cursor.Seek(EncodeSegmentKey({.level = level, .target = target, .start = start})));
  StoredPeriod period{.level = level, .start = start};
  while (more) {
    const auto key = KeyOf(cursor, level, target);
    if (!key || key->start != start) break;
    PLUMB_TRY(AddSegment(state, cursor, period));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  if (period.segments.empty()) return std::optional<StoredPeriod>();
  return std::optional(std::move(period));
}

Result<std::optional<StoredPeriod>> LoadPeriodHead(const StoreState& state, Level level,
                                                   TargetId target, Timestamp start) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(const bool more,
               cursor.Seek(EncodeSegmentKey({.level = level, .target = target, .start = start})));
  const auto key = more ? KeyOf(cursor, level, target) : std::nullopt;
  if (!key || key->start != start) return std::optional<StoredPeriod>();
  StoredPeriod period{.level = level, .start = start};
  PLUMB_TRY(AddSegment(state, cursor, period, Parts::kTimes));
  return std::optional(std::move(period));
}

Result<std::optional<StoredPeriod>> LoadPeriodTail(const StoreState& state, Level level,
                                                   TargetId target, Timestamp start) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(const bool more,
               cursor.SeekBefore(EncodeSegmentKey(
                   {.level = level, .target = target, .start = start, .first = UINT32_MAX})));
  const auto key = more ? KeyOf(cursor, level, target) : std::nullopt;
  if (!key || key->start != start) return std::optional<StoredPeriod>();
  StoredPeriod period{.level = level, .start = start};
  PLUMB_TRY(AddSegment(state, cursor, period));
  return std::optional(std::move(period));
}

Result<PeriodSize> MeasurePeriod(const StoreState& state, Level level, TargetId target,
                                 Timestamp start) {
  PeriodSize size;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(bool more,
               cursor.Seek(EncodeSegmentKey({.level = level, .target = target, .start = start})));
  while (more) {
    const auto key = KeyOf(cursor, level, target);
    if (!key || key->start != start) break;
    ++size.segments;
    size.bytes += cursor.value().size();
    size.last = key->first;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return size;
}

Result<std::vector<StoredPeriod>> LoadPeriodsOf(const StoreState& state, Level level,
                                                TargetId target, model::TimeRange range,
                                                std::span<const SeriesId> series) {
  std::vector<FoundPeriod> found;
  PLUMB_TRY(FindInLevel(state, level, target, range, series, found));
  return ParsePeriods(state.txn.path(), found);
}

Result<std::vector<FoundPeriod>> FindPeriods(const StoreState& state, TargetId target,
                                             model::TimeRange range,
                                             std::span<const SeriesId> series) {
  std::vector<FoundPeriod> found;
  PLUMB_TRY(FindInLevel(state, Level::kDay, target, range, series, found));
  PLUMB_TRY(FindInLevel(state, Level::kHour, target, range, series, found));
  return found;
}

Result<ReadPeriods> CopyPeriods(const Environment& environment,
                                std::span<const FoundPeriod> found) {
  size_t size = 0;
  for (const FoundPeriod& period : found)
    for (const FoundSegment& segment : period.segments) size += segment.bytes.size();
  ReadPeriods read{.bytes = std::make_unique_for_overwrite<char[]>(size), .periods = {}};
  // A segment is looked at while its copy is in the nearest cache.
  PLUMB_ASSIGN(read.periods,
               ParsePeriods(environment.path(), found,
                            [&, to = read.bytes.get()](std::string_view bytes) mutable {
                              environment.CopyValue(bytes, to);
                              const std::string_view copy(to, bytes.size());
                              to += bytes.size();
                              return copy;
                            }));
  return read;
}

Result<std::vector<StoredPeriod>> LoadPeriods(const StoreState& state, TargetId target,
                                              model::TimeRange range,
                                              std::span<const SeriesId> series) {
  PLUMB_ASSIGN(const auto found, FindPeriods(state, target, range, series));
  return ParsePeriods(state.txn.path(), found);
}

Result<std::optional<TargetId>> FindTargetWithPeriods(const StoreState& state, TargetId from) {
  std::optional<TargetId> first;
  if (state.tables.seg == 0) return first;
  for (const Level level : kRawLevels) {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
    PLUMB_ASSIGN(
        const bool more,
        cursor.Seek(EncodeSegmentKey({.level = level, .target = from, .start = INT64_MIN})));
    if (!more || cursor.key().size() != kSegmentKeySize) continue;
    const SegmentKey key = DecodeSegmentKey(cursor.key());
    if (key.level == level) first = std::min(first.value_or(key.target), key.target);
  }
  return first;
}

namespace {

Result<std::vector<std::string>> KeysOfPeriod(const Transaction& txn, const Tables& tables,
                                              const SegmentKey& key) {
  std::vector<std::string> keys;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.seg));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeSegmentKey(key)));
  while (more) {
    const auto at = KeyOf(cursor, key.level, key.target);
    if (!at || at->start != key.start) break;
    keys.emplace_back(cursor.key());
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return keys;
}

// What the store has from now on, as readers and other writers are to know.
Status NoteSegments(Transaction& txn, const Tables& tables, Level level) {
  PLUMB_ASSIGN(StoreRecord record, LoadStoreRecord(txn, tables));
  const uint64_t rollups = IsRaw(level) ? 0 : kFeatureRollups;
  if ((record.features.incompat & kFeatureSegments) != 0 &&
      (record.features.ro_compat & rollups) == rollups)
    return Ok();
  record.features.incompat |= kFeatureSegments;
  record.features.ro_compat |= rollups;
  return SaveStoreRecord(txn, tables, record);
}

}  // namespace

Result<uint64_t> HashPeriod(const Transaction& txn, const Tables& tables, SegmentKey key) {
  PLUMB_ASSIGN(const auto keys, KeysOfPeriod(txn, tables, key));
  std::string checksums;
  for (const std::string& one : keys) {
    PLUMB_ASSIGN(const auto bytes, txn.Get(tables.seg, one));
    checksums += one;
    // Its own checksum begins a segment.
    checksums += bytes->substr(0, sizeof(uint32_t));
  }
  return Hash64(checksums);
}

Status ReplacePeriod(Transaction& txn, const Tables& tables, SegmentKey key,
                     std::vector<NewSegment> segments, RollupMarks marks) {
  PLUMB_TRY(NoteSegments(txn, tables, key.level));
  if (IsRaw(key.level) && marks == RollupMarks::kMake)
    PLUMB_TRY(MarkPeriod(txn, tables, key, segments));
  PLUMB_ASSIGN(const auto old, KeysOfPeriod(txn, tables, key));
  for (const std::string& there : old) PLUMB_TRY(txn.Delete(tables.seg, there));
  for (NewSegment& segment : segments) {
    key.first = segment.first;
    const std::string at = EncodeSegmentKey(key);
    encoding::SealSegment(at, segment.bytes);
    PLUMB_TRY(txn.Put(tables.seg, at, segment.bytes));
  }
  return Ok();
}

}  // namespace plumb::store
