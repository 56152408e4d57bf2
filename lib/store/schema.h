// SPDX-License-Identifier: Apache-2.0
// The tables of a store, their keys, and the record that says what kind of store it is.
// docs/store-format.md shows the bytes. DO NOT CHANGE what a name or a number here means: stores
// are kept for years and read by older and newer programs.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time_zone.h"
#include "store/lmdb.h"

namespace plumb::store {

using SymbolId = uint32_t;  // a label name, or a value of one label; ids begin with 1
using SeriesId = uint32_t;
using TargetId = uint32_t;
using LayoutId = uint32_t;

inline constexpr uint32_t kFormatVersion = 1;

// As ext4 has them: unknown `compat` bits do not matter, unknown `ro_compat` bits forbid writing,
// unknown `incompat` bits forbid reading too.
struct Features {
  uint64_t compat = 0;
  uint64_t ro_compat = 0;
  uint64_t incompat = 0;
};
// DO NOT CHANGE: bits of incompat.
inline constexpr uint64_t kFeatureSegments = 1;  // there is, or was, something in table seg
inline constexpr uint64_t kFeaturePacked = 2;    // entries of tables lie in table pack
// DO NOT CHANGE: bits of ro_compat. There are rollups: who writes segments marks their days for
// them (rollup_marks.h), and who does not know how must not write.
inline constexpr uint64_t kFeatureRollups = 1;
inline constexpr Features kKnownFeatures{.ro_compat = kFeatureRollups,
                                         .incompat = kFeatureSegments | kFeaturePacked};

struct StoreRecord {
  uint32_t version = kFormatVersion;
  Features features;
  std::array<char, 16> uuid{};
};

// The next free id of each kind.
struct NextIds {
  uint32_t symbol = 1;
  uint32_t series = 1;
  uint32_t target = 1;
  uint32_t layout = 1;
  bool operator==(const NextIds&) const = default;
};

// Handles of the tables. The names exem, del and job are kept for later versions.
struct Tables {
  MDB_dbi meta = 0;
  MDB_dbi label = 0;   // (name symbol or 0, text) -> symbol
  MDB_dbi symbol = 0;  // symbol -> text
  MDB_dbi post = 0;    // (value symbol, first series) -> series that have the value
  MDB_dbi series = 0;  // series -> targets, labels
  MDB_dbi shash = 0;   // hash of labels -> series
  MDB_dbi target = 0;  // target -> job, instance, address
  MDB_dbi thash = 0;   // hash of those -> targets
  MDB_dbi layout = 0;  // layout -> series of its columns
  MDB_dbi lhash = 0;   // hash of those -> layouts
  MDB_dbi row = 0;     // (target, time, part) -> samples
  MDB_dbi seg = 0;     // (level, target, start, first series) -> samples; 0: an old store has none
  MDB_dbi fam = 0;     // metric family -> type, help, unit
  MDB_dbi hint = 0;    // (target, form) -> lines of the last page; 0 where a reader finds none
  MDB_dbi roll = 0;    // (target, day) -> change that is not in the rollups; 0: an old store
  MDB_dbi pack = 0;    // (number of a table, its key) -> entries from there on; 0: none are packed
};
inline constexpr unsigned kMaxTables = 24;

// Tables that a small copy has in packed blocks (packed_tables.h): all but meta and a cache. DO NOT
// CHANGE: numbers are on disk.
struct PackedTable {
  uint8_t number = 0;
  MDB_dbi Tables::*handle;
};
inline constexpr std::array<PackedTable, 13> kPackedTables = {{
    {1, &Tables::label},
    {2, &Tables::symbol},
    {3, &Tables::post},
    {4, &Tables::series},
    {5, &Tables::shash},
    {6, &Tables::target},
    {7, &Tables::thash},
    {8, &Tables::layout},
    {9, &Tables::lhash},
    {10, &Tables::fam},
    {11, &Tables::row},
    {12, &Tables::seg},
    {13, &Tables::roll},
}};

// Opens the tables; in a write transaction, makes those that are missing. Those that came later may
// be missing in a store that no newer program has written to.
// MDB_NOTFOUND as a plain code is "nothing here yet": `found` is false.
Result<bool> OpenTables(const Transaction& txn, bool create, Tables& tables);

// The names of all tables that are there, those of later versions too.
Result<std::vector<std::string>> ListTables(const Transaction& txn);
// The handle of one of them, for as long as the transaction lasts.
Result<MDB_dbi> FindTable(const Transaction& txn, const std::string& name);

inline constexpr std::string_view kStoreRecordKey = "store";
Result<StoreRecord> LoadStoreRecord(const Transaction& txn, const Tables& tables);
std::string EncodeStoreRecord(const StoreRecord& record);
Status SaveStoreRecord(Transaction& txn, const Tables& tables, const StoreRecord& record);
// An error (Exit::kStore) if this program must not read, or not write, such a store.
Status CheckFeatures(const StoreRecord& record, bool writing, const std::string& path);

Result<NextIds> LoadNextIds(const Transaction& txn, const Tables& tables);
Status SaveNextIds(Transaction& txn, const Tables& tables, const NextIds& ids);

// Keys.
std::string IdKey(uint32_t id);
std::string HashKey(uint64_t hash);
// Texts past 480 bytes do not fit LMDB's keys: their first 480 bytes, then a hash of all, then a
// number that tells texts of the same hash apart.
inline constexpr size_t kLongestPlainText = 480;
std::string TextKey(std::string_view text, uint8_t probe = 0);
std::string LabelKey(SymbolId name, std::string_view text, uint8_t probe = 0);
// Deletes the entry of a text; those behind it that share its beginning and hash move up, so that
// they are still found. `key_of` is TextKey or LabelKey of the text.
Status RemoveProbe(Transaction& txn, MDB_dbi table,
                   const std::function<std::string(uint8_t)>& key_of, uint8_t probe,
                   size_t text_size);
std::string PostingKey(SymbolId value, SeriesId first);

struct RowKey {
  TargetId target = 0;
  Timestamp time = 0;
  uint16_t part = 0;
  bool operator==(const RowKey&) const = default;
};
inline constexpr size_t kRowKeySize = 14;
std::string EncodeRowKey(const RowKey& key);
// REQUIRES: key.size() == kRowKeySize
RowKey DecodeRowKey(std::string_view key);

// What a segment holds: the samples of an hour or of a day, or one column of a tier of rollups
// (tier.h). DO NOT CHANGE: on disk.
enum class Level : uint8_t {
  kHour = 0,
  kDay = 1,
  k5mSamples = 0x10,
  k5mMin = 0x11,
  k5mMax = 0x12,
  k5mSum = 0x13,
  k5mCount = 0x14,
  k1hSamples = 0x20,
  k1hMin = 0x21,
  k1hMax = 0x22,
  k1hSum = 0x23,
  k1hCount = 0x24,
};
inline constexpr std::array kRawLevels = {Level::kHour, Level::kDay};

// The target stands before the time: what is asked of a target, or goes with it, is one range.
struct SegmentKey {
  Level level = Level::kHour;
  TargetId target = 0;
  Timestamp start = 0;  // of the hour, day or week
  SeriesId first = 0;   // no series of the segment is below it
  bool operator==(const SegmentKey&) const = default;
};
inline constexpr size_t kSegmentKeySize = 17;
std::string EncodeSegmentKey(const SegmentKey& key);
// REQUIRES: key.size() == kSegmentKeySize
SegmentKey DecodeSegmentKey(std::string_view key);

// The error for a record whose bytes make no sense.
Error DamagedError(const std::string& path, std::string_view what);

}  // namespace plumb::store
