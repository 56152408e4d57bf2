#include "system/helper_process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

#include "system/files.h"
#include "system/signals.h"

namespace plumb::system {

namespace {

// Both standard streams of the helper are one end of a pair of sockets: unlike a pipe it can be
// written to without a signal when the other side is gone.
Result<pid_t> Spawn(const std::string& path, int theirs) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, theirs, STDOUT_FILENO);
  char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, path.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return Error{Exit::kOutside, fmt::format("cannot run '{}': {}", path, ErrnoText(failed))};
  return pid;
}

std::string HowItEnded(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return fmt::format("it was ended by SIG{}", name == nullptr ? "?" : name);
  }
  return fmt::format("exit status {}", WEXITSTATUS(status));
}

}  // namespace

Result<std::unique_ptr<HelperProcess>> HelperProcess::Start(const std::string& path) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return Error{Exit::kOutside, fmt::format("cannot run '{}': {}", path, ErrnoText(errno))};
  const auto pid = Spawn(path, pair[1]);
  ::close(pair[1]);
  if (!pid.ok()) {
    ::close(pair[0]);
    return pid.error();
  }
  std::string name = path.substr(path.rfind('/') + 1);
  return std::unique_ptr<HelperProcess>(new HelperProcess(std::move(name), pair[0], *pid));
}

HelperProcess::~HelperProcess() {
  ::close(fd_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

Error HelperProcess::Ended() {
  if (pid_ <= 0) return {Exit::kOutside, fmt::format("'{}' has ended", name_)};
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  return {Exit::kOutside, fmt::format("the helper '{}' ended in the middle of its work: {}", name_,
                                      HowItEnded(status))};
}

Status HelperProcess::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return Ended();
    } else if (errno != EINTR) {
      return Error{Exit::kOutside,
                   fmt::format("cannot write to '{}': {}", name_, ErrnoText(errno))};
    }
  }
  return Ok();
}

Result<size_t> HelperProcess::Read(char* buffer, size_t size) {
  for (;;) {
    pollfd wait = {.fd = fd_, .events = POLLIN, .revents = 0};
    const int timeout =
        patience_ > 0 ? static_cast<int>(std::min<DurationMs>(patience_, INT_MAX)) : -1;
    const int ready = ::poll(&wait, 1, timeout);
    if (ready == 0)
      return Error{Exit::kOutside, fmt::format("the helper '{}' does not answer", name_)};
    if (ready < 0 && errno == EINTR && StopRequested())
      return Error{Exit::kOutside, "stopped by a signal"};
    const ssize_t got = ready < 0 ? -1 : ::recv(fd_, buffer, size, 0);
    if (got > 0) return static_cast<size_t>(got);
    if (got == 0 || errno == ECONNRESET) return Ended();
    if (errno != EINTR)
      return Error{Exit::kOutside,
                   fmt::format("cannot read from '{}': {}", name_, ErrnoText(errno))};
  }
}

}  // namespace plumb::system
