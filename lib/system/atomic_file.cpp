#include "system/atomic_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>

#include "system/files.h"

namespace plumb::system {

namespace {

Error Failed(std::string_view what, const std::string& path) {
  return {Exit::kOutside, fmt::format("cannot {} '{}': {}", what, path, ErrnoText(errno))};
}

}  // namespace

Result<std::unique_ptr<AtomicFile>> AtomicFile::Create(const std::string& path) {
  struct stat status {};
  const bool in_place = ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  std::string temporary;
  if (!in_place) temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  const int fd = in_place
                     ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC)
                     : ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return Failed(in_place ? "open" : "create", path);
  return std::unique_ptr<AtomicFile>(new AtomicFile(fd, path, std::move(temporary)));
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Status AtomicFile::Commit() {
  PLUMB_TRY(out_.Flush());
  if (!temporary_.empty() && ::fsync(fd_) != 0) return Failed("write", path_);
  const int fd = std::exchange(fd_, -1);
  if (::close(fd) != 0) return Failed("write", path_);
  if (temporary_.empty()) return Ok();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return Failed("create", path_);
  temporary_.clear();
  return Ok();
}

}  // namespace plumb::system
