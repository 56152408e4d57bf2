// SPDX-License-Identifier: Apache-2.0
// A program of ours that works for this one: it reads requests from its standard input, writes
// answers to its standard output, and ends when the input does.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/byte_stream.h"
#include "base/duration.h"
#include "base/result.h"

namespace plumb::system {

// A helper that died is an error of Write and Read, which says how it ended, and never a SIGPIPE.
// Its standard error is ours.
class HelperProcess : public ByteInput, public ByteOutput {
 public:
  static Result<std::unique_ptr<HelperProcess>> Start(const std::string& path);
  // Ends the helper, whatever it is doing.
  ~HelperProcess() override;
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;

  Status Write(std::string_view bytes) override;
  Status Flush() override { return Ok(); }
  // Fails when nothing comes for as long as was set last; 0 waits for ever.
  Result<size_t> Read(char* buffer, size_t size) override;
  void set_patience(DurationMs patience) { patience_ = patience; }

 private:
  HelperProcess(std::string name, int fd, pid_t pid) : name_(std::move(name)), fd_(fd), pid_(pid) {}
  // Waits for the end of a helper that closed its side.
  Error Ended();
  std::string name_;
  int fd_;
  pid_t pid_;
  DurationMs patience_ = 0;
};

}  // namespace plumb::system
