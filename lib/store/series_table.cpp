#include "store/series_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "encoding/byte_reader.h"
#include "encoding/id_list.h"
#include "encoding/varint.h"
#include "store/hash_bucket.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
// An id list may say many ids in few bytes; a series under more targets is damage.
constexpr uint64_t kMostTargets = uint64_t{1} << 20;

}  // namespace

SymbolId SeriesRecord::Value(SymbolId name) const {
  for (const auto& [label, value] : labels)
    if (label == name) return value;
  return 0;
}

std::string SeriesHashKey(std::string_view label_bytes) {
  // What there is of `instance` and `job`, as it stands in the bytes.
  std::string_view instance;
  std::string_view job;
  encoding::ByteReader in(label_bytes);
  while (in.left() > 0) {
    const std::string_view name = in.Counted();
    const std::string_view before = in.rest();
    in.Counted();
    const std::string_view value = before.substr(0, before.size() - in.left());
    if (name == "instance") instance = value;
    if (name == "job") job = value;
  }
  std::string key;
  encoding::AppendBig32(key, static_cast<uint32_t>(Hash64(instance) + 31 * Hash64(job)));
  encoding::AppendBig32(key, static_cast<uint32_t>(Hash64(label_bytes)));
  return key;
}

std::string EncodeSeries(const SeriesRecord& record) {
  std::string out;
  out.push_back(static_cast<char>(kFormat));
  encoding::AppendVarint(out, record.targets.size());
  encoding::AppendIds(out, record.targets, 0);
  encoding::AppendVarint(out, record.labels.size());
  for (const auto& [name, value] : record.labels) {
    encoding::AppendVarint(out, name);
    encoding::AppendVarint(out, value);
  }
  return out;
}

std::optional<SeriesRecord> DecodeSeries(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  if (in.Fixed<uint8_t>() != kFormat) return std::nullopt;
  SeriesRecord record;
  const uint64_t targets = in.Varint();
  if (targets > kMostTargets || !encoding::TakeIds(in, targets, 0, record.targets))
    return std::nullopt;
  const uint64_t labels = in.Varint();
  if (labels > in.left() / 2) return std::nullopt;
  record.labels.reserve(labels);
  for (uint64_t i = 0; i < labels; ++i) {
    const uint32_t name = in.Varint32();
    const uint32_t value = in.Varint32();
    record.labels.emplace_back(name, value);
  }
  if (!in.AtEnd()) return std::nullopt;
  return record;
}

std::optional<SeriesView> SeriesView::Parse(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  SeriesView view;
  if (in.Fixed<uint8_t>() != kFormat) return std::nullopt;
  view.targets_ = in.rest();
  const uint64_t targets = in.Varint();
  if (targets == 1) {
    const uint64_t token = in.Varint();
    if ((token & 1) != 0 || token >> 1 >= UINT32_MAX) return std::nullopt;
    view.sole_target_ = static_cast<TargetId>((token >> 1) + 1);
  } else {
    std::vector<TargetId> ids;
    if (targets > kMostTargets || !encoding::TakeIds(in, targets, 0, ids)) return std::nullopt;
  }
  in.Varint();
  view.labels_ = in.rest();
  return in.ok() ? std::optional(view) : std::nullopt;
}

std::vector<TargetId> SeriesView::Targets() const {
  if (sole_target_ != 0) return {sole_target_};
  encoding::ByteReader in(targets_);
  std::vector<TargetId> targets;
  encoding::TakeIds(in, in.Varint(), 0, targets);
  return targets;
}

SymbolId SeriesView::Value(SymbolId name) const {
  encoding::ByteReader in(labels_);
  while (in.left() > 0) {
    const uint32_t found = in.Varint32();
    const uint32_t value = in.Varint32();
    if (found == name && in.ok()) return value;
  }
  return 0;
}

Result<SeriesWalk> SeriesWalk::Open(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.series));
  return SeriesWalk(txn, std::move(cursor));
}

Result<std::optional<SeriesView>> SeriesWalk::Find(SeriesId id) {
  const bool neighbour = at_ != 0 && id == at_ + 1;
  PLUMB_ASSIGN(const bool more, neighbour ? cursor_.Next() : cursor_.Seek(IdKey(id)));
  // A series that is not there has another behind it.
  const bool there =
      more && cursor_.key().size() == 4 && encoding::LoadBig32(cursor_.key().data()) == id;
  at_ = there ? id : 0;
  if (!there) return std::optional<SeriesView>();
  auto view = SeriesView::Parse(cursor_.value());
  if (!view) return DamagedError(txn_->path(), fmt::format("series {} makes no sense", id));
  return view;
}

Result<SoleTargetCheck> SoleTargetCheck::Open(const Transaction& txn, const Tables& tables,
                                              TargetId target) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.series));
  return SoleTargetCheck(std::move(cursor), target);
}

SoleTargetCheck::SoleTargetCheck(Cursor cursor, TargetId target) : cursor_(std::move(cursor)) {
  start_ = EncodeSeries({.targets = {target}, .labels = {}});
  start_.pop_back();  // the number of labels
}

Result<bool> SoleTargetCheck::Holds(SeriesId id) {
  const std::string key = IdKey(id);
  const bool neighbour = at_ != 0 && id == at_ + 1;
  PLUMB_ASSIGN(const bool more, neighbour ? cursor_.Next() : cursor_.Seek(key));
  // A series that is not there has another behind it.
  const bool there = more && cursor_.key() == key;
  at_ = there ? id : 0;
  return there && cursor_.value().starts_with(start_);
}

Result<std::optional<SeriesRecord>> SeriesTable::LoadIfThere(const Transaction& txn, SeriesId id) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables_->series, IdKey(id)));
  if (!bytes) return std::optional<SeriesRecord>();
  auto record = DecodeSeries(*bytes);
  if (!record) return DamagedError(txn.path(), fmt::format("series {} makes no sense", id));
  return record;
}

Result<SeriesRecord> SeriesTable::Load(const Transaction& txn, SeriesId id) {
  PLUMB_ASSIGN(auto record, LoadIfThere(txn, id));
  if (!record) return DamagedError(txn.path(), fmt::format("series {} is not there", id));
  return *std::move(record);
}

// A value has its symbol under one name, so it stands for the whole label.
Status SeriesTable::AppendLabel(const Transaction& txn, SymbolId name, SymbolId value,
                                std::string& bytes) {
  constexpr size_t kFewest = 256;
  constexpr size_t kMost = size_t{1} << 14;
  if (!label_bytes_.empty()) {
    const LabelBytes& known = label_bytes_[value % label_bytes_.size()];
    if (known.value == value && value != 0) {
      bytes += known.bytes;
      return Ok();
    }
  }
  if (label_bytes_.empty() || (++missed_ > label_bytes_.size() && label_bytes_.size() < kMost)) {
    label_bytes_ = std::vector<LabelBytes>(label_bytes_.empty() ? kFewest : kMost);
    missed_ = 0;
  }
  LabelBytes& place = label_bytes_[value % label_bytes_.size()];
  place.value = 0;
  place.bytes.clear();
  for (const SymbolId symbol : {name, value}) {
    PLUMB_ASSIGN(const std::string_view text, dictionary_->Text(txn, symbol));
    encoding::AppendCounted(place.bytes, text);
  }
  place.value = value;
  bytes += place.bytes;
  return Ok();
}

// The record keeps the order of the names, so the canonical bytes can be put together directly.
Result<model::Labels> SeriesTable::LabelsOf(const Transaction& txn, const SeriesRecord& record) {
  std::string bytes;
  for (const auto& [name, value] : record.labels) PLUMB_TRY(AppendLabel(txn, name, value, bytes));
  return model::Labels::FromBytes(std::move(bytes));
}

template <typename Wanted>
Result<model::Labels> SeriesTable::WantedLabels(const Transaction& txn, const SeriesView& record,
                                                Wanted wanted) {
  wanted_bytes_.clear();
  Status status = Ok();
  record.ForEachLabel([&](SymbolId name, SymbolId value) {
    if (wanted(name) && status.ok()) status = AppendLabel(txn, name, value, wanted_bytes_);
  });
  PLUMB_TRY(status);
  // As small as it can be: there may be a million of them.
  return model::Labels::FromBytes(std::string(wanted_bytes_));
}

Result<model::Labels> SeriesTable::LabelsOf(const Transaction& txn, const SeriesView& record) {
  return WantedLabels(txn, record, [](SymbolId) { return true; });
}

Result<model::Labels> SeriesTable::LabelsOf(const Transaction& txn, const SeriesView& record,
                                            std::span<const SymbolId> names) {
  if (names.empty()) return model::Labels();
  return WantedLabels(txn, record, [names](SymbolId name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

Result<bool> SeriesTable::HasLabels(const Transaction& txn, const SeriesRecord& record,
                                    std::string_view label_bytes) {
  encoding::ByteReader labels(label_bytes);
  for (const auto& [name, value] : record.labels) {
    if (labels.left() == 0) return false;
    PLUMB_ASSIGN(const std::string_view name_text, dictionary_->Text(txn, name));
    if (name_text != labels.Counted()) return false;
    PLUMB_ASSIGN(const std::string_view value_text, dictionary_->Text(txn, value));
    if (value_text != labels.Counted()) return false;
  }
  return labels.AtEnd();
}

Result<SeriesId> SeriesTable::Find(const Transaction& txn, const model::Labels& labels) {
  PLUMB_ASSIGN(const std::vector<uint32_t> candidates,
               LoadBucket(txn, tables_->shash, SeriesHashKey(labels.bytes())));
  for (const SeriesId id : candidates) {
    PLUMB_ASSIGN(const SeriesRecord record, Load(txn, id));
    PLUMB_ASSIGN(const bool same, HasLabels(txn, record, labels.bytes()));
    if (same) return id;
  }
  return SeriesId{0};
}

Status SeriesTable::Save(Transaction& txn, SeriesId id, const SeriesRecord& record) {
  return txn.Put(tables_->series, IdKey(id), EncodeSeries(record));
}

}  // namespace plumb::store
