#include "store/suspect_table.h"

#include <algorithm>

#include "encoding/fixed.h"
#include "encoding/id_list.h"
#include "encoding/varint.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr std::string_view kPrefix = "suspects:";

std::string KeyOf(TargetId target) {
  return std::string(kPrefix) + IdKey(target);
}

}  // namespace

std::string EncodeSuspects(std::span<const SeriesId> series) {
  std::string out(1, static_cast<char>(kFormat));
  encoding::AppendVarint(out, series.size());
  encoding::AppendIds(out, series, 0);
  return out;
}

std::optional<std::vector<SeriesId>> DecodeSuspects(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  if (in.Fixed<uint8_t>() != kFormat) return std::nullopt;
  const uint64_t count = in.Varint();
  std::vector<SeriesId> series;
  if (!in.ok() || count > UINT32_MAX || !encoding::TakeIds(in, count, 0, series) || !in.AtEnd())
    return std::nullopt;
  return series;
}

Result<std::vector<TargetId>> ListSuspectTargets(const Transaction& txn, const Tables& tables) {
  std::vector<TargetId> targets;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.meta));
  PLUMB_ASSIGN(bool more, cursor.Seek(kPrefix));
  while (more && cursor.key().starts_with(kPrefix)) {
    if (cursor.key().size() == kPrefix.size() + 4)
      targets.push_back(encoding::LoadBig32(cursor.key().data() + kPrefix.size()));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return targets;
}

Result<std::vector<SeriesId>> LoadSuspects(const Transaction& txn, const Tables& tables,
                                           TargetId target) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables.meta, KeyOf(target)));
  if (!bytes) return std::vector<SeriesId>();
  auto series = DecodeSuspects(*bytes);
  if (!series) return DamagedError(txn.path(), "a list of series without samples makes no sense");
  return *std::move(series);
}

Status AddSuspects(Transaction& txn, const Tables& tables, TargetId target,
                   std::span<const SeriesId> series) {
  PLUMB_ASSIGN(const std::vector<SeriesId> there, LoadSuspects(txn, tables, target));
  std::vector<SeriesId> all;
  std::set_union(there.begin(), there.end(), series.begin(), series.end(), std::back_inserter(all));
  return txn.Put(tables.meta, KeyOf(target), EncodeSuspects(all));
}

Status ForgetSuspects(Transaction& txn, const Tables& tables, TargetId target) {
  return txn.Delete(tables.meta, KeyOf(target));
}

}  // namespace plumb::store
