// SPDX-License-Identifier: Apache-2.0
// A command line run by sh -c beside us: its output through pipes that do not block, its end as a
// descriptor, itself and all it started in a process group of its own.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace plumb::system {

class ShellCommand {
 public:
  // Its standard input is /dev/null.
  static Result<std::unique_ptr<ShellCommand>> Start(const std::string& command);
  // Kills it if it has not ended.
  ~ShellCommand();
  ShellCommand(const ShellCommand&) = delete;
  ShellCommand& operator=(const ShellCommand&) = delete;

  [[nodiscard]] int output() const { return output_; }  // its standard output, to read
  [[nodiscard]] int errors() const { return errors_; }  // its standard error, to read
  [[nodiscard]] int ended() const { return ended_; }    // readable when the shell has ended

  // Ends the shell and all that it started and that did not leave its group.
  void Kill();
  // Whether the shell has ended by now.
  bool TryWait();
  // What it ended with in words; "" for exit status 0. REQUIRES: TryWait() said so
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  ShellCommand() = default;

  pid_t pid_ = -1;
  int output_ = -1;
  int errors_ = -1;
  int ended_ = -1;
  bool over_ = false;
  std::string trouble_;
};

}  // namespace plumb::system
