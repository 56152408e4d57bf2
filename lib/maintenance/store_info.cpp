#include "maintenance/store_info.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/due_period.h"
#include "store/reader.h"

namespace plumb::maintenance {

namespace {

using store::Cursor;
using store::Level;
using store::Snapshot;
using store::TargetId;

// RFC 9562: 8-4-4-4-12 digits.
std::string UuidText(const std::array<char, 16>& uuid) {
  std::string text;
  for (size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", static_cast<unsigned char>(uuid[i]));
  }
  return text;
}

Result<uint64_t> CountTexts(Snapshot& snapshot, store::SymbolId name) {
  uint64_t count = 0;
  PLUMB_TRY(snapshot.dictionary.Walk(*snapshot.txn, name, "",
                                     [&](store::SymbolId, std::string_view) -> Result<bool> {
                                       ++count;
                                       return true;
                                     }));
  return count;
}

Status CountIndex(Snapshot& snapshot, StoreInfo& info) {
  const store::Transaction& txn = *snapshot.txn;
  PLUMB_ASSIGN(info.targets, txn.Count(snapshot.tables().target));
  PLUMB_ASSIGN(info.series, txn.Count(snapshot.tables().series));
  PLUMB_ASSIGN(info.rows, txn.Count(snapshot.tables().row));
  PLUMB_ASSIGN(const uint64_t symbols, txn.Count(snapshot.tables().symbol));
  PLUMB_ASSIGN(info.label_names, CountTexts(snapshot, store::kNames));
  info.label_values = symbols - std::min(symbols, info.label_names);
  PLUMB_ASSIGN(const store::SymbolId metric,
               snapshot.dictionary.Find(txn, store::kNames, model::kMetricName));
  if (metric == 0) return Ok();
  PLUMB_ASSIGN(info.metrics, CountTexts(snapshot, metric));
  return Ok();
}

template <typename T>
void TakeLeast(std::optional<T>& least, T value) {
  if (!least || value < *least) least = value;
}

// What is due of each target that has rows, from the first that is found.
Status LookAtRows(Snapshot& snapshot, Timestamp now, StoreInfo& info) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*snapshot.txn, snapshot.tables().row));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more && cursor.key().size() == store::kRowKeySize) {
    const store::RowKey first = store::DecodeRowKey(cursor.key());
    store::DuePeriods periods(snapshot.state(), first.target, now, store::LateRows::kAny);
    PLUMB_ASSIGN(const auto due, periods.Next());
    if (due) {
      ++info.due_targets;
      TakeLeast(info.due_since, due->start);
    } else {
      TakeLeast(info.oldest_open, store::PeriodStart(Level::kHour, first.time));
    }
    PLUMB_ASSIGN(more, cursor.Seek(store::EncodeRowKey(
                           {.target = first.target, .time = INT64_MAX, .part = UINT16_MAX})));
  }
  return Ok();
}

}  // namespace

Result<StoreInfo> CollectInfo(const std::shared_ptr<store::Environment>& environment,
                              Timestamp now) {
  StoreInfo info{.path = environment->path(),
                 .bundle = environment->bundle(),
                 .uuid = UuidText(environment->record().uuid),
                 .version = environment->record().version,
                 .features = environment->record().features};
  PLUMB_ASSIGN(const auto reader, store::Reader::Of(environment));
  PLUMB_ASSIGN(info.extent, reader->FindExtent());
  Snapshot& snapshot = reader->snapshot();
  const std::lock_guard guard(snapshot.mutex);
  PLUMB_ASSIGN(info.usage, store::MeasureUsage(snapshot));
  PLUMB_ASSIGN(info.samples, store::EstimateSamples(snapshot));
  PLUMB_TRY(CountIndex(snapshot, info));
  PLUMB_TRY(LookAtRows(snapshot, now, info));
  PLUMB_ASSIGN(info.retention, store::LoadRetentionRules(*snapshot.txn, snapshot.tables()));
  return info;
}

}  // namespace plumb::maintenance
