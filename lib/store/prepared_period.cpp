#include "store/prepared_period.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "store/target_rows.h"

namespace plumb::store {

namespace {

// What deleting a row writes: its entry in a leaf, where the row does not lie there itself.
constexpr uint64_t kRowEntry = 32;
constexpr size_t kLargestInLeaf = 2022;

class Fingerprint {
 public:
  void Add(std::string_view bytes) {
    const std::array<uint64_t, 2> both = {hash_, Hash64(bytes)};
    hash_ = Hash64({reinterpret_cast<const char*>(both.data()), sizeof both});
  }
  void Add(std::string_view key, std::string_view value) {
    Add(key);
    Add(value);
  }
  [[nodiscard]] uint64_t value() const { return hash_; }

 private:
  uint64_t hash_ = 0;
};

Result<std::vector<RowRef>> LoadDueRows(const StoreState& state, TargetId target,
                                        const DuePeriod& due) {
  std::vector<RowRef> rows;
  for (const Timestamp hour : due.hours) {
    PLUMB_ASSIGN(auto of_hour, LoadRowsOf(state, target, {hour, hour + kHour - 1}));
    std::move(of_hour.begin(), of_hour.end(), std::back_inserter(rows));
  }
  return rows;
}

uint64_t FingerprintOf(const SegmentKey& key, const std::vector<RowRef>& rows,
                       const std::optional<StoredPeriod>& old) {
  Fingerprint fingerprint;
  for (const RowRef& ref : rows) fingerprint.Add(EncodeRowKey(ref.key), ref.row.bytes());
  if (!old) return fingerprint.value();
  for (const SegmentRef& segment : old->segments) {
    SegmentKey at = key;
    at.first = segment.first;
    fingerprint.Add(EncodeSegmentKey(at), segment.bytes);
  }
  return fingerprint.value();
}

}  // namespace

Result<PreparedPeriod> PreparePeriod(const StoreState& state, TargetId target,
                                     const DuePeriod& due) {
  PreparedPeriod period{.key = {.level = due.level, .target = target, .start = due.start}};
  PLUMB_ASSIGN(const auto rows, LoadDueRows(state, target, due));
  for (const RowRef& ref : rows) {
    if (!ref.row.Verify(ref.key))
      return DamagedError(state.txn.path(), "the checksum of a row is wrong");
    period.rows.push_back(EncodeRowKey(ref.key));
    const size_t size = ref.row.bytes().size();
    period.row_bytes += size > kLargestInLeaf ? kRowEntry : size + kRowEntry;
  }
  PLUMB_ASSIGN(auto old, LoadPeriod(state, due.level, target, due.start));
  period.fingerprint = FingerprintOf(period.key, rows, old);
  std::vector<StoredPeriod> periods;
  if (old) periods.push_back(*std::move(old));
  const ChunkInput input{.first = model::kMinTime, .rows = rows, .periods = periods};
  PLUMB_ASSIGN(period.built, BuildPeriod(state.txn.path(), input));
  return period;
}

Result<bool> IsUnchanged(const StoreState& state, const PreparedPeriod& period,
                         const DuePeriod& due) {
  PLUMB_ASSIGN(const auto rows, LoadDueRows(state, period.key.target, due));
  PLUMB_ASSIGN(const auto old,
               LoadPeriod(state, period.key.level, period.key.target, period.key.start));
  return FingerprintOf(period.key, rows, old) == period.fingerprint;
}

Status WritePeriod(Transaction& txn, const Tables& tables, PreparedPeriod period) {
  for (const std::string& key : period.rows) PLUMB_TRY(txn.Delete(tables.row, key));
  return ReplacePeriod(txn, tables, period.key, std::move(period.built.segments));
}

}  // namespace plumb::store
