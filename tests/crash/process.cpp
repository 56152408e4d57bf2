#include "crash/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/result.h"

namespace plumb::crash {

Process Process::Start(const std::vector<std::string>& arguments, int input_room) {
  int input[2];
  int output[2];
  PLUMB_ASSERT(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
  (void)!fcntl(input[1], F_SETPIPE_SZ, input_room);
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.data()));
  words.push_back(nullptr);
  // A process that ended early must not take the test along; what is started gets the default
  // again.
  signal(SIGPIPE, SIG_IGN);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
  Process process;
  PLUMB_ASSERT(posix_spawn(&process.pid_, words[0], &actions, &attributes, words.data(), environ) ==
               0);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  fcntl(input[1], F_SETFL, O_NONBLOCK);
  fcntl(output[0], F_SETFL, O_NONBLOCK);
  process.input_ = input[1];
  process.output_ = output[0];
  return process;
}

Process::Process(Process&& other) noexcept {
  *this = std::move(other);
}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(input_, other.input_);
  std::swap(output_, other.output_);
  return *this;
}

Process::~Process() {
  if (!running()) return;
  std::string rest;
  Kill(rest);
}

bool Process::Write(std::string_view text) const {
  const ssize_t size = write(input_, text.data(), text.size());
  // The caller leaves room for what it writes: a part of it would be a cut block.
  PLUMB_ASSERT(size < 0 || size == static_cast<ssize_t>(text.size()));
  return size >= 0;
}

void Process::CloseInput() {
  if (input_ >= 0) close(input_);
  input_ = -1;
}

bool Process::Read(std::string& text) const {
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t size = read(output_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return true;
    if (size == 0) return false;
    text.append(bytes.data(), static_cast<size_t>(size));
  }
}

void Process::Kill(std::string& rest) {
  kill(pid_, SIGKILL);
  // What it wrote last stays in the pipe; it must be dead before that is all.
  siginfo_t facts{};
  waitid(P_PID, static_cast<id_t>(pid_), &facts, WEXITED | WNOWAIT);
  Read(rest);
  Wait();
}

int Process::Wait() {
  CloseInput();
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  close(output_);
  output_ = -1;
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace plumb::crash
