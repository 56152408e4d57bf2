#include "base/byte_stream.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace plumb {

namespace {
constexpr size_t kChunk = 256u << 10;  // larger reads are not faster on pipes (64 KiB) or files
}  // namespace

Result<std::string> ReadAll(ByteInput& in) {
  // Most files of /proc and /sys fit; room for more is made only where it is needed, since it is
  // zeroed.
  constexpr size_t kSmallFile = 4096;
  std::string bytes;
  size_t used = 0;
  for (;;) {
    if (bytes.size() == used) bytes.resize(std::max(kSmallFile, bytes.size() * 2));
    PLUMB_ASSIGN(const size_t got, in.Read(bytes.data() + used, bytes.size() - used));
    if (got == 0) break;
    used += got;
  }
  bytes.resize(used);
  return bytes;
}

Result<size_t> StringInput::Read(char* buffer, size_t size) {
  const size_t n = std::min(size, bytes_.size() - position_);
  std::memcpy(buffer, bytes_.data() + position_, n);
  position_ += n;
  return n;
}

Result<bool> LineReader::Next(std::string_view& line) {
  size_t searched = start_;
  for (;;) {
    const char* from = buffer_.get() + searched;
    if (const void* at = end_ > searched ? std::memchr(from, '\n', end_ - searched) : nullptr) {
      const auto stop = static_cast<size_t>(static_cast<const char*>(at) - buffer_.get());
      line = {buffer_.get() + start_, stop - start_};
      start_ = stop + 1;
      ++number_;
      terminated_ = true;
      return true;
    }
    if (eof_) {
      if (start_ == end_) return false;
      line = {buffer_.get() + start_, end_ - start_};
      start_ = end_;
      ++number_;
      terminated_ = false;
      return true;
    }
    searched = end_ - start_;
    PLUMB_TRY(ReadMore());
  }
}

bool LineReader::HasLine() const {
  return eof_ ||
         (end_ > start_ && std::memchr(buffer_.get() + start_, '\n', end_ - start_) != nullptr);
}

Error LineReader::TooLong(size_t number) {
  return {Exit::kNo, fmt::format("line {} is longer than {} MiB", number, kMaxLine >> 20)};
}

// Adds what is there to the line that is not complete yet.
Status LineReader::ReadMore() {
  if (start_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + start_, end_ - start_);
    end_ -= start_;
    start_ = 0;
  }
  if (end_ > kMaxLine) return TooLong(number_ + 1);
  if (size_ - end_ < kChunk / 2) {
    size_ = std::max(kChunk, size_ * 2);
    auto larger = std::make_unique_for_overwrite<char[]>(size_);
    if (end_ > 0) std::memcpy(larger.get(), buffer_.get(), end_);
    buffer_ = std::move(larger);
  }
  PLUMB_ASSIGN(const size_t got, in_.Read(buffer_.get() + end_, size_ - end_));
  end_ += got;
  eof_ = got == 0;
  return Ok();
}

}  // namespace plumb
