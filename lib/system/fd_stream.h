// SPDX-License-Identifier: Apache-2.0
// File descriptors as byte streams.
#pragma once

#include <string>

#include "base/byte_stream.h"

namespace plumb::system {

// Reads a descriptor; does not close it. A signal that asks to stop (system/signals.h) while it
// waits is the end of the input.
class FdInput : public ByteInput {
 public:
  FdInput(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  Result<size_t> Read(char* buffer, size_t size) override;
  bool MayWait() override;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
  std::string name_;  // for messages: "standard input", a path
};

// Writes a descriptor through a buffer; does not close it. A full disk or a closed pipe is an error
// of Flush at the latest (EPIPE too: the frame of the tools ends quietly on it).
// What is larger than the buffer is written from where it lies.
class FdOutput : public ByteOutput {
 public:
  FdOutput(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  Status Write(std::string_view bytes) override;
  Status Flush() override;
  [[nodiscard]] bool broken_pipe() const override { return broken_pipe_; }

 private:
  Status Send(std::string_view bytes);
  int fd_;
  std::string name_;
  std::string buffer_;
  bool broken_pipe_ = false;
  std::string failure_;
};

}  // namespace plumb::system
