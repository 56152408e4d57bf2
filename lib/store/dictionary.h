// SPDX-License-Identifier: Apache-2.0
// Label names and values as numbers. Each name has a symbol, and each value has one of its own a
// name, so that (name, value) is one number and the values of a name stand together in order.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/schema.h"

namespace plumb::store {

inline constexpr SymbolId kNames = 0;  // in place of a name symbol: the list of names

// Looks up, and in a write transaction adds; keeps what it saw.
class Dictionary {
 public:
  explicit Dictionary(const Tables& tables) : tables_(&tables) {}

  // The symbol of a text under `name` (kNames for the names themselves); 0 if there is none.
  Result<SymbolId> Find(const Transaction& txn, SymbolId name, std::string_view text);
  // The same, added if there is none. REQUIRES: a write transaction
  Result<SymbolId> FindOrAdd(Transaction& txn, SymbolId name, std::string_view text, NextIds& next);
  // Takes a text away. REQUIRES: a write transaction; it is there, and nothing has its symbol
  Status Remove(Transaction& txn, SymbolId name, std::string_view text);
  // The text of a symbol; an error if there is none. Valid until Forget.
  Result<std::string_view> Text(const Transaction& txn, SymbolId symbol);

  // Calls `visit` with each value of a name (or each name, for kNames) that begins with `prefix`,
  // ordered by its first kLongestPlainText bytes. Stops early when `visit` returns an error.
  Status Walk(const Transaction& txn, SymbolId name, std::string_view prefix,
              const std::function<Status(SymbolId, std::string_view)>& visit);

  void Forget();

 private:
  struct Found {
    SymbolId symbol = 0;  // 0: not there
    uint8_t probe = 0;    // where it is, or would go
  };
  Result<Found> Look(const Transaction& txn, SymbolId name, std::string_view text);

  const Tables* tables_;
  std::deque<std::string> texts_;  // by symbol, "" where not loaded; growing moves none
  std::unordered_map<std::string, SymbolId> symbols_;  // by name symbol and text
};

}  // namespace plumb::store
