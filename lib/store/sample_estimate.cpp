#include "store/sample_estimate.h"

#include <algorithm>
#include <vector>

#include "base/hash.h"
#include "encoding/segment.h"
#include "store/row.h"

namespace plumb::store {

namespace {

bool IsRaw(Level level) {
  return std::find(kRawLevels.begin(), kRawLevels.end(), level) != kRawLevels.end();
}

Result<uint64_t> SamplesOfSegment(const Transaction& txn, const Cursor& cursor) {
  const auto view =
      encoding::SegmentView::Parse(cursor.value(), DecodeSegmentKey(cursor.key()).first);
  if (!view) return DamagedError(txn.path(), "a segment makes no sense");
  uint64_t samples = 0;
  for (size_t i = 0; i < view->entries().size(); ++i) {
    const auto count = view->CountSamples(i);
    if (!count) return DamagedError(txn.path(), "a column of a segment makes no sense");
    samples += *count;
  }
  return samples;
}

Result<uint64_t> SamplesOfRow(const Transaction& txn, const Cursor& cursor) {
  const auto row = RowView::Parse(cursor.value());
  if (!row) return DamagedError(txn.path(), "a row makes no sense");
  uint64_t samples = 0;
  for (size_t i = 0; i < row->header().columns; ++i) samples += row->IsPresent(i) ? 1 : 0;
  return samples;
}

uint64_t Scale(uint64_t found, uint64_t looked_at, uint64_t all) {
  if (looked_at == 0) return 0;
  return static_cast<uint64_t>(static_cast<double>(found) * static_cast<double>(all) /
                               static_cast<double>(looked_at));
}

// Whether the segment at `index` is looked at: one of each `stride`, not always the same, as an
// hour's first segments are fuller than its last.
bool IsPicked(uint64_t index, uint64_t stride) {
  const uint64_t group = index / stride;
  return index % stride == Hash64({reinterpret_cast<const char*>(&group), sizeof group}) % stride;
}

// Walks the keys of all segments, which is quick, and reads some.
Status EstimateSegments(const Transaction& txn, MDB_dbi table, SampleEstimate& estimate) {
  PLUMB_ASSIGN(const uint64_t entries, txn.Count(table));
  const uint64_t stride = entries <= kCountedSegments ? 1 : entries / (kCountedSegments / 2);
  uint64_t looked_at = 0;
  uint64_t found = 0;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, table));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    if (cursor.key().size() == kSegmentKeySize && IsRaw(DecodeSegmentKey(cursor.key()).level)) {
      if (IsPicked(estimate.segments, stride)) {
        PLUMB_ASSIGN(const uint64_t samples, SamplesOfSegment(txn, cursor));
        found += samples;
        ++looked_at;
      }
      ++estimate.segments;
      estimate.segment_bytes += cursor.value().size();
    }
    PLUMB_ASSIGN(more, cursor.Next());
  }
  estimate.in_segments = Scale(found, looked_at, estimate.segments);
  estimate.exact = estimate.exact && stride == 1;
  return Ok();
}

Status CountRows(const Transaction& txn, MDB_dbi table, SampleEstimate& estimate) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, table));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    PLUMB_ASSIGN(const uint64_t samples, SamplesOfRow(txn, cursor));
    estimate.in_rows += samples;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

// Rows lie beside their keys, so that walking reads them all: a few of each target instead.
Status EstimateRows(const Transaction& txn, MDB_dbi table, uint64_t entries,
                    SampleEstimate& estimate) {
  constexpr int kOfATarget = 8;
  uint64_t looked_at = 0;
  uint64_t found = 0;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, table));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more && cursor.key().size() == kRowKeySize && looked_at < kCountedRows) {
    const TargetId target = DecodeRowKey(cursor.key()).target;
    for (int i = 0; more && i < kOfATarget; ++i) {
      PLUMB_ASSIGN(const uint64_t samples, SamplesOfRow(txn, cursor));
      found += samples;
      ++looked_at;
      PLUMB_ASSIGN(more, cursor.Next());
    }
    PLUMB_ASSIGN(
        more, cursor.Seek(EncodeRowKey({.target = target, .time = INT64_MAX, .part = UINT16_MAX})));
  }
  estimate.in_rows = Scale(found, looked_at, entries);
  estimate.exact = false;
  return Ok();
}

}  // namespace

Result<SampleEstimate> EstimateSamples(Snapshot& snapshot) {
  const Tables& tables = snapshot.tables();
  SampleEstimate estimate;
  PLUMB_ASSIGN(const uint64_t rows, snapshot.txn->Count(tables.row));
  PLUMB_TRY(rows <= kCountedRows ? CountRows(*snapshot.txn, tables.row, estimate)
                                 : EstimateRows(*snapshot.txn, tables.row, rows, estimate));
  if (tables.seg != 0) PLUMB_TRY(EstimateSegments(*snapshot.txn, tables.seg, estimate));
  return estimate;
}

}  // namespace plumb::store
