// SPDX-License-Identifier: Apache-2.0
// Label names and values as numbers. Each name has a symbol, and each value has one of its own a
// name, so that (name, value) is one number and the values of a name stand together in order.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/schema.h"

namespace plumb::store {

inline constexpr SymbolId kNames = 0;  // in place of a name symbol: the list of names

// Looks up, and in a write transaction adds; remembers what it saw last, within bounds.
class Dictionary {
 public:
  explicit Dictionary(const Tables& tables) : tables_(&tables) {}

  // The symbol of a text under `name` (kNames for the names themselves); 0 if there is none.
  Result<SymbolId> Find(const Transaction& txn, SymbolId name, std::string_view text);
  // The same from memory only: 0 says nothing.
  [[nodiscard]] SymbolId Recall(SymbolId name, std::string_view text) const;
  // The same, added if there is none. REQUIRES: a write transaction
  Result<SymbolId> FindOrAdd(Transaction& txn, SymbolId name, std::string_view text, NextIds& next);
  // Takes a text away. REQUIRES: a write transaction; it is there, and nothing has its symbol
  Status Remove(Transaction& txn, SymbolId name, std::string_view text);

  struct Wanted {
    SymbolId name = 0;
    std::string_view text;
    SymbolId symbol = 0;  // the answer
  };
  // The same for many at once, which are looked for and written in the order of the table; a text
  // may be there several times. REQUIRES: a write transaction
  Status FindOrAddAll(Transaction& txn, std::span<Wanted> wanted, NextIds& next);

  // The text of a symbol; an error if there is none. Valid until the next call of anything here.
  Result<std::string_view> Text(const Transaction& txn, SymbolId symbol);

  // Calls `visit` with each value of a name (or each name, for kNames) that begins with `prefix`,
  // ordered by its first kLongestPlainText bytes, for as long as it says true.
  Status Walk(const Transaction& txn, SymbolId name, std::string_view prefix,
              const std::function<Result<bool>(SymbolId, std::string_view)>& visit);

  void Forget();

 private:
  struct Found {
    SymbolId symbol = 0;  // 0: not there
    uint8_t probe = 0;    // where it is, or would go
  };
  // Places for what was seen, one a hash: what comes later takes the place of what was there. Grows
  // with what it missed, up to a bound.
  class Places {
   public:
    struct Place {
      SymbolId name = 0;
      SymbolId symbol = 0;  // 0: empty
      std::string text;
    };
    [[nodiscard]] const Place* At(uint64_t hash) const;
    // To be filled. Forgets all others now and then.
    Place& Take(uint64_t hash);
    void Clear() { places_.clear(); }

   private:
    std::vector<Place> places_;
    size_t missed_ = 0;
  };
  Result<Found> Look(const Transaction& txn, SymbolId name, std::string_view text);
  void Remember(SymbolId name, std::string_view text, SymbolId symbol);
  Status FindInOrder(const Transaction& txn, std::span<Wanted* const> ordered);
  Status AddInOrder(Transaction& txn, std::span<Wanted* const> fresh, NextIds& next);

  const Tables* tables_;
  Places by_text_;
  Places by_symbol_;
};

}  // namespace plumb::store
