#include "store/dictionary.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/hash.h"
#include "encoding/fixed.h"

namespace plumb::store {

namespace {

// A store of a page or two needs few places. The most hold the values that a large fleet's series
// share; of a label that has another value in each series, none comes twice anyway.
constexpr size_t kFewestPlaces = 256;
constexpr size_t kMostPlaces = size_t{1} << 15;
constexpr size_t kGrowth = 8;

// So many new texts are numbered as they come.
constexpr size_t kFew = 4096;

bool SameText(const Dictionary::Wanted& a, const Dictionary::Wanted& b) {
  return a.name == b.name && a.text == b.text;
}

SymbolId LoadSymbol(std::string_view value) {
  return value.size() == 4 ? encoding::LoadLittle<uint32_t>(value.data()) : 0;
}

// Any even spread will do: it is not kept.
uint64_t Spread(uint64_t hash) {
  hash *= 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 32);
}
uint64_t PlaceOf(SymbolId name, std::string_view text) {
  return Spread(Hash64(text) + name);
}

}  // namespace

const Dictionary::Places::Place* Dictionary::Places::At(uint64_t hash) const {
  return places_.empty() ? nullptr : &places_[hash & (places_.size() - 1)];
}

Dictionary::Places::Place& Dictionary::Places::Take(uint64_t hash) {
  if (places_.empty() || (++missed_ > places_.size() && places_.size() < kMostPlaces)) {
    const size_t size = places_.empty() ? kFewestPlaces : places_.size() * kGrowth;
    places_ = std::vector<Place>(std::min(size, kMostPlaces));
    missed_ = 0;
  }
  return places_[hash & (places_.size() - 1)];
}

void Dictionary::Forget() {
  by_text_.Clear();
  by_symbol_.Clear();
}

SymbolId Dictionary::Recall(SymbolId name, std::string_view text) const {
  const Places::Place* place = by_text_.At(PlaceOf(name, text));
  return place != nullptr && place->name == name && place->text == text ? place->symbol : 0;
}

void Dictionary::Remember(SymbolId name, std::string_view text, SymbolId symbol) {
  Places::Place& place = by_text_.Take(PlaceOf(name, text));
  place.name = name;
  place.symbol = symbol;
  place.text = text;
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
  if (const SymbolId known = Recall(name, text); known != 0) return known;
  PLUMB_ASSIGN(const Found found, Look(txn, name, text));
  if (found.symbol != 0) Remember(name, text, found.symbol);
  return found.symbol;
}

Result<SymbolId> Dictionary::FindOrAdd(Transaction& txn, SymbolId name, std::string_view text,
                                       NextIds& next) {
  if (const SymbolId known = Recall(name, text); known != 0) return known;
  PLUMB_ASSIGN(const Found found, Look(txn, name, text));
  SymbolId symbol = found.symbol;
  if (symbol == 0) {
    symbol = next.symbol++;
    std::string value;
    encoding::AppendLittle(value, symbol);
    PLUMB_TRY(txn.Put(tables_->label, LabelKey(name, text, found.probe), value));
    PLUMB_TRY(txn.Append(tables_->symbol, IdKey(symbol), text));
  }
  Remember(name, text, symbol);
  return symbol;
}

// The symbols of those that are in the table. REQUIRES: in order of their keys, none too long
Status Dictionary::FindInOrder(const Transaction& txn, std::span<Wanted* const> ordered) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables_->label));
  bool more = true;
  std::string_view at;  // the cursor's key, once it was placed
  std::string key;
  for (Wanted* wanted : ordered) {
    key.clear();
    encoding::AppendBig32(key, wanted->name);
    key.append(wanted->text);
    if (more && at < key) {
      PLUMB_ASSIGN(more, cursor.Seek(key));
      if (more) at = cursor.key();
    }
    if (!more || at != key) continue;
    wanted->symbol = LoadSymbol(cursor.value());
    if (wanted->symbol == 0) return DamagedError(txn.path(), "a label's entry makes no sense");
  }
  return Ok();
}

Status Dictionary::FindOrAddAll(Transaction& txn, std::span<Wanted> wanted, NextIds& next) {
  std::vector<Wanted*> ordered;
  ordered.reserve(wanted.size());
  for (Wanted& one : wanted) {
    if (one.text.size() <= kLongestPlainText) {
      ordered.push_back(&one);
    } else {
      PLUMB_ASSIGN(one.symbol, FindOrAdd(txn, one.name, one.text, next));
    }
  }
  std::sort(ordered.begin(), ordered.end(), [](const Wanted* a, const Wanted* b) {
    return std::tie(a->name, a->text) < std::tie(b->name, b->text);
  });
  PLUMB_TRY(FindInOrder(txn, ordered));
  std::vector<Wanted*> fresh;
  for (size_t i = 0; i < ordered.size(); ++i)
    if (ordered[i]->symbol == 0 && (i == 0 || !SameText(*ordered[i], *ordered[i - 1])))
      fresh.push_back(ordered[i]);
  PLUMB_TRY(AddInOrder(txn, fresh, next));
  for (size_t i = 0; i < ordered.size(); ++i) {
    if (i > 0 && SameText(*ordered[i], *ordered[i - 1]))
      ordered[i]->symbol = ordered[i - 1]->symbol;
    Remember(ordered[i]->name, ordered[i]->text, ordered[i]->symbol);
  }
  return Ok();
}

// REQUIRES: in order of their keys, none there twice
Status Dictionary::AddInOrder(Transaction& txn, std::span<Wanted* const> fresh, NextIds& next) {
  // Numbers in the order of texts keep together what a range of texts selects. A few get them as
  // they come: those that many series share are seen first, and small numbers take fewer bytes.
  std::vector<Wanted*> numbered(fresh.begin(), fresh.end());
  if (numbered.size() <= kFew) std::sort(numbered.begin(), numbered.end());
  for (Wanted* one : numbered) {
    one->symbol = next.symbol++;
    PLUMB_TRY(txn.Append(tables_->symbol, IdKey(one->symbol), one->text));
  }
  std::string value;
  for (const Wanted* one : fresh) {
    value.clear();
    encoding::AppendLittle(value, one->symbol);
    PLUMB_TRY(txn.Put(tables_->label, LabelKey(one->name, one->text), value));
  }
  return Ok();
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
  const uint64_t hash = Spread(symbol);
  const Places::Place* known = by_symbol_.At(hash);
  if (symbol != 0 && known != nullptr && known->symbol == symbol)
    return std::string_view(known->text);
  PLUMB_ASSIGN(const auto text, txn.Get(tables_->symbol, IdKey(symbol)));
  if (!text || text->empty())
    return DamagedError(txn.path(), fmt::format("symbol {} is missing", symbol));
  Places::Place& place = by_symbol_.Take(hash);
  place.symbol = symbol;
  place.text = *text;
  return std::string_view(place.text);
}

Status Dictionary::Walk(const Transaction& txn, SymbolId name, std::string_view prefix,
                        const std::function<Result<bool>(SymbolId, std::string_view)>& visit) {
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
    bool go_on = true;
    if (text.starts_with(prefix)) {
      PLUMB_ASSIGN(go_on, visit(symbol, text));
    }
    if (!go_on) break;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

}  // namespace plumb::store
