// SPDX-License-Identifier: Apache-2.0
// A file that is written piece by piece, and that others see whole or not at all.
#pragma once

#include <memory>
#include <string>

#include "system/fd_stream.h"

namespace plumb::system {

// Writes a temporary file in the same folder. A path that is there and not a regular file
// (/dev/stdout, a pipe) is written to at once.
class AtomicFile : public ByteOutput {
 public:
  static Result<std::unique_ptr<AtomicFile>> Create(const std::string& path);
  // What was not committed is taken away.
  ~AtomicFile() override;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  Status Write(std::string_view bytes) override { return out_.Write(bytes); }
  Status Flush() override { return out_.Flush(); }
  [[nodiscard]] bool broken_pipe() const override { return out_.broken_pipe(); }
  // For whoever writes descriptors. REQUIRES: what was written was flushed
  [[nodiscard]] int fd() const { return fd_; }
  // Flushes, syncs, and gives the file its name. REQUIRES: once
  Status Commit();

 private:
  AtomicFile(int fd, std::string path, std::string temporary)
      : fd_(fd),
        path_(std::move(path)),
        temporary_(std::move(temporary)),
        out_(fd, "'" + path_ + "'") {}

  int fd_;
  std::string path_;
  std::string temporary_;  // "": written in place
  FdOutput out_;
};

}  // namespace plumb::system
