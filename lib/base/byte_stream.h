// SPDX-License-Identifier: Apache-2.0
// Bytes that come in and bytes that go out, as interfaces: files and pipes (system/fd_stream.h) or
// strings in tests.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb {

class ByteInput {
 public:
  virtual ~ByteInput() = default;
  // Reads up to `size` bytes, at least one unless at the end; 0 is the end of the input.
  // Returns what is there without waiting for more (a pipe is read as it is written).
  virtual Result<size_t> Read(char* buffer, size_t size) = 0;
  // Whether Read might have to wait now: for whoever has something to do before that. An input that
  // does not know might.
  virtual bool MayWait() { return true; }
};

// Reads to the end.
Result<std::string> ReadAll(ByteInput& in);

class ByteOutput {
 public:
  virtual ~ByteOutput() = default;
  // Takes `bytes`; may keep them until Flush. An error is remembered: all later calls return it
  // again.
  virtual Status Write(std::string_view bytes) = 0;
  // Hands everything on. Only a successful Flush says that the bytes arrived.
  virtual Status Flush() = 0;
  // Whether the reader of a pipe has gone away: no error to speak of, but the end of the work.
  [[nodiscard]] virtual bool broken_pipe() const { return false; }
};

class StringInput : public ByteInput {
 public:
  explicit StringInput(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<size_t> Read(char* buffer, size_t size) override;
  bool MayWait() override { return false; }

 private:
  std::string bytes_;
  size_t position_ = 0;
};

class StringOutput : public ByteOutput {
 public:
  Status Write(std::string_view bytes) override {
    text_.append(bytes);
    return Ok();
  }
  Status Flush() override { return Ok(); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Lines of an input, with their numbers. A line longer than kMaxLine is an error (16 MiB: far past
// any real exposition line, and a bound on what garbage can make us hold).
class LineReader {
 public:
  static constexpr size_t kMaxLine = 16u << 20;
  explicit LineReader(ByteInput& in) : in_(in) {}

  // The next line without its newline; false at the end. The view is valid until the next call.
  Result<bool> Next(std::string_view& line);
  // Whether the last line had a newline behind it.
  [[nodiscard]] bool terminated() const { return terminated_; }
  // Whether a line is at hand: Next gives it without reading.
  [[nodiscard]] bool HasLine() const;
  // What was read and is in no line yet. Valid until the next call of Next.
  [[nodiscard]] std::string_view rest() const { return {buffer_.get() + start_, end_ - start_}; }
  // The error of a line that is too long.
  static Error TooLong(size_t number);
  // Number of the line that Next gave last, from 1.
  [[nodiscard]] size_t number() const { return number_; }

 private:
  Status ReadMore();
  ByteInput& in_;
  std::unique_ptr<char[]> buffer_;  // not a string: that would be zeroed, page by page
  size_t size_ = 0;
  size_t start_ = 0;
  size_t end_ = 0;
  size_t number_ = 0;
  bool eof_ = false;
  bool terminated_ = false;
};

}  // namespace plumb
