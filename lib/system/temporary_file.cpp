#include "system/temporary_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "system/files.h"

namespace plumb::system {

namespace {

Error Failed(std::string_view what, const std::string& folder, int error) {
  return {Exit::kOutside,
          fmt::format("cannot {} a temporary file in '{}': {}", what, folder, ErrnoText(error))};
}

}  // namespace

Result<TemporaryFile> TemporaryFile::Make(const std::string& folder) {
  int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
    // The file system cannot make one without a name.
    std::string pattern = folder + "/temporary-XXXXXX";
    fd = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (fd >= 0) ::unlink(pattern.c_str());
  }
  if (fd < 0) return Failed("make", folder, errno);
  return TemporaryFile(fd, folder);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), folder_(std::move(other.folder_)), size_(other.size_) {}

TemporaryFile::~TemporaryFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status TemporaryFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Failed("write to", folder_, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
    size_ += static_cast<uint64_t>(written);
  }
  return Ok();
}

Status TemporaryFile::ReadAt(uint64_t offset, char* to, size_t size) const {
  while (size > 0) {
    const ssize_t got = ::pread(fd_, to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Failed("read", folder_, got == 0 ? EIO : errno);
    to += got;
    offset += static_cast<uint64_t>(got);
    size -= static_cast<size_t>(got);
  }
  return Ok();
}

}  // namespace plumb::system
