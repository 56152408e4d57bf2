// SPDX-License-Identifier: Apache-2.0
// Layouts: which series the columns of a row belong to. Immutable, found by their content, and
// shared by all rows that look the same, so that a row carries four bytes instead of its series.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/row.h"
#include "store/schema.h"

namespace plumb::store {

struct Layout {
  std::vector<SeriesId> series;   // strictly ascending, one a column
  std::vector<ColumnKind> kinds;  // one a column
  bool operator==(const Layout&) const = default;
};

std::string EncodeLayout(const Layout& layout);
std::optional<Layout> DecodeLayout(std::string_view bytes);

// Layouts that were loaded stay: they never change.
class LayoutTable {
 public:
  explicit LayoutTable(const Tables& tables) : tables_(&tables) {}

  // Layout 0 has no columns. An error if it is not there or damaged.
  Result<std::shared_ptr<const Layout>> Load(const Transaction& txn, LayoutId id);
  // The layout with this content, made if there is none. REQUIRES: a write transaction
  Result<LayoutId> FindOrAdd(Transaction& txn, const Layout& layout, NextIds& next);
  // REQUIRES: a write transaction; it is there, and no row uses it
  Status Remove(Transaction& txn, LayoutId id);
  void Forget() { loaded_.clear(); }

 private:
  const Tables* tables_;
  std::unordered_map<LayoutId, std::shared_ptr<const Layout>> loaded_;
};

}  // namespace plumb::store
