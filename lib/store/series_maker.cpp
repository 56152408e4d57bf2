#include "store/series_maker.h"

#include <algorithm>

#include "encoding/byte_reader.h"
#include "encoding/fixed.h"
#include "store/hash_bucket.h"

namespace plumb::store {

namespace {

// Added to a place in the list of unknown values, so that it is no symbol.
constexpr uint64_t kUnknown = uint64_t{1} << 32;
// The values of the first series are looked for before the others', which then know most of them.
constexpr size_t kFirstPortion = 1024;
// How many of the values that were unknown last are compared with another one.
constexpr size_t kLookedBack = 8;

uint64_t KeyOf(std::string_view labels) {
  return encoding::LoadBig64(SeriesHashKey(labels).data());
}
// The part of a key that the series of a target have in common.
uint32_t GroupOf(uint64_t key) {
  return static_cast<uint32_t>(key >> 32);
}

}  // namespace

Status SeriesMaker::FindOrAdd(Transaction& txn, std::span<Wanted> wanted, NextIds& next,
                              PostingsAppender& postings) {
  PLUMB_TRY(FindThere(txn, wanted));
  JoinRepeats(missing_, wanted);
  std::vector<uint32_t> indexes;
  indexes.reserve(missing_.size());
  for (const Keyed& one : missing_)
    if (one.same_as == kNobody) indexes.push_back(one.index);
  std::sort(indexes.begin(), indexes.end());
  for (std::span<const uint32_t> rest = indexes; !rest.empty();) {
    const size_t size =
        rest.size() == indexes.size() ? std::min(kFirstPortion, rest.size()) : rest.size();
    PLUMB_TRY(AddRecords(txn, wanted, rest.first(size), next, postings));
    rest = rest.subspan(size);
  }
  for (const Keyed& one : missing_)
    if (one.same_as != kNobody) wanted[one.index].id = wanted[one.same_as].id;
  return AddHashes(txn, wanted);
}

// Walks through the table of hashes; those that are not there stay behind in missing_.
Status SeriesMaker::FindThere(const Transaction& txn, std::span<Wanted> wanted) {
  missing_.clear();
  missing_.reserve(wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i)
    missing_.push_back({.key = KeyOf(wanted[i].labels), .index = static_cast<uint32_t>(i)});
  std::sort(missing_.begin(), missing_.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.index < b.index;
  });
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables_->shash));
  bool placed = false;
  bool more = true;
  size_t out = 0;
  for (Keyed one : missing_) {
    if (more && (!placed || encoding::LoadBig64(cursor.key().data()) < one.key)) {
      PLUMB_ASSIGN(more, cursor.Seek(HashKey(one.key)));
      placed = true;
      if (more && cursor.key().size() != 8)
        return DamagedError(txn.path(), "a key in the table of hashes is cut");
    }
    if (more && encoding::LoadBig64(cursor.key().data()) == one.key) {
      PLUMB_ASSIGN(wanted[one.index].id, FindAmong(txn, cursor.value(), wanted[one.index].labels));
      one.shared = true;
    }
    if (wanted[one.index].id == 0) missing_[out++] = one;
  }
  missing_.resize(out);
  return Ok();
}

// The series of a bucket that has the labels; 0 if none has.
Result<SeriesId> SeriesMaker::FindAmong(const Transaction& txn, std::string_view bucket,
                                        std::string_view labels) {
  if (bucket.size() % 4 != 0) return DamagedError(txn.path(), "a hash table's entry is cut");
  for (size_t at = 0; at < bucket.size(); at += 4) {
    const auto id = encoding::LoadLittle<SeriesId>(bucket.data() + at);
    PLUMB_ASSIGN(const SeriesRecord record, series_->Load(txn, id));
    PLUMB_ASSIGN(const bool same, series_->HasLabels(txn, record, labels));
    if (same) return id;
  }
  return SeriesId{0};
}

// Two handles of a writer may mean the same series.
void SeriesMaker::JoinRepeats(std::span<Keyed> missing, std::span<const Wanted> wanted) {
  for (size_t i = 1; i < missing.size(); ++i) {
    for (size_t k = i; k > 0 && missing[k - 1].key == missing[i].key; --k) {
      missing[i].shared = true;
      const Keyed& before = missing[k - 1];
      if (before.same_as == kNobody &&
          wanted[before.index].labels == wanted[missing[i].index].labels)
        missing[i].same_as = before.index;
    }
  }
}

// The symbol of a value if it is remembered, else a place in unknown_.
uint64_t SeriesMaker::Reference(SymbolId name, std::string_view value) {
  if (const SymbolId symbol = dictionary_->Recall(name, value); symbol != 0) return symbol;
  // A new instance is new in each of its series.
  const size_t some = unknown_.size() - std::min(unknown_.size(), kLookedBack);
  for (size_t i = unknown_.size(); i > some; --i)
    if (unknown_[i - 1].name == name && unknown_[i - 1].text == value) return kUnknown + i - 1;
  unknown_.push_back({.name = name, .text = value});
  return kUnknown + unknown_.size() - 1;
}

// Fills labels_ with the symbols of all labels, one series behind the other.
Status SeriesMaker::ResolveLabels(Transaction& txn, std::span<const Wanted> wanted,
                                  std::span<const uint32_t> indexes, NextIds& next) {
  labels_.clear();
  unknown_.clear();
  for (const uint32_t index : indexes) {
    encoding::ByteReader in(wanted[index].labels);
    while (in.left() > 0) {
      PLUMB_ASSIGN(const SymbolId name, dictionary_->FindOrAdd(txn, kNames, in.Counted(), next));
      labels_.push_back({name, Reference(name, in.Counted())});
    }
  }
  PLUMB_TRY(dictionary_->FindOrAddAll(txn, unknown_, next));
  for (Label& label : labels_)
    if (label.value >= kUnknown) label.value = unknown_[label.value - kUnknown].symbol;
  return Ok();
}

Status SeriesMaker::AddRecords(Transaction& txn, std::span<Wanted> wanted,
                               std::span<const uint32_t> indexes, NextIds& next,
                               PostingsAppender& postings) {
  PLUMB_TRY(ResolveLabels(txn, wanted, indexes, next));
  size_t at = 0;
  SeriesRecord record;
  for (const uint32_t index : indexes) {
    Wanted& one = wanted[index];
    one.id = next.series++;
    one.added = true;
    record.targets.assign(1, one.target);
    record.labels.clear();
    encoding::ByteReader in(one.labels);
    for (; in.left() > 0; ++at) {
      in.Counted();
      in.Counted();
      const auto value = static_cast<SymbolId>(labels_[at].value);
      record.labels.emplace_back(labels_[at].name, value);
      postings.Add(value, one.id);
    }
    PLUMB_TRY(txn.Append(tables_->series, IdKey(one.id), EncodeSeries(record)));
  }
  return Ok();
}

namespace {

// Of the last key in the table; nothing if there is none.
Result<std::optional<uint32_t>> LastGroup(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.shash));
  PLUMB_ASSIGN(const bool any, cursor.Last());
  return any && cursor.key().size() == 8
             ? std::optional(GroupOf(encoding::LoadBig64(cursor.key().data())))
             : std::nullopt;
}

}  // namespace

// The keys of a target's series go in as they come, which is in no order: keys that ascend leave
// LMDB's pages half empty. Behind all that are there they are appended, which fills the pages.
Status SeriesMaker::AddHashes(Transaction& txn, std::span<const Wanted> wanted) {
  PLUMB_ASSIGN(const auto last, LastGroup(txn, *tables_));
  const auto at_end = [&](const Keyed& one) { return !last || GroupOf(one.key) > *last; };
  std::sort(missing_.begin(), missing_.end(), [&](const Keyed& a, const Keyed& b) {
    const uint32_t left = GroupOf(a.key);
    const uint32_t right = GroupOf(b.key);
    if (left != right) return left < right;
    return at_end(a) && a.key != b.key ? a.key < b.key : a.index < b.index;
  });
  std::string value;
  for (const Keyed& one : missing_) {
    if (one.same_as != kNobody) continue;
    const SeriesId id = wanted[one.index].id;
    if (one.shared) {
      PLUMB_TRY(AddToBucket(txn, tables_->shash, HashKey(one.key), id));
      continue;
    }
    value.clear();
    encoding::AppendLittle(value, id);
    PLUMB_TRY(at_end(one) ? txn.Append(tables_->shash, HashKey(one.key), value)
                          : txn.Put(tables_->shash, HashKey(one.key), value));
  }
  return Ok();
}

}  // namespace plumb::store
