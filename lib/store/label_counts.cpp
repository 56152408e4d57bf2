#include "store/label_counts.h"

#include <algorithm>

#include "encoding/fixed.h"
#include "store/postings.h"
#include "store/row.h"
#include "store/segment_table.h"

namespace plumb::store {

namespace {

constexpr size_t kIdSize = 4;

// Of the last row of a target before a time: the highest number in its layout.
Result<SeriesId> NewestInRows(const StoreState& state, TargetId target, Timestamp time) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.row));
  PLUMB_ASSIGN(const bool found, cursor.SeekBefore(EncodeRowKey({.target = target, .time = time})));
  if (!found || cursor.key().size() != kRowKeySize || DecodeRowKey(cursor.key()).target != target)
    return SeriesId{0};
  const auto row = RowView::Parse(cursor.value());
  if (!row) return DamagedError(state.txn.path(), "a row makes no sense");
  PLUMB_ASSIGN(const auto layout, state.layouts.Load(state.txn, row->header().layout));
  return layout->series.empty() ? SeriesId{0} : layout->series.back();
}

// Of the last hour or day of a target that begins before a time: the last series of its segments.
Result<SeriesId> NewestInSegments(const StoreState& state, Level level, TargetId target,
                                  Timestamp time) {
  PLUMB_ASSIGN(const auto start, FindPeriodBefore(state, level, target, time));
  if (!start) return SeriesId{0};
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state.txn, state.tables.seg));
  PLUMB_ASSIGN(const bool found,
               cursor.SeekBefore(EncodeSegmentKey(
                   {.level = level, .target = target, .start = *start, .first = UINT32_MAX})));
  if (!found) return SeriesId{0};
  const auto view =
      encoding::SegmentView::Parse(cursor.value(), DecodeSegmentKey(cursor.key()).first);
  if (!view) return DamagedError(state.txn.path(), "a segment makes no sense");
  return view->entries().empty() ? SeriesId{0} : view->entries().back().series;
}

}  // namespace

Result<std::vector<uint32_t>> CountSeriesOfValues(const Snapshot& snapshot) {
  const std::string& path = snapshot.environment->path();
  PLUMB_ASSIGN(const NextIds next, LoadNextIds(*snapshot.txn, snapshot.tables()));
  std::vector<uint32_t> counts(next.symbol);
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*snapshot.txn, snapshot.tables().post));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    const SymbolId value =
        cursor.key().size() == 2 * kIdSize ? encoding::LoadBig32(cursor.key().data()) : SymbolId{0};
    const SeriesId first = value != 0 ? encoding::LoadBig32(cursor.key().data() + kIdSize) : 0;
    const auto head = DecodePostingHead(first, cursor.value());
    if (value == 0 || value >= counts.size() || !head)
      return DamagedError(path, "a list of series makes no sense");
    counts[value] += head->count;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return counts;
}

Status WalkLabelValues(const Snapshot& snapshot,
                       const std::function<void(const LabelValue&)>& visit) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*snapshot.txn, snapshot.tables().label));
  // The names themselves come first.
  PLUMB_ASSIGN(bool more, cursor.Seek(IdKey(1)));
  while (more) {
    if (cursor.key().size() <= kIdSize || cursor.value().size() != kIdSize)
      return DamagedError(snapshot.environment->path(), "a label's entry makes no sense");
    const size_t text = std::min(cursor.key().size() - kIdSize, kLongestPlainText);
    visit({.name = encoding::LoadBig32(cursor.key().data()),
           .value = encoding::LoadLittle<uint32_t>(cursor.value().data()),
           .text_bytes = static_cast<uint32_t>(text)});
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

Result<SeriesId> FindNewestSeriesBefore(Snapshot& snapshot, Timestamp time) {
  const StoreState state = snapshot.state();
  SeriesId newest = 0;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*snapshot.txn, snapshot.tables().target));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more && cursor.key().size() == kIdSize) {
    const TargetId target = encoding::LoadBig32(cursor.key().data());
    PLUMB_ASSIGN(const SeriesId in_rows, NewestInRows(state, target, time));
    newest = std::max(newest, in_rows);
    for (const Level level : kRawLevels) {
      PLUMB_ASSIGN(const SeriesId in_segments, NewestInSegments(state, level, target, time));
      newest = std::max(newest, in_segments);
    }
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return newest;
}

}  // namespace plumb::store
