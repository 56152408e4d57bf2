#include "store/stored_samples.h"

#include <algorithm>

#include "encoding/histogram.h"
#include "store/row.h"

namespace plumb::store {

namespace {

// Of segments and what was decoded of them. Beyond, they are read again.
constexpr size_t kRememberedBytes = size_t{128} << 20;
constexpr size_t kRememberedPeriods = 4096;

}  // namespace

Result<uint16_t> StoredSamples::Load(const Transaction& txn, TargetId target, Timestamp key_time) {
  PLUMB_ASSIGN(const uint16_t parts, LoadRows(txn, target, key_time));
  for (const Level level : kRawLevels)
    PLUMB_TRY(
        AddPeriod(txn, {.level = level, .target = target, .start = PeriodStart(level, key_time)}));
  return parts;
}

Status StoredSamples::AddPeriod(const Transaction& txn, const SegmentKey& key) {
  const auto [known, added] = periods_.try_emplace(EncodeSegmentKey(key), KnownPeriod{.key = key});
  if (added) {
    PLUMB_ASSIGN(known->second.samples, PeriodSamples::Load({txn, *tables_, *layouts_}, key));
  }
  KnownPeriod* const period = &known->second;
  if (period->samples != nullptr &&
      std::find(active_.begin(), active_.end(), period) == active_.end())
    active_.push_back(period);
  return Ok();
}

Result<uint16_t> StoredSamples::LoadRows(const Transaction& txn, TargetId target,
                                         Timestamp key_time) {
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

Result<const StoredSamples::Place*> StoredSamples::Find(SeriesId series, Timestamp time) {
  const Key key{series, time};
  if (const auto found = places_.find(key); found != places_.end()) return &found->second;
  for (const KnownPeriod* period : active_) {
    PLUMB_ASSIGN(const auto found, period->samples->Find(series, time));
    if (!found) continue;
    Place place{.period = period->key, .bits = found->bits};
    if (found->histogram != nullptr) {
      place.kind = ColumnKind::kHistogram;
      encoding::AppendHistogram(place.histogram, *found->histogram);
    }
    return &places_.emplace(key, std::move(place)).first->second;
  }
  return nullptr;
}

uint8_t StoredSamples::BlockFlags(TargetId target, Timestamp time) const {
  uint8_t flags = 0;
  for (const KnownPeriod* period : active_)
    if (period->key.target == target)
      flags = static_cast<uint8_t>(flags | period->samples->BlockFlags(time));
  return flags;
}

void StoredSamples::Clear() {
  places_.clear();
  active_.clear();
  size_t bytes = 0;
  for (const auto& [key, period] : periods_)
    if (period.samples != nullptr) bytes += period.samples->memory();
  if (bytes > kRememberedBytes || periods_.size() > kRememberedPeriods) periods_.clear();
}

void StoredSamples::Forget() {
  Clear();
  periods_.clear();
}

}  // namespace plumb::store
