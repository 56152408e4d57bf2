// SPDX-License-Identifier: Apache-2.0
// Which days of which targets have changed since their rollups were built: a list that whoever
// writes segments adds to, and that lib/maintenance works off.
#pragma once

#include <cstdint>
#include <optional>

#include "store/segment_table.h"
#include "store/snapshot.h"

namespace plumb::store {

// There is one in stores with rollups, and only then marks are made.
struct RollupState {
  uint64_t rules = 0;  // a hash of what the rules of retention said of rollups
  // Samples that were there before: those of targets below it have been marked; 0: all have.
  TargetId next = 0;
  bool operator==(const RollupState&) const = default;
};

std::string EncodeRollupState(const RollupState& state);
std::optional<RollupState> DecodeRollupState(std::string_view bytes);

// nullopt where nothing is rolled up.
Result<std::optional<RollupState>> LoadRollupState(const Transaction& txn, const Tables& tables);
// REQUIRES of this and all that change: a write transaction
Status SaveRollupState(Transaction& txn, const Tables& tables, const RollupState& state);
// Without a state: nothing is rolled up any more.
Status DeleteRollupState(Transaction& txn, const Tables& tables);

struct RollupMark {
  TargetId target = 0;
  Timestamp day = 0;    // its start
  uint64_t change = 0;  // the transaction that marked it last
  bool operator==(const RollupMark&) const = default;
};
inline constexpr size_t kRollupKeySize = 12;
std::string EncodeRollupKey(TargetId target, Timestamp day);

// Marks the day whose windows hold samples of this raw period, and the day before if its last
// window reaches into the period. Does nothing in a store without rollups.
Status MarkPeriod(Transaction& txn, const Tables& tables, const SegmentKey& key,
                  const std::vector<NewSegment>& segments);
// The same for all periods of a target; returns of how many days.
Result<size_t> MarkTarget(Transaction& txn, const StoreState& state, TargetId target);
Status MarkDay(Transaction& txn, const Tables& tables, TargetId target, Timestamp day);
// The first mark at or behind (target, day).
Result<std::optional<RollupMark>> FindMark(const Transaction& txn, const Tables& tables,
                                           TargetId target, Timestamp day);
// Takes the mark away if it is still the same; false if it is not.
Result<bool> SettleMark(Transaction& txn, const Tables& tables, const RollupMark& mark);
// Deletes at most `count` marks; returns how many there were.
Result<size_t> DropMarks(Transaction& txn, const Tables& tables, size_t count);

// Deletes those of a target that has nothing any more.
Status DropMarksOf(Transaction& txn, const Tables& tables, TargetId target);

// Whether a day of a target is marked, or the day before, whose last window reaches into it.
Result<bool> IsMarked(const Transaction& txn, const Tables& tables, TargetId target, Timestamp day);

// The days of a target whose rollups are still to be built, ascending: those that are marked, and
// those with rows, which get a mark when they become segments.
Result<std::vector<Timestamp>> UnbuiltDays(const StoreState& state, TargetId target);

}  // namespace plumb::store
