// SPDX-License-Identifier: Apache-2.0
// A dump as a sequence of frames with checksums: what is in a store, independent of LMDB and of the
// store's numbers. The bytes are described in docs/dump-format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/result.h"

namespace plumb::transfer {

// DO NOT CHANGE: in dumps that are kept.
inline constexpr std::string_view kDumpMagic = "plmdump\n";
inline constexpr uint32_t kDumpVersion = 1;
enum class FrameType : uint8_t {
  kRecord = 1,   // a record of the store itself, such as the rules of retention
  kFamily = 2,   // type, help and unit of a metric
  kTarget = 3,   // begins a target
  kDay = 4,      // begins a day of it, or the rollups of some
  kColumns = 5,  // samples of that day, a column a series
  kEnd = 6,      // what the dump has in all
};

// Where frames go: into a file, or into a store.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  virtual Status OnFrame(FrameType type, std::string_view payload) = 0;
};

// What a dump has, as its last frame says.
struct DumpCounts {
  uint64_t records = 0;
  uint64_t families = 0;
  uint64_t targets = 0;
  uint64_t series = 0;  // a series under two targets counts twice
  uint64_t days = 0;    // of all targets, with those of rollups and marks
  uint64_t scrapes = 0;
  uint64_t samples = 0;
  uint64_t rollups = 0;  // numbers of windows
  bool operator==(const DumpCounts&) const = default;
};
std::string EncodeCounts(const DumpCounts& counts);
std::optional<DumpCounts> DecodeCounts(std::string_view payload);

// Writes the header, then frames.
class FrameWriter : public FrameSink {
 public:
  explicit FrameWriter(ByteOutput& out) : out_(out) {}
  Status OnFrame(FrameType type, std::string_view payload) override;

 private:
  ByteOutput& out_;
  bool begun_ = false;
  uint32_t checksum_ = 0;  // of the frame before
  std::string head_;
};

// Reads what a FrameWriter wrote.
class FrameReader {
 public:
  // `name` is for messages.
  FrameReader(ByteInput& in, std::string name) : in_(in), name_(std::move(name)) {}

  struct Frame {
    FrameType type = FrameType::kEnd;
    std::string_view payload;  // valid until the next call
  };
  // The next frame, whose checksum is right; nullopt behind the last. An input that ends before the
  // frame kEnd is an Error with Exit::kOutside, one that is no dump, damaged or newer has
  // Exit::kStore.
  Result<std::optional<Frame>> Next();

  // The error of a frame that has the right checksum and makes no sense all the same.
  [[nodiscard]] Error Damaged(std::string_view what) const;
  // Where the frame that Next gave last begins.
  [[nodiscard]] uint64_t offset() const { return offset_; }

 private:
  Status ReadHeader();
  Status Take(std::string& into, size_t size);
  Result<bool> Fill();
  Result<uint64_t> TakeLength();
  [[nodiscard]] Error Cut() const;

  ByteInput& in_;
  std::string name_;
  std::string buffer_;
  size_t start_ = 0;       // of what was not taken of the buffer
  uint64_t position_ = 0;  // in the input, of the same
  uint64_t offset_ = 0;
  std::string head_;
  std::string payload_;
  uint32_t checksum_ = 0;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace plumb::transfer
