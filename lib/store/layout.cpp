#include "store/layout.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "encoding/crc32c.h"
#include "encoding/id_list.h"
#include "encoding/varint.h"
#include "store/hash_bucket.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr uint8_t kHasKinds = 1;  // flag: a bitmap of the histogram columns follows

}  // namespace

std::string EncodeLayout(const Layout& layout) {
  const auto is_histogram = [](ColumnKind kind) { return kind == ColumnKind::kHistogram; };
  const bool kinds = std::any_of(layout.kinds.begin(), layout.kinds.end(), is_histogram);
  std::string body;
  body.push_back(static_cast<char>(kFormat));
  body.push_back(static_cast<char>(kinds ? kHasKinds : 0));
  encoding::AppendVarint(body, layout.series.size());
  encoding::AppendIds(body, layout.series, 0);
  if (kinds) {
    const size_t start = body.size();
    body.append(encoding::BitmapBytes(layout.series.size()), '\0');
    for (size_t i = 0; i < layout.kinds.size(); ++i)
      if (is_histogram(layout.kinds[i])) encoding::SetBit(body.data() + start, i);
  }
  std::string out;
  encoding::AppendLittle(out, encoding::Crc32c(body));
  return out + body;
}

std::optional<Layout> DecodeLayout(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  const auto checksum = in.Fixed<uint32_t>();
  if (!in.ok() || encoding::Crc32c(bytes.substr(4)) != checksum) return std::nullopt;
  const auto format = in.Fixed<uint8_t>();
  const auto flags = in.Fixed<uint8_t>();
  const uint64_t count = in.Varint();
  if (!in.ok() || format != kFormat || flags > kHasKinds || count > kMaxColumns)
    return std::nullopt;
  Layout layout;
  if (!encoding::TakeIds(in, count, 0, layout.series)) return std::nullopt;
  layout.kinds.assign(count, ColumnKind::kFloat);
  if (flags == kHasKinds) {
    const std::string_view bitmap = in.Bytes(encoding::BitmapBytes(count));
    for (size_t i = 0; i < count && in.ok(); ++i)
      if (encoding::TestBit(bitmap.data(), i)) layout.kinds[i] = ColumnKind::kHistogram;
  }
  if (!in.AtEnd()) return std::nullopt;
  return layout;
}

Result<std::shared_ptr<const Layout>> LayoutTable::Load(const Transaction& txn, LayoutId id) {
  if (const auto found = loaded_.find(id); found != loaded_.end()) return found->second;
  std::shared_ptr<const Layout> layout;
  if (id == 0) {
    layout = std::make_shared<const Layout>();
  } else {
    PLUMB_ASSIGN(const auto bytes, txn.Get(tables_->layout, IdKey(id)));
    auto decoded = bytes ? DecodeLayout(*bytes) : std::nullopt;
    if (!decoded) return DamagedError(txn.path(), fmt::format("layout {} makes no sense", id));
    layout = std::make_shared<const Layout>(*std::move(decoded));
  }
  loaded_.emplace(id, layout);
  return layout;
}

Result<LayoutId> LayoutTable::FindOrAdd(Transaction& txn, const Layout& layout, NextIds& next) {
  if (layout.series.empty()) return LayoutId{0};
  const std::string bytes = EncodeLayout(layout);
  const std::string hash = HashKey(Hash64(bytes));
  PLUMB_ASSIGN(const std::vector<uint32_t> candidates, LoadBucket(txn, tables_->lhash, hash));
  for (const LayoutId id : candidates) {
    PLUMB_ASSIGN(const auto there, txn.Get(tables_->layout, IdKey(id)));
    if (there && *there == bytes) return id;
  }
  const LayoutId id = next.layout++;
  PLUMB_TRY(txn.Append(tables_->layout, IdKey(id), bytes));
  PLUMB_TRY(AddToBucket(txn, tables_->lhash, hash, id));
  loaded_.emplace(id, std::make_shared<const Layout>(layout));
  return id;
}

Status LayoutTable::Remove(Transaction& txn, LayoutId id) {
  PLUMB_ASSIGN(const auto bytes, txn.Get(tables_->layout, IdKey(id)));
  if (!bytes) return DamagedError(txn.path(), fmt::format("layout {} is not there", id));
  const std::string hash = HashKey(Hash64(*bytes));
  loaded_.erase(id);
  PLUMB_TRY(txn.Delete(tables_->layout, IdKey(id)));
  return RemoveFromBucket(txn, tables_->lhash, hash, id);
}

}  // namespace plumb::store
