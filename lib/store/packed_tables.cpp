#include "store/packed_tables.h"

#include <algorithm>

namespace plumb::store {

namespace {

Error SenselessBlock(const std::string& path) {
  return DamagedError(path, "a block of packed entries makes no sense");
}

}  // namespace

std::string PackedKey(uint8_t number, std::string_view first) {
  std::string key(1, static_cast<char>(number));
  return key.append(first);
}

Result<std::unique_ptr<PackedTables>> PackedTables::Find(const Transaction& txn,
                                                         const Tables& tables) {
  if (tables.pack == 0) return std::unique_ptr<PackedTables>();
  PLUMB_ASSIGN(const uint64_t blocks, txn.Count(tables.pack));
  if (blocks == 0) return std::unique_ptr<PackedTables>();
  return std::unique_ptr<PackedTables>(new PackedTables(txn, tables));
}

PackedTables::PackedTables(const Transaction& txn, const Tables& tables)
    : txn_(txn), pack_(tables.pack) {
  for (const PackedTable& packed : kPackedTables) {
    const MDB_dbi handle = tables.*packed.handle;
    if (handle != 0 && handle < numbers_.size()) numbers_[handle] = packed.number;
  }
}

MDB_dbi PackedTables::TableOf(std::string_view key) const {
  if (key.empty()) return 0;
  const auto* found = std::find(numbers_.begin(), numbers_.end(), static_cast<uint8_t>(key[0]));
  return found == numbers_.end() || *found == 0 ? 0
                                                : static_cast<MDB_dbi>(found - numbers_.begin());
}

Result<const PackedBlock*> PackedTables::BlockAt(const Cursor& cursor) {
  const auto known = blocks_.find(cursor.value().data());
  if (known != blocks_.end()) return &known->second;
  auto block = PackedBlock::Decode(cursor.key(), cursor.value());
  if (!block) return SenselessBlock(txn_.path());
  return &blocks_.emplace(cursor.value().data(), *std::move(block)).first->second;
}

Result<std::optional<std::string_view>> PackedTables::Get(MDB_dbi table, std::string_view key) {
  PLUMB_ASSIGN(const auto cursor, PackedCursor::Open(*this, table));
  PLUMB_ASSIGN(const bool found, cursor->Seek(key));
  if (!found || cursor->key() != key) return std::optional<std::string_view>();
  return std::optional(cursor->value());
}

Result<PackedTables::Size> PackedTables::Measure(MDB_dbi table) const {
  const std::string start = PackedKey(NumberOf(table), "");
  Size size;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn_, pack_));
  PLUMB_ASSIGN(bool more, cursor.Seek(start));
  while (more && cursor.key().starts_with(start)) {
    const auto count = CountPackedEntries(cursor.value());
    if (!count) return SenselessBlock(txn_.path());
    size.entries += *count;
    size.bytes += cursor.value().size();
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return size;
}

Result<std::unique_ptr<PackedCursor>> PackedCursor::Open(PackedTables& tables, MDB_dbi table) {
  PLUMB_ASSIGN(Cursor blocks, Cursor::Open(tables.txn_, tables.pack_));
  return std::unique_ptr<PackedCursor>(
      new PackedCursor(tables, tables.NumberOf(table), std::move(blocks)));
}

Result<bool> PackedCursor::Enter(bool found) {
  block_ = nullptr;
  if (!found || blocks_.key().empty() || static_cast<uint8_t>(blocks_.key()[0]) != number_)
    return false;
  PLUMB_ASSIGN(block_, tables_.BlockAt(blocks_));
  return true;
}

Result<bool> PackedCursor::Seek(std::string_view key) {
  // The last block that begins at the key or before, else the first.
  PLUMB_ASSIGN(bool found, blocks_.SeekBefore(PackedKey(number_, key) + '\0'));
  PLUMB_ASSIGN(found, Enter(found));
  if (!found) return First();
  at_ = block_->Find(key);
  if (at_ < block_->size()) return true;
  --at_;
  return Next();
}

Result<bool> PackedCursor::First() {
  PLUMB_ASSIGN(const bool found, blocks_.Seek(PackedKey(number_, "")));
  at_ = 0;
  return Enter(found);
}

Result<bool> PackedCursor::Last() {
  PLUMB_ASSIGN(bool found, blocks_.SeekBefore(PackedKey(static_cast<uint8_t>(number_ + 1), "")));
  PLUMB_ASSIGN(found, Enter(found));
  if (found) at_ = block_->size() - 1;
  return found;
}

Result<bool> PackedCursor::Next() {
  if (block_ == nullptr) return First();
  if (++at_ < block_->size()) return true;
  PLUMB_ASSIGN(const bool found, blocks_.Next());
  at_ = 0;
  return Enter(found);
}

Result<bool> PackedCursor::Previous() {
  if (block_ == nullptr) return Last();
  if (at_-- > 0) return true;
  PLUMB_ASSIGN(bool found, blocks_.Previous());
  PLUMB_ASSIGN(found, Enter(found));
  if (found) at_ = block_->size() - 1;
  return found;
}

Status UnpackTables(Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(const auto packed, PackedTables::Find(txn, tables));
  if (packed == nullptr) return Ok();
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.pack));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    const auto block = PackedBlock::Decode(cursor.key(), cursor.value());
    const MDB_dbi table = packed->TableOf(cursor.key());
    if (!block || table == 0) return SenselessBlock(txn.path());
    for (size_t i = 0; i < block->size(); ++i)
      PLUMB_TRY(txn.Append(table, block->key(i), block->value(i)));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return txn.Clear(tables.pack);
}

}  // namespace plumb::store
