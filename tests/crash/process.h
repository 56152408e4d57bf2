// SPDX-License-Identifier: Apache-2.0
// A child process of a crash test, with pipes to its input and from its output. Nothing here
// blocks but the waiting for a process that was told to die.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace plumb::crash {

class Process {
 public:
  // Starts arguments[0]. Its input is a pipe that takes `input_room` bytes at once; its error
  // output goes to the same pipe as its output.
  static Process Start(const std::vector<std::string>& arguments, int input_room);

  Process() = default;
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] bool running() const { return pid_ > 0; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int output() const { return output_; }

  // All of the text, or nothing where the pipe is full or nobody reads it.
  bool Write(std::string_view text) const;
  void CloseInput();
  // Appends what is there to `text`; false at the end of the output.
  bool Read(std::string& text) const;

  // kill -9, and what the process had written before it died is appended to `rest`.
  void Kill(std::string& rest);
  // Waits for its end; the exit status, or 128 + the signal.
  int Wait();

 private:
  pid_t pid_ = 0;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace plumb::crash
