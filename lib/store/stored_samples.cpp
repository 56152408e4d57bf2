#include "store/stored_samples.h"

#include "store/row.h"

namespace plumb::store {

Result<uint16_t> StoredSamples::Load(const Transaction& txn, TargetId target, Timestamp key_time) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables_->row));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = key_time})));
  uint16_t parts = 0;
  while (more && cursor.key().size() == kRowKeySize) {
    const RowKey key = DecodeRowKey(cursor.key());
    if (key.target != target || key.time != key_time) break;
    PLUMB_TRY(AddRow(txn, key, cursor.value()));
    parts = static_cast<uint16_t>(key.part + 1);
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return parts;
}

Status StoredSamples::AddRow(const Transaction& txn, const RowKey& key, std::string_view bytes) {
  const auto row = RowView::Parse(bytes);
  if (!row) return DamagedError(txn.path(), "a row makes no sense");
  PLUMB_ASSIGN(const auto layout, layouts_->Load(txn, row->header().layout));
  if (layout->series.size() != row->header().columns)
    return DamagedError(txn.path(), "a row and its layout differ in their number of columns");
  for (uint16_t i = 0; i < row->header().columns; ++i) {
    if (!row->IsPresent(i)) continue;
    Place place{.row = key, .column = i, .kind = layout->kinds[i]};
    if (place.kind == ColumnKind::kHistogram) {
      const auto histogram = row->HistogramBytes(i);
      if (!histogram) return DamagedError(txn.path(), "a histogram lies outside its row");
      place.histogram = *histogram;
    } else {
      place.bits = row->Bits(i);
    }
    places_.emplace(Key{layout->series[i], key.time + row->OffsetMs(i)}, std::move(place));
  }
  return Ok();
}

const StoredSamples::Place* StoredSamples::Find(SeriesId series, Timestamp time) const {
  const auto found = places_.find(Key{series, time});
  return found == places_.end() ? nullptr : &found->second;
}

}  // namespace plumb::store
