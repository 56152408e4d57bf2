#include "store/target_rows.h"

#include <algorithm>

#include "store/segment_table.h"

namespace plumb::store {

namespace {

bool IsRowOf(const Cursor& cursor, TargetId target) {
  return cursor.key().size() == kRowKeySize && DecodeRowKey(cursor.key()).target == target;
}

Result<RowView> ParseRow(const Transaction& txn, const Cursor& cursor) {
  const auto row = RowView::Parse(cursor.value());
  if (!row) return DamagedError(txn.path(), "a row makes no sense");
  return *row;
}

// A scrape before a range.
struct EarlierBlock {
  Timestamp time = 0;
  bool settled = false;  // complete or failed
};

// Of the rows: the scrapes before `from`, latest first, back to one that is settled, at most
// kBlocksBefore.
Result<std::vector<EarlierBlock>> BlocksInRows(const StoreState& state, TargetId target,
                                               Timestamp from) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(bool more, cursor.SeekBefore(EncodeRowKey({.target = target, .time = from})));
  std::vector<EarlierBlock> blocks;
  while (more && IsRowOf(cursor, target)) {
    const Timestamp time = DecodeRowKey(cursor.key()).time;
    PLUMB_ASSIGN(const RowView row, ParseRow(state.txn, cursor));
    const bool same = !blocks.empty() && blocks.back().time == time;
    if (!same && !blocks.empty() && (blocks.back().settled || blocks.size() == kBlocksBefore))
      break;
    if (row.Has(kRowBlock)) {
      if (!same) blocks.push_back({time});
      // All parts of a scrape, of which any may say that it was complete.
      blocks.back().settled = blocks.back().settled || row.Has(kRowComplete | kRowFailed);
    }
    PLUMB_ASSIGN(more, cursor.Previous());
  }
  return blocks;
}

// The same of the segments of one level.
Status BlocksInPeriods(const StoreState& state, Level level, TargetId target, Timestamp from,
                       std::vector<EarlierBlock>& blocks) {
  size_t taken = 0;
  PLUMB_ASSIGN(auto start, FindPeriodBefore(state, level, target, from));
  while (start) {
    PLUMB_ASSIGN(const auto period, LoadPeriodHead(state, level, target, *start));
    if (!period) return DamagedError(state.txn.path(), "segments are out of order");
    const auto& all = period->blocks();
    for (auto block = all.rbegin(); block != all.rend(); ++block) {
      const Timestamp time = period->times()[block->at];
      if (time >= from) continue;
      blocks.push_back({time, block->complete || block->failed});
      if (blocks.back().settled || ++taken == kBlocksBefore) return Ok();
    }
    PLUMB_ASSIGN(start, FindPeriodBefore(state, level, target, *start));
  }
  return Ok();
}

// The time of the scrape before `from` to begin with; `from` if there is none.
Result<Timestamp> FirstBlockBefore(const StoreState& state, TargetId target, Timestamp from) {
  PLUMB_ASSIGN(std::vector<EarlierBlock> blocks, BlocksInRows(state, target, from));
  for (const Level level : kRawLevels)
    PLUMB_TRY(BlocksInPeriods(state, level, target, from, blocks));
  // A scrape may be in rows and segments: it is settled if either says so.
  std::sort(blocks.begin(), blocks.end(), [](const EarlierBlock& a, const EarlierBlock& b) {
    return a.time != b.time ? a.time > b.time : a.settled && !b.settled;
  });
  Timestamp first = from;
  int count = 0;
  for (const EarlierBlock& block : blocks) {
    if (block.time == first) continue;
    if (count++ == kBlocksBefore) break;
    first = block.time;
    if (block.settled) break;
  }
  return first;
}

Result<RowRef> MakeRef(const StoreState& state, const RowKey& key, const RowView& row) {
  PLUMB_ASSIGN(auto layout, state.layouts.Load(state.txn, row.header().layout));
  if (layout->series.size() != row.header().columns)
    return DamagedError(state.txn.path(), "a row and its layout differ in their number of columns");
  return RowRef{key, row, std::move(layout)};
}

// Rows with keys in `keys`; before `from` only scrapes and spread rows, which say something about
// what comes after.
Result<std::vector<RowRef>> CollectRows(const StoreState& state, TargetId target,
                                        model::TimeRange keys, Timestamp from) {
  std::vector<RowRef> rows;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = keys.from})));
  while (more && IsRowOf(cursor, target)) {
    const RowKey key = DecodeRowKey(cursor.key());
    if (key.time > keys.to) break;
    PLUMB_ASSIGN(const RowView row, ParseRow(state.txn, cursor));
    if (key.time >= from || row.Has(kRowBlock | kRowSpread)) {
      PLUMB_ASSIGN(RowRef ref, MakeRef(state, key, row));
      rows.push_back(std::move(ref));
    }
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return rows;
}

}  // namespace

Result<LoadedRows> LoadRows(const StoreState& state, TargetId target, bool spread,
                            model::TimeRange range, EarlierScrapes earlier) {
  LoadedRows loaded{.first = range.from, .rows = {}};
  if (earlier == EarlierScrapes::kBackToSettled) {
    PLUMB_ASSIGN(loaded.first, FirstBlockBefore(state, target, range.from));
  }
  const Timestamp from = spread ? std::min(loaded.first, range.from - kSpread) : loaded.first;
  PLUMB_ASSIGN(loaded.rows, CollectRows(state, target, {from, range.to}, range.from));
  return loaded;
}

Result<std::optional<Timestamp>> FindRowFrom(const StoreState& state, TargetId target,
                                             Timestamp from) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(const bool more, cursor.Seek(EncodeRowKey({.target = target, .time = from})));
  if (!more || !IsRowOf(cursor, target)) return std::optional<Timestamp>();
  return std::optional(DecodeRowKey(cursor.key()).time);
}

Result<std::vector<RowRef>> LoadRowsOf(const StoreState& state, TargetId target,
                                       model::TimeRange range) {
  return CollectRows(state, target, range, range.from);
}

Result<bool> HasRows(const StoreState& state, TargetId target, model::TimeRange range) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(const bool more, cursor.Seek(EncodeRowKey({.target = target, .time = range.from})));
  return more && IsRowOf(cursor, target) && DecodeRowKey(cursor.key()).time <= range.to;
}

}  // namespace plumb::store
