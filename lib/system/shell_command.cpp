#include "system/shell_command.h"

#include <fmt/core.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <csignal>
#include <cstring>

#include "system/files.h"

extern char** environ;

namespace plumb::system {

namespace {

Error Failed(int error) {
  return {Exit::kOutside, fmt::format("cannot start a command: {}", ErrnoText(error))};
}

// A pipe whose reading end is ours: it does not block and no child inherits it.
struct Pipe {
  int read = -1;
  int write = -1;

  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    if (read >= 0) ::close(read);
    if (write >= 0) ::close(write);
  }
  bool Open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return ::fcntl(read, F_SETFL, O_NONBLOCK) == 0;
  }
  int TakeReadEnd() {
    const int end = read;
    read = -1;
    return end;
  }
};

// What the child does before it becomes the shell.
class SpawnPlan {
 public:
  SpawnPlan(int output, int errors) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes_, 0);
    // Whatever we ignore is not the command's business.
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  int Spawn(const std::string& command, pid_t& pid) {
    std::array<std::string, 3> words = {"sh", "-c", command};
    std::array<char*, 4> arguments = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    return posix_spawn(&pid, "/bin/sh", &actions_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<std::unique_ptr<ShellCommand>> ShellCommand::Start(const std::string& command) {
  Pipe output;
  Pipe errors;
  if (!output.Open() || !errors.Open()) return Failed(errno);
  std::unique_ptr<ShellCommand> started(new ShellCommand);
  if (const int error = SpawnPlan(output.write, errors.write).Spawn(command, started->pid_);
      error != 0) {
    started->pid_ = -1;
    return Failed(error);
  }
  started->output_ = output.TakeReadEnd();
  started->errors_ = errors.TakeReadEnd();
  started->ended_ = static_cast<int>(::syscall(SYS_pidfd_open, started->pid_, 0));
  if (started->ended_ < 0) return Failed(errno);
  return started;
}

ShellCommand::~ShellCommand() {
  if (pid_ > 0) {
    if (!TryWait()) Kill();
    ::waitpid(pid_, nullptr, 0);
  }
  for (const int fd : {output_, errors_, ended_})
    if (fd >= 0) ::close(fd);
}

void ShellCommand::Kill() {
  ::kill(-pid_, SIGKILL);
}

// The shell is not reaped here: as long as it is not, its group's number belongs to nobody else,
// and Kill meets the right ones.
bool ShellCommand::TryWait() {
  if (over_) return true;
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      info.si_pid != pid_)
    return false;
  over_ = true;
  if (info.si_code != CLD_EXITED) {
    trouble_ = fmt::format("ended by signal {}", info.si_status);
  } else if (info.si_status != 0) {
    trouble_ = fmt::format("exit status {}", info.si_status);
  }
  return true;
}

}  // namespace plumb::system
