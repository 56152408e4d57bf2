#include "store/dictionary.h"

#include <fmt/format.h>

#include "encoding/fixed.h"

namespace plumb::store {

namespace {

SymbolId LoadSymbol(std::string_view value) {
  return value.size() == 4 ? encoding::LoadLittle<uint32_t>(value.data()) : 0;
}

}  // namespace

void Dictionary::Forget() {
  texts_.clear();
  symbols_.clear();
}

Result<Dictionary::Found> Dictionary::Look(const Transaction& txn, SymbolId name,
                                           std::string_view text) {
  for (uint8_t probe = 0; probe < UINT8_MAX; ++probe) {
    PLUMB_ASSIGN(const auto value, txn.Get(tables_->label, LabelKey(name, text, probe)));
    if (!value) return Found{.probe = probe};
    const SymbolId symbol = LoadSymbol(*value);
    if (symbol == 0) return DamagedError(txn.path(), "a label's entry makes no sense");
    if (text.size() <= kLongestPlainText) return Found{.symbol = symbol, .probe = probe};
    // A long text's key has only its hash: compare the whole.
    PLUMB_ASSIGN(const std::string_view whole, Text(txn, symbol));
    if (whole == text) return Found{.symbol = symbol, .probe = probe};
  }
  return DamagedError(txn.path(), "too many long texts have the same hash");
}

Result<SymbolId> Dictionary::Find(const Transaction& txn, SymbolId name, std::string_view text) {
  std::string key = IdKey(name);
  key.append(text);
  if (const auto known = symbols_.find(key); known != symbols_.end()) return known->second;
  PLUMB_ASSIGN(const Found found, Look(txn, name, text));
  if (found.symbol != 0) symbols_.emplace(std::move(key), found.symbol);
  return found.symbol;
}

Result<SymbolId> Dictionary::FindOrAdd(Transaction& txn, SymbolId name, std::string_view text,
                                       NextIds& next) {
  std::string key = IdKey(name);
  key.append(text);
  if (const auto known = symbols_.find(key); known != symbols_.end()) return known->second;
  PLUMB_ASSIGN(const Found found, Look(txn, name, text));
  SymbolId symbol = found.symbol;
  if (symbol == 0) {
    symbol = next.symbol++;
    std::string value;
    encoding::AppendLittle(value, symbol);
    PLUMB_TRY(txn.Put(tables_->label, LabelKey(name, text, found.probe), value));
    PLUMB_TRY(txn.Append(tables_->symbol, IdKey(symbol), text));
  }
  symbols_.emplace(std::move(key), symbol);
  return symbol;
}

Status Dictionary::Remove(Transaction& txn, SymbolId name, std::string_view text) {
  // The text may be one that this remembers.
  const std::string removed(text);
  PLUMB_ASSIGN(const Found found, Look(txn, name, removed));
  if (found.symbol == 0) return DamagedError(txn.path(), "a label's entry is missing");
  Forget();
  PLUMB_TRY(txn.Delete(tables_->symbol, IdKey(found.symbol)));
  const auto key_of = [&](uint8_t probe) { return LabelKey(name, removed, probe); };
  return RemoveProbe(txn, tables_->label, key_of, found.probe, removed.size());
}

Result<std::string_view> Dictionary::Text(const Transaction& txn, SymbolId symbol) {
  if (symbol < texts_.size() && !texts_[symbol].empty()) return std::string_view(texts_[symbol]);
  PLUMB_ASSIGN(const auto text, txn.Get(tables_->symbol, IdKey(symbol)));
  if (!text || text->empty())
    return DamagedError(txn.path(), fmt::format("symbol {} is missing", symbol));
  // The table is indexed by number: a number from a damaged record must not make it huge. Symbols
  // are dense, so the one that was just found bounds it.
  if (symbol >= texts_.size()) texts_.resize(symbol + symbol / 2 + 16);
  texts_[symbol] = *text;
  return std::string_view(texts_[symbol]);
}

Status Dictionary::Walk(const Transaction& txn, SymbolId name, std::string_view prefix,
                        const std::function<Status(SymbolId, std::string_view)>& visit) {
  const std::string name_key = IdKey(name);
  const std::string start = name_key + std::string(prefix.substr(0, kLongestPlainText));
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables_->label));
  PLUMB_ASSIGN(bool more, cursor.Seek(start));
  while (more && cursor.key().starts_with(start)) {
    const SymbolId symbol = LoadSymbol(cursor.value());
    std::string_view text = cursor.key().substr(name_key.size());
    if (text.size() > kLongestPlainText) {
      PLUMB_ASSIGN(text, Text(txn, symbol));
    }
    if (text.starts_with(prefix)) PLUMB_TRY(visit(symbol, text));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

}  // namespace plumb::store
