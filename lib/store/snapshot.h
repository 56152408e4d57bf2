// SPDX-License-Identifier: Apache-2.0
// One state of a store, however long it is read: a read transaction with what was looked up in it.
#pragma once

#include <memory>
#include <mutex>

#include "store/dictionary.h"
#include "store/environment.h"
#include "store/layout.h"
#include "store/series_table.h"

namespace plumb::store {

// What reading samples takes: of a snapshot, or inside a write transaction.
struct StoreState {
  const Transaction& txn;
  const Tables& tables;
  LayoutTable& layouts;
};

// LMDB lets several threads use one read transaction if they take turns: hold `mutex` for
// everything here but the environment. Bytes of values may be read without it, for as long as the
// snapshot lives.
struct Snapshot {
  static Result<std::shared_ptr<Snapshot>> Take(std::shared_ptr<Environment> environment);

  Snapshot(std::shared_ptr<Environment> from, std::unique_ptr<Transaction> begun)
      : environment(std::move(from)),
        txn(std::move(begun)),
        dictionary(environment->tables()),
        series(environment->tables(), dictionary),
        layouts(environment->tables()) {}
  [[nodiscard]] const Tables& tables() const { return environment->tables(); }
  [[nodiscard]] StoreState state() { return {*txn, tables(), layouts}; }

  std::mutex mutex;
  std::shared_ptr<Environment> environment;
  std::unique_ptr<Transaction> txn;
  Dictionary dictionary;
  SeriesTable series;
  LayoutTable layouts;
};

}  // namespace plumb::store
