// SPDX-License-Identifier: Apache-2.0
// Where the store lies when no -d says so, and what to tell someone who has none yet.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb::store {

// What the rule depends on, so that a test can say it.
struct LocationFacts {
  std::string plumb_data;      // $PLUMB_DATA, "" if unset
  std::string xdg_state_home;  // $XDG_STATE_HOME, "" if unset
  std::string home;            // $HOME, "" if unset
  bool root = false;           // effective user 0
};
LocationFacts SystemLocationFacts();

inline constexpr std::string_view kSystemStore = "/var/lib/plumb/metrics.plumb";

// Where a writer writes: $PLUMB_DATA; else root /var/lib/plumb/metrics.plumb, others
// ${XDG_STATE_HOME:-~/.local/state}/plumb/metrics.plumb. Fails only if none of them is set.
Result<std::string> DefaultStoreForWriting(const LocationFacts& facts);

// Where a reader reads: the same, but a user who has none of their own reads the system's, if it is
// readable. `readable` says whether there is a store at a path that this process can read.
Result<std::string> DefaultStoreForReading(const LocationFacts& facts,
                                           const std::function<bool(const std::string&)>& readable);
// The same with the files of this machine.
Result<std::string> DefaultStoreForReading(const LocationFacts& facts);

// Whether `path` holds a store (or is a bundle) that this process may read; opens nothing.
bool IsReadableStore(const std::string& path);

// Whether `path` is a bundle: a file that begins as LMDB's do. Opens regular
// files only.
bool IsBundle(const std::string& path);

// Exit::kStore: "no store at '…' yet; make one with:" and the two commands that do, with -d unless
// it is the default store.
Error NoStoreError(const std::string& path);

}  // namespace plumb::store
