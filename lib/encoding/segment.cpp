#include "encoding/segment.h"

#include <algorithm>

#include "encoding/crc32c.h"
#include "encoding/float_column.h"
#include "encoding/integers.h"
#include "encoding/presence.h"
#include "encoding/varint.h"

namespace plumb::encoding {

namespace {

// DO NOT CHANGE: on disk.
constexpr uint8_t kFormat = 1;
enum Flag : uint8_t {
  kHistograms = 1,
  kOwnTimes = 2,
  kPattern = 4,  // a varint p follows: pattern p / 2, and if p is odd loose samples
};
constexpr unsigned kFlagBits = 3;

constexpr size_t kChecksumSize = 4;

uint32_t Checksum(std::string_view key, std::string_view bytes) {
  return Crc32c(bytes.substr(kChecksumSize), Crc32c(key));
}
// Reading one bucket of a histogram reads those below it; so many at most.
constexpr unsigned kLongestChain = 32;
// Times of one segment or part: more are a lie. A day of milliseconds is 86.4 M, but what a store
// writes is bounded by what it holds in memory of an hour or a day.
constexpr uint64_t kMaxTimes = 1 << 24;

std::string EncodeTimes(std::span<const Timestamp> times) {
  std::string out;
  AppendVarint(out, times.size());
  AppendIntegers(out, times);
  return out;
}

bool TakeTimes(ByteReader& in, std::vector<Timestamp>& times) {
  const uint64_t count = in.Varint();
  if (!in.ok() || count > kMaxTimes) return false;
  times.resize(count);
  return TakeIntegers(in, times) &&
         std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end();
}

void AppendBlocks(std::string& out, std::span<const SegmentBlock> blocks, size_t times) {
  std::vector<uint32_t> at;
  std::vector<uint32_t> complete;
  std::vector<uint32_t> failed;
  for (uint32_t i = 0; i < blocks.size(); ++i) {
    at.push_back(blocks[i].at);
    if (blocks[i].complete) complete.push_back(i);
    if (blocks[i].failed) failed.push_back(i);
  }
  AppendPresence(out, at, static_cast<uint32_t>(times));
  AppendPresence(out, complete, static_cast<uint32_t>(blocks.size()));
  AppendPresence(out, failed, static_cast<uint32_t>(blocks.size()));
}

bool TakeBlocks(ByteReader& in, size_t times, std::vector<SegmentBlock>& blocks) {
  std::vector<uint32_t> rows;
  if (!TakePresence(in, static_cast<uint32_t>(times), rows)) return false;
  blocks.reserve(rows.size());
  for (const uint32_t row : rows) blocks.push_back({.at = row});
  const auto count = static_cast<uint32_t>(blocks.size());
  if (!TakePresence(in, count, rows)) return false;
  for (const uint32_t row : rows) blocks[row].complete = true;
  if (!TakePresence(in, count, rows)) return false;
  for (const uint32_t row : rows) blocks[row].failed = true;
  return true;
}

// Whether a column may be shorter as the difference to the one before: never below it, and nearer
// to it than it is to zero.
bool WorthComparing(std::span<const double> values, std::span<const double> before) {
  if (values.size() != before.size() || values.size() < 2) return false;
  for (size_t i = 0; i < values.size(); ++i)
    if (!(values[i] >= before[i])) return false;
  return values.front() != values.back() && before.front() != before.back();
}

uint8_t FlagsOf(const SegmentPart& part, bool pattern) {
  uint8_t flags = 0;
  if (!part.histograms.empty()) flags |= kHistograms;
  if (part.own_times()) flags |= kOwnTimes;
  if (pattern) flags |= kPattern;
  return flags;
}

}  // namespace

SegmentBuilder::SegmentBuilder(std::span<const Timestamp> times,
                               std::span<const SegmentBlock> blocks, uint32_t first_series)
    : times_(times), series_before_(first_series) {
  head_.assign(1, static_cast<char>(kFormat));
  head_ += EncodeTimes(times);
  AppendBlocks(head_, blocks, times.size());
}

std::string SegmentBuilder::EncodePart(const SegmentPart& part, uint32_t pattern, bool& against) {
  std::string bytes;
  against = false;
  if (part.own_times()) bytes = EncodeTimes(part.times);
  if (!part.loose.empty()) {
    std::vector<uint32_t> places;
    for (const uint32_t row : part.loose)
      places.push_back(static_cast<uint32_t>(
          std::lower_bound(part.rows.begin(), part.rows.end(), row) - part.rows.begin()));
    AppendPresence(bytes, places, static_cast<uint32_t>(part.rows.size()));
  }
  if (!part.histograms.empty()) {
    AppendHistogramColumn(bytes, part.histograms);
    return bytes;
  }
  const size_t start = bytes.size();
  const bool compare = !part.own_times() && part.loose.empty() && pattern == pattern_before_ &&
                       chain_ < kLongestChain && WorthComparing(part.values, values_before_);
  AppendFloatColumn(bytes, part.values, compare ? values_before_ : std::span<const double>());
  against = IsAgainstBelow(std::string_view(bytes).substr(start));
  return bytes;
}

bool SegmentBuilder::Add(std::span<const SegmentPart> parts, size_t limit) {
  const Mark mark{directory_.size(),
                  columns_.size(),
                  patterns_.size(),
                  static_cast<uint32_t>(known_patterns_.size()),
                  parts_,
                  series_before_};
  // A series is never cut: whoever finds its first part has all of them.
  const size_t allowed = empty() ? SIZE_MAX : limit;
  for (const SegmentPart& part : parts) {
    if (AddPart(part, allowed)) continue;
    Undo(mark);
    return false;
  }
  return true;
}

void SegmentBuilder::Undo(const Mark& mark) {
  directory_.resize(mark.directory);
  columns_.resize(mark.columns);
  patterns_.resize(mark.patterns);
  std::erase_if(known_patterns_, [&](const auto& known) { return known.second > mark.known; });
  parts_ = mark.parts;
  series_before_ = mark.series;
  // The column before may be forgotten: referring to it only saves bytes.
  values_before_.clear();
  chain_ = 0;
}

bool SegmentBuilder::AddPart(const SegmentPart& part, size_t limit) {
  uint32_t pattern = 0;
  std::string new_pattern;
  if (!part.own_times() && part.rows.size() != times_.size()) {
    AppendPresence(new_pattern, part.rows, static_cast<uint32_t>(times_.size()));
    const auto known = known_patterns_.find(new_pattern);
    pattern = static_cast<uint32_t>(known_patterns_.size() + 1);
    if (known != known_patterns_.end()) {
      pattern = known->second;
      new_pattern.clear();
    }
  }
  bool against = false;
  const std::string bytes = EncodePart(part, pattern, against);
  const bool has_pattern = pattern != 0 || !part.loose.empty();
  std::string entry;
  AppendVarint(entry, part.series - series_before_);
  AppendVarint(entry, bytes.size() << kFlagBits | FlagsOf(part, has_pattern));
  if (has_pattern) AppendVarint(entry, uint64_t{pattern} * 2 + (part.loose.empty() ? 0 : 1));
  const size_t size = kChecksumSize + head_.size() + patterns_.size() + new_pattern.size() +
                      2 * kMaxVarint + directory_.size() + entry.size() + columns_.size() +
                      bytes.size();
  if (size > limit) return false;
  if (!new_pattern.empty()) {
    AppendCounted(patterns_, new_pattern);
    known_patterns_.emplace(std::move(new_pattern), pattern);
  }
  directory_ += entry;
  columns_ += bytes;
  ++parts_;
  series_before_ = part.series;
  chain_ = against ? chain_ + 1 : 0;
  pattern_before_ = pattern;
  const bool plain = part.histograms.empty() && !part.own_times() && part.loose.empty();
  values_before_ = plain ? part.values : std::vector<double>();
  return true;
}

std::string SegmentBuilder::Finish() {
  std::string out(kChecksumSize, '\0');
  out += head_;
  AppendVarint(out, known_patterns_.size());
  out += patterns_;
  AppendVarint(out, parts_);
  out += directory_;
  out += columns_;
  return out;
}

void SealSegment(std::string_view key, std::string& bytes) {
  StoreLittle(bytes.data(), Checksum(key, bytes));
}

bool SegmentView::VerifyChecksum(std::string_view key, std::string_view bytes) {
  return bytes.size() >= kChecksumSize &&
         LoadLittle<uint32_t>(bytes.data()) == Checksum(key, bytes);
}

std::optional<SegmentView> SegmentView::Parse(std::string_view bytes, uint32_t first_series) {
  if (bytes.size() < kChecksumSize) return std::nullopt;
  ByteReader in(bytes.substr(kChecksumSize));
  SegmentView view;
  if (!view.ParseHead(in) || !view.ParseEntries(in, first_series)) return std::nullopt;
  return view;
}

std::optional<SegmentView> SegmentView::ParseTimes(std::string_view bytes) {
  if (bytes.size() < kChecksumSize) return std::nullopt;
  ByteReader in(bytes.substr(kChecksumSize));
  SegmentView view;
  return view.ParseHead(in) ? std::optional(std::move(view)) : std::nullopt;
}

bool SegmentView::ParseHead(ByteReader& in) {
  if (in.Fixed<uint8_t>() != kFormat || !TakeTimes(in, times_) ||
      !TakeBlocks(in, times_.size(), blocks_))
    return false;
  const uint64_t patterns = in.Varint();
  if (patterns > in.left()) return false;
  for (uint64_t i = 0; i < patterns; ++i) patterns_.push_back(in.Counted());
  return in.ok();
}

bool SegmentView::ParseEntries(ByteReader& in, uint32_t first_series) {
  const uint64_t count = in.Varint();
  if (count > in.left() / 2) return false;
  uint64_t series = first_series;
  std::vector<uint64_t> sizes;
  sizes.reserve(count);
  entries_.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    series += in.Varint32();
    const uint64_t token = in.Varint();
    Entry entry{.flags = static_cast<uint8_t>(token & ((1 << kFlagBits) - 1))};
    if ((entry.flags & kPattern) != 0) entry.pattern = in.Varint32();
    if (!in.ok() || series > UINT32_MAX || entry.pattern / 2 > patterns_.size()) return false;
    entry.series = static_cast<uint32_t>(series);
    sizes.push_back(token >> kFlagBits);
    entries_.push_back(entry);
  }
  for (uint64_t i = 0; i < count; ++i) entries_[i].bytes = in.Bytes(sizes[i]);
  return in.AtEnd();
}

bool SegmentView::ReadRows(const Entry& entry, ByteReader& in, SegmentPart& part) {
  const auto times = static_cast<uint32_t>(times_.size());
  if (const uint32_t pattern = entry.pattern / 2; pattern == 0) {
    part.rows.resize(times);
    for (uint32_t row = 0; row < times; ++row) part.rows[row] = row;
  } else {
    ByteReader rows(patterns_[pattern - 1]);
    if (!TakePresence(rows, times, part.rows)) return false;
  }
  if (entry.pattern % 2 == 0) return true;
  std::vector<uint32_t> places;
  if (!TakePresence(in, static_cast<uint32_t>(part.rows.size()), places)) return false;
  for (const uint32_t place : places) part.loose.push_back(part.rows[place]);
  return true;
}

bool SegmentView::Read(size_t index, SegmentPart& part) {
  const Entry& entry = entries_[index];
  part = {.series = entry.series};
  ByteReader in(entry.bytes);
  size_t count = 0;
  if ((entry.flags & kOwnTimes) != 0) {
    if (!TakeTimes(in, part.times)) return false;
    count = part.times.size();
  } else {
    if (!ReadRows(entry, in, part)) return false;
    count = part.rows.size();
  }
  if ((entry.flags & kHistograms) != 0)
    return TakeHistogramColumn(in, count, part.histograms) && in.AtEnd();
  part.values.resize(count);
  return ReadValues(index, in, part.values) && in.AtEnd();
}

std::optional<size_t> SegmentView::CountSamples(size_t index) const {
  const Entry& entry = entries_[index];
  if (HasOwnTimes(index)) {
    ByteReader in(entry.bytes);
    std::vector<Timestamp> times;
    return TakeTimes(in, times) ? std::optional(times.size()) : std::nullopt;
  }
  const uint32_t pattern = entry.pattern / 2;
  if (pattern == 0) return times_.size();
  ByteReader in(patterns_[pattern - 1]);
  std::vector<uint32_t> rows;
  if (!TakePresence(in, static_cast<uint32_t>(times_.size()), rows)) return std::nullopt;
  return rows.size();
}

std::optional<SegmentView::Extent> SegmentView::ExtentOf(size_t index) const {
  if (HasOwnTimes(index) || times_.empty()) return std::nullopt;
  const auto times = static_cast<uint32_t>(times_.size());
  const uint32_t pattern = entries_[index].pattern / 2;
  if (pattern == 0) return Extent{0, times - 1};
  ByteReader in(patterns_[pattern - 1]);
  std::vector<uint32_t> rows;
  if (!TakePresence(in, times, rows) || rows.empty()) return std::nullopt;
  return Extent{rows.front(), rows.back()};
}

bool SegmentView::HasOwnTimes(size_t index) const {
  return (entries_[index].flags & kOwnTimes) != 0;
}

bool SegmentView::ReadDense(size_t index, std::span<double> values, size_t from) {
  ByteReader in(entries_[index].bytes);
  return ReadValues(index, in, values, from) && in.AtEnd();
}

// Whether the next column refers to this one. Only columns of nothing but floats begin with them.
bool SegmentView::IsNeededAbove(size_t index) const {
  if (index + 1 >= entries_.size()) return false;
  const Entry& next = entries_[index + 1];
  return (next.flags & (kHistograms | kOwnTimes)) == 0 && next.pattern % 2 == 0 &&
         IsAgainstBelow(next.bytes);
}

// Reads the column below `index`: from where the chain begins, upwards.
bool SegmentView::ReadChain(size_t index) {
  size_t first = index;
  while (first > 0 && index - first <= kLongestChain && IsNeededAbove(first - 1)) --first;
  SegmentPart before;
  for (size_t i = first; i < index; ++i)
    if ((entries_[i].flags & (kHistograms | kOwnTimes)) != 0 || !Read(i, before)) return false;
  return read_ + 1 == index;
}

bool SegmentView::ReadValues(size_t index, ByteReader& in, std::span<double> values, size_t from) {
  const bool against = IsAgainstBelow(in.rest());
  const bool read = read_ + 1 == index && values_from_ <= from;
  if (against && (index == 0 || (!read && !ReadChain(index)))) return false;
  if (!TakeFloatColumn(in, against ? std::span<const double>(values_) : std::span<const double>(),
                       values, from))
    return false;
  if (IsNeededAbove(index)) {
    read_ = index;
    values_.assign(values.begin(), values.end());
    values_from_ = from;
  }
  return true;
}

}  // namespace plumb::encoding
