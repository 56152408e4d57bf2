#include "store/lock_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/files.h"

namespace plumb::store {

namespace {

// The holder's name stands behind the lock bytes, for messages only.
constexpr off_t kNameOffset = 16;
constexpr size_t kNameSize = 64;

// The kernel has no lock with a timeout, so it is asked again: soon at first (a usual commit takes
// a millisecond), then every 10 ms.
constexpr int64_t kFirstWaitNs = 200'000;
constexpr int64_t kLongestWaitNs = 10'000'000;

struct flock Range(LockByte byte, int16_t type) {
  struct flock range {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(byte);
  range.l_len = 1;
  return range;
}

int64_t MonotonicNs() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

Result<std::unique_ptr<LockFile>> LockFile::Open(const std::string& path) {
  bool created = true;
  int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
  if (fd < 0 && errno == EEXIST) {
    created = false;
    fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  }
  if (fd < 0)
    return Error{Exit::kStore, fmt::format("cannot open '{}': {}", path, system::ErrnoText(errno))};
  // The group of the folder may write too, whatever the umask of who came first.
  if (created) (void)!fchmod(fd, 0660);
  return std::unique_ptr<LockFile>(new LockFile(fd, path, created));
}

LockFile::~LockFile() {
  close(fd_);
}

bool LockFile::TryLock(LockByte byte) {
  std::atomic<bool>& held = held_[static_cast<size_t>(byte)];
  if (held.exchange(true)) {
    errno = EAGAIN;
    return false;
  }
  struct flock range = Range(byte, F_WRLCK);
  if (fcntl(fd_, F_OFD_SETLK, &range) == 0) return true;
  held = false;
  return false;
}

Status LockFile::Acquire(LockByte byte, DurationMs deadline) {
  const int64_t until = MonotonicNs() + deadline * 1'000'000;
  int64_t wait = kFirstWaitNs;
  while (!TryLock(byte)) {
    const int error = errno;
    if (error != EAGAIN && error != EACCES && error != EINTR)
      return Error{Exit::kStore,
                   fmt::format("cannot lock '{}': {}", path_, system::ErrnoText(error))};
    if (MonotonicNs() >= until)
      return Error{Exit::kStore,
                   fmt::format("the store is locked by {} for more than {}; if that hangs, end it: "
                               "nothing acknowledged is lost",
                               HolderText(), FormatDuration(deadline))};
    const timespec pause{0, wait};
    nanosleep(&pause, nullptr);
    wait = std::min(wait * 2, kLongestWaitNs);
  }
  if (byte == LockByte::kWriter) SignName();
  return Ok();
}

void LockFile::Release(LockByte byte) {
  struct flock range = Range(byte, F_UNLCK);
  fcntl(fd_, F_OFD_SETLK, &range);
  held_[static_cast<size_t>(byte)] = false;
}

void LockFile::SignName() const {
  std::string name = fmt::format("{} (pid {})", program_invocation_short_name, getpid());
  name.resize(kNameSize, '\0');
  (void)!pwrite(fd_, name.data(), name.size(), kNameOffset);
}

std::string LockFile::HolderText() const {
  std::array<char, kNameSize + 1> name{};
  if (pread(fd_, name.data(), kNameSize, kNameOffset) <= 0 || name[0] == '\0')
    return "another process";
  return name.data();
}

}  // namespace plumb::store
