#include "store/postings.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "encoding/byte_reader.h"
#include "encoding/fixed.h"
#include "encoding/id_list.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
constexpr size_t kHeadSize = 9;  // format, count, last
// The longest token of an id list: two varints of 33 and 32 bits.
constexpr size_t kLongestToken = 10;

std::string Head(uint32_t count, SeriesId last) {
  std::string head;
  head.push_back(static_cast<char>(kFormat));
  encoding::AppendLittle(head, count);
  encoding::AppendLittle(head, last);
  return head;
}

// Splits a span of ids at the end of the run that begins it.
size_t RunLength(std::span<const SeriesId> ids) {
  size_t length = 1;
  while (length < ids.size() && ids[length] == ids[length - 1] + 1) ++length;
  return length;
}

// A blob that grows until it is full.
class BlobBuilder {
 public:
  explicit BlobBuilder(SeriesId first) : first_(first), last_(first) {}
  // REQUIRES: blob belongs to `first` and decodes.
  BlobBuilder(SeriesId first, PostingHead head, std::string_view blob)
      : first_(first),
        last_(head.last),
        count_(head.count),
        tokens_(blob.substr(std::min(blob.size(), kHeadSize))) {}

  [[nodiscard]] bool Full() const {
    return kHeadSize + tokens_.size() + kLongestToken > kLargestPostingBlob;
  }
  void Add(std::span<const SeriesId> run) {
    encoding::AppendIds(tokens_, run, last_);
    last_ = run.back();
    count_ += static_cast<uint32_t>(run.size());
  }
  [[nodiscard]] SeriesId first() const { return first_; }
  [[nodiscard]] std::string Blob() const {
    return count_ == 1 ? std::string() : Head(count_, last_) + tokens_;
  }

 private:
  SeriesId first_;
  SeriesId last_;
  uint32_t count_ = 1;
  std::string tokens_;
};

Error Damaged(const Transaction& txn, SymbolId value) {
  return DamagedError(txn.path(),
                      fmt::format("the list of series of symbol {} makes no sense", value));
}

// The last blob of a value, if there is one.
Result<std::optional<BlobBuilder>> LoadLast(const Transaction& txn, const Tables& tables,
                                            SymbolId value) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.post));
  PLUMB_ASSIGN(const bool found, cursor.SeekBefore(PostingKey(value + 1, 0)));
  if (!found || cursor.key().size() != 8 || encoding::LoadBig32(cursor.key().data()) != value)
    return std::optional<BlobBuilder>();
  const SeriesId first = encoding::LoadBig32(cursor.key().data() + 4);
  const auto head = DecodePostingHead(first, cursor.value());
  if (!head) return Damaged(txn, value);
  return std::optional(BlobBuilder(first, *head, cursor.value()));
}

// Whether a value goes behind all that are stored.
enum class Where { kInside, kAtEnd };

Status PutBlob(Transaction& txn, const Tables& tables, SymbolId value, const BlobBuilder& blob,
               Where where) {
  const std::string key = PostingKey(value, blob.first());
  // LMDB fills pages only of what is appended; elsewhere it leaves them half empty.
  return where == Where::kAtEnd ? txn.Append(tables.post, key, blob.Blob())
                                : txn.Put(tables.post, key, blob.Blob());
}

Status AppendTo(Transaction& txn, const Tables& tables, SymbolId value,
                std::span<const SeriesId> ids, Where where) {
  std::optional<BlobBuilder> blob;
  if (where == Where::kInside) {
    PLUMB_ASSIGN(blob, LoadLast(txn, tables, value));
  }
  while (!ids.empty()) {
    if (blob && blob->Full()) {
      PLUMB_TRY(PutBlob(txn, tables, value, *blob, where));
      blob.reset();
    }
    if (!blob) {
      blob.emplace(ids[0]);
      ids = ids.subspan(1);
      continue;
    }
    const size_t run = RunLength(ids);
    blob->Add(ids.first(run));
    ids = ids.subspan(run);
  }
  return PutBlob(txn, tables, value, *blob, where);
}

// Sorts by the upper 32 bits, and leaves what has the same in its order: a distribution by a few
// bits at a time, which is far quicker here than comparing.
void SortByValue(std::vector<uint64_t>& pending) {
  constexpr unsigned kBits = 11;
  std::vector<uint64_t> sorted(pending.size());
  for (unsigned shift = 32; shift < 64; shift += kBits) {
    const auto digit = [shift](uint64_t one) { return (one >> shift) & ((1u << kBits) - 1); };
    std::array<size_t, (size_t{1} << kBits) + 1> places{};
    for (const uint64_t one : pending) ++places[digit(one) + 1];
    if (places[1] == pending.size()) continue;  // all are 0
    for (size_t i = 1; i < places.size(); ++i) places[i] += places[i - 1];
    for (const uint64_t one : pending) sorted[places[digit(one)]++] = one;
    pending.swap(sorted);
  }
}

// The last value that has a list; 0 if none has.
Result<SymbolId> LastValue(const Transaction& txn, const Tables& tables) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.post));
  PLUMB_ASSIGN(const bool found, cursor.Last());
  if (!found) return SymbolId{0};
  if (cursor.key().size() != 8) return DamagedError(txn.path(), "the key of a list makes no sense");
  return encoding::LoadBig32(cursor.key().data());
}

}  // namespace

std::string EncodePostings(const std::vector<SeriesId>& ids) {
  if (ids.size() == 1) return {};
  std::string blob = Head(static_cast<uint32_t>(ids.size()), ids.back());
  encoding::AppendIds(blob, std::span(ids).subspan(1), ids[0]);
  return blob;
}

std::optional<PostingHead> DecodePostingHead(SeriesId first, std::string_view blob) {
  if (blob.empty()) return PostingHead{.count = 1, .last = first};
  encoding::ByteReader in(blob);
  const auto format = in.Fixed<uint8_t>();
  PostingHead head;
  head.count = in.Fixed<uint32_t>();
  head.last = in.Fixed<uint32_t>();
  if (!in.ok() || format != kFormat || head.count == 0) return std::nullopt;
  return head;
}

bool DecodePostings(SeriesId first, std::string_view blob, std::vector<SeriesId>& ids) {
  const auto head = DecodePostingHead(first, blob);
  if (!head || first == 0) return false;
  ids.push_back(first);
  if (blob.empty()) return true;
  encoding::ByteReader in(blob.substr(kHeadSize));
  return encoding::TakeIds(in, head->count - 1, first, ids) && in.AtEnd() &&
         ids.back() == head->last;
}

Status LoadPostings(const Transaction& txn, const Tables& tables, SymbolId value,
                    std::vector<SeriesId>& ids) {
  const std::string prefix = IdKey(value);
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.post));
  PLUMB_ASSIGN(bool more, cursor.Seek(prefix));
  while (more && cursor.key().size() == 8 && cursor.key().starts_with(prefix)) {
    if (!DecodePostings(encoding::LoadBig32(cursor.key().data() + 4), cursor.value(), ids))
      return Damaged(txn, value);
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return Ok();
}

Result<uint64_t> CountPostings(const Transaction& txn, const Tables& tables, SymbolId value) {
  const std::string prefix = IdKey(value);
  uint64_t count = 0;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.post));
  PLUMB_ASSIGN(bool more, cursor.Seek(prefix));
  while (more && cursor.key().size() == 8 && cursor.key().starts_with(prefix)) {
    const auto head =
        DecodePostingHead(encoding::LoadBig32(cursor.key().data() + 4), cursor.value());
    if (!head) return Damaged(txn, value);
    count += head->count;
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return count;
}

namespace {

struct StoredBlob {
  std::string key;
  std::vector<SeriesId> ids;
};

// The blob that has `id`, or would.
Result<std::optional<StoredBlob>> LoadBlobOf(const Transaction& txn, const Tables& tables,
                                             SymbolId value, SeriesId id) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.post));
  PLUMB_ASSIGN(const bool found, cursor.SeekBefore(PostingKey(value, id + 1)));
  if (!found || cursor.key().size() != 8 || !cursor.key().starts_with(IdKey(value)))
    return std::optional<StoredBlob>();
  StoredBlob blob{.key = std::string(cursor.key()), .ids = {}};
  if (!DecodePostings(encoding::LoadBig32(cursor.key().data() + 4), cursor.value(), blob.ids))
    return Damaged(txn, value);
  return std::optional(std::move(blob));
}

// What is left of a blob; it may need two, where a run became two.
Status PutBlobs(Transaction& txn, const Tables& tables, SymbolId value,
                std::span<const SeriesId> ids) {
  std::optional<BlobBuilder> blob;
  while (!ids.empty()) {
    if (blob && blob->Full()) {
      PLUMB_TRY(txn.Put(tables.post, PostingKey(value, blob->first()), blob->Blob()));
      blob.reset();
    }
    const size_t run = blob ? RunLength(ids) : 1;
    if (blob)
      blob->Add(ids.first(run));
    else
      blob.emplace(ids[0]);
    ids = ids.subspan(run);
  }
  return blob ? txn.Put(tables.post, PostingKey(value, blob->first()), blob->Blob()) : Ok();
}

}  // namespace

Result<bool> RemovePostings(Transaction& txn, const Tables& tables, SymbolId value,
                            std::span<const SeriesId> ids) {
  while (!ids.empty()) {
    PLUMB_ASSIGN(const auto blob, LoadBlobOf(txn, tables, value, ids[0]));
    const SeriesId last = blob ? std::max(blob->ids.back(), ids[0]) : ids[0];
    const auto end = std::upper_bound(ids.begin(), ids.end(), last);
    const auto count = static_cast<size_t>(end - ids.begin());
    if (blob) {
      std::vector<SeriesId> left;
      std::set_difference(blob->ids.begin(), blob->ids.end(), ids.begin(), end,
                          std::back_inserter(left));
      if (left.size() != blob->ids.size()) {
        PLUMB_TRY(txn.Delete(tables.post, blob->key));
        PLUMB_TRY(PutBlobs(txn, tables, value, left));
      }
    }
    ids = ids.subspan(count);
  }
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.post));
  PLUMB_ASSIGN(const bool more, cursor.Seek(IdKey(value)));
  return !more || !cursor.key().starts_with(IdKey(value));
}

Status PostingsAppender::Flush(Transaction& txn, const Tables& tables) {
  if (pending_.empty()) return Ok();
  // In order of key: fewer pages are touched twice.
  SortByValue(pending_);
  PLUMB_ASSIGN(const SymbolId last, LastValue(txn, tables));
  std::vector<SeriesId> ids;
  for (size_t i = 0; i < pending_.size();) {
    const auto value = static_cast<SymbolId>(pending_[i] >> 32);
    ids.clear();
    for (; i < pending_.size() && pending_[i] >> 32 == value; ++i)
      ids.push_back(static_cast<SeriesId>(pending_[i]));
    const Where where = value > last ? Where::kAtEnd : Where::kInside;
    PLUMB_TRY(AppendTo(txn, tables, value, ids, where));
  }
  pending_.clear();
  return Ok();
}

}  // namespace plumb::store
