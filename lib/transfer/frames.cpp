#include "transfer/frames.h"

#include <fmt/format.h>

#include <algorithm>

#include "encoding/byte_reader.h"
#include "encoding/crc32c.h"
#include "encoding/fixed.h"
#include "encoding/varint.h"

namespace plumb::transfer {

namespace {

// What is asked of the input at once. A payload grows by as much as came, so a length that lies
// costs nothing.
constexpr size_t kReadSize = size_t{256} << 10;
// A frame holds little more than one column: longer is a lie.
constexpr uint64_t kLargestPayload = uint64_t{4} << 30;
// Frames are numbered from 1 to a few: anything else is damage, or of a newer program.
constexpr uint8_t kLastType = static_cast<uint8_t>(FrameType::kEnd);

std::string Header() {
  std::string header(kDumpMagic);
  encoding::AppendLittle<uint32_t>(header, kDumpVersion);
  return header;
}

}  // namespace

std::string EncodeCounts(const DumpCounts& counts) {
  std::string out;
  for (const uint64_t count : {counts.records, counts.families, counts.targets, counts.series,
                               counts.days, counts.scrapes, counts.samples})
    encoding::AppendVarint(out, count);
  if (counts.rollups > 0) encoding::AppendVarint(out, counts.rollups);
  return out;
}

std::optional<DumpCounts> DecodeCounts(std::string_view payload) {
  encoding::ByteReader in(payload);
  DumpCounts counts;
  for (uint64_t* count : {&counts.records, &counts.families, &counts.targets, &counts.series,
                          &counts.days, &counts.scrapes, &counts.samples})
    *count = in.Varint();
  if (in.ok() && in.left() > 0) counts.rollups = in.Varint();
  if (!in.AtEnd()) return std::nullopt;
  return counts;
}

Status FrameWriter::OnFrame(FrameType type, std::string_view payload) {
  head_.clear();
  if (!begun_) {
    const std::string header = Header();
    checksum_ = encoding::Crc32c(header);
    PLUMB_TRY(out_.Write(header));
    begun_ = true;
  }
  head_.push_back(static_cast<char>(type));
  encoding::AppendVarint(head_, payload.size());
  // Each checksum goes on from the one before, so that a frame that is missing or out of place is
  // noticed.
  checksum_ = encoding::Crc32c(payload, encoding::Crc32c(head_, checksum_));
  PLUMB_TRY(out_.Write(head_));
  PLUMB_TRY(out_.Write(payload));
  std::string checksum;
  encoding::AppendLittle<uint32_t>(checksum, checksum_);
  return out_.Write(checksum);
}

Error FrameReader::Damaged(std::string_view what) const {
  return {Exit::kStore, fmt::format("{} is damaged at byte {}: {}", name_, offset_, what)};
}

Error FrameReader::Cut() const {
  return {Exit::kOutside,
          fmt::format("{} ends at byte {}, before its end frame: it was cut; make it again", name_,
                      position_ + buffer_.size() - start_)};
}

// Whether anything came.
Result<bool> FrameReader::Fill() {
  if (start_ > 0) {
    buffer_.erase(0, start_);
    start_ = 0;
  }
  const size_t size = buffer_.size();
  buffer_.resize(size + kReadSize);
  const auto read = in_.Read(buffer_.data() + size, kReadSize);
  buffer_.resize(size + (read.ok() ? *read : 0));
  if (!read.ok()) return read.error();
  return *read > 0;
}

// Appends `size` bytes of the input.
Status FrameReader::Take(std::string& into, size_t size) {
  while (size > 0) {
    if (start_ == buffer_.size()) {
      PLUMB_ASSIGN(const bool more, Fill());
      if (!more) return Cut();
    }
    const size_t part = std::min(size, buffer_.size() - start_);
    into.append(buffer_, start_, part);
    start_ += part;
    position_ += part;
    size -= part;
  }
  return Ok();
}

Status FrameReader::ReadHeader() {
  std::string header;
  while (buffer_.size() < kDumpMagic.size()) {
    PLUMB_ASSIGN(const bool more, Fill());
    if (!more) break;
  }
  if (!std::string_view(buffer_).starts_with(kDumpMagic)) {
    if (!buffer_.empty() && kDumpMagic.starts_with(buffer_)) return Cut();
    return Error{Exit::kStore,
                 fmt::format("{} is {}, not a dump of a store (plumb-store dump makes one)", name_,
                             buffer_.empty() ? "empty" : "something else")};
  }
  PLUMB_TRY(Take(header, kDumpMagic.size() + 4));
  const auto version = encoding::LoadLittle<uint32_t>(header.data() + kDumpMagic.size());
  if (version != kDumpVersion)
    return Error{Exit::kStore,
                 fmt::format("{} has version {} of the dump format and this program reads version "
                             "{}; load it with a newer plumb-store",
                             name_, version, kDumpVersion)};
  checksum_ = encoding::Crc32c(header);
  begun_ = true;
  return Ok();
}

Result<uint64_t> FrameReader::TakeLength() {
  const size_t start = head_.size();
  do {
    if (head_.size() - start == encoding::kMaxVarint)
      return Damaged("a frame's length is too long");
    PLUMB_TRY(Take(head_, 1));
  } while ((head_.back() & 0x80) != 0);
  encoding::ByteReader in(std::string_view(head_).substr(start));
  const uint64_t length = in.Varint();
  if (!in.AtEnd() || length > kLargestPayload)
    return Damaged("a frame is said to be longer than any is");
  return length;
}

Result<std::optional<FrameReader::Frame>> FrameReader::Next() {
  if (!begun_) PLUMB_TRY(ReadHeader());
  offset_ = position_;
  if (ended_) {
    if (start_ == buffer_.size()) {
      PLUMB_ASSIGN(const bool more, Fill());
      if (!more) return std::optional<Frame>();
    }
    return Damaged("something follows the end frame");
  }
  head_.clear();
  PLUMB_TRY(Take(head_, 1));
  const auto type = static_cast<uint8_t>(head_[0]);
  PLUMB_ASSIGN(const uint64_t length, TakeLength());
  payload_.clear();
  PLUMB_TRY(Take(payload_, length));
  std::string checksum;
  PLUMB_TRY(Take(checksum, 4));
  checksum_ = encoding::Crc32c(payload_, encoding::Crc32c(head_, checksum_));
  if (encoding::LoadLittle<uint32_t>(checksum.data()) != checksum_)
    return Damaged("the checksum of a frame is wrong");
  if (type == 0 || type > kLastType)
    return Error{Exit::kStore, fmt::format("{} has a frame of type {} at byte {}, which a newer "
                                           "plumb-store wrote; load it with that",
                                           name_, type, offset_)};
  ended_ = type == kLastType;
  return std::optional(Frame{static_cast<FrameType>(type), payload_});
}

}  // namespace plumb::transfer
