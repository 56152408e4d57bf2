#include "system/fd_stream.h"

#include <fmt/core.h>

#include <poll.h>
#include <unistd.h>
#include <cerrno>

#include "system/files.h"
#include "system/signals.h"

namespace plumb::system {

namespace {
constexpr size_t kBufferSize = 128u << 10;
}  // namespace

Result<size_t> FdInput::Read(char* buffer, size_t size) {
  for (;;) {
    const ssize_t got = ::read(fd_, buffer, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno == EINTR && StopRequested()) return size_t{0};
    if (errno != EINTR)
      return Error{Exit::kOutside, fmt::format("cannot read {}: {}", name_, ErrnoText(errno))};
  }
}

bool FdInput::MayWait() {
  pollfd wanted{fd_, POLLIN, 0};
  return ::poll(&wanted, 1, 0) <= 0;
}

Status FdOutput::Write(std::string_view bytes) {
  if (!failure_.empty()) return Error{Exit::kOutside, failure_};
  if (buffer_.size() + bytes.size() <= kBufferSize) {
    buffer_.append(bytes);
    return Ok();
  }
  PLUMB_TRY(Flush());
  if (bytes.size() > kBufferSize) return Send(bytes);
  buffer_.append(bytes);
  return Ok();
}

Status FdOutput::Flush() {
  if (!failure_.empty()) return Error{Exit::kOutside, failure_};
  Status sent = Send(buffer_);
  buffer_.clear();
  return sent;
}

Status FdOutput::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
    } else if (errno != EINTR) {
      broken_pipe_ = errno == EPIPE;
      failure_ = fmt::format("cannot write {}: {}", name_, ErrnoText(errno));
      return Error{Exit::kOutside, failure_};
    }
  }
  return Ok();
}

}  // namespace plumb::system
