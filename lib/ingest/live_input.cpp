#include "ingest/live_input.h"

#include "system/signals.h"

#include <poll.h>

namespace plumb::ingest {

namespace {

// Whether there are bytes, or the end, within the time; -1 waits until a signal comes.
bool Ready(int fd, int timeout_ms) {
  pollfd wanted{fd, POLLIN, 0};
  return poll(&wanted, 1, timeout_ms) > 0;
}

}  // namespace

Status LiveInput::WaitForBytes() {
  if (Ready(fd_, 0)) return Ok();
  PLUMB_TRY(on_wait_(Wait::kShort));
  if (system::StopRequested() || Ready(fd_, static_cast<int>(kIdleTime))) return Ok();
  if (system::StopRequested()) return Ok();
  PLUMB_TRY(on_wait_(Wait::kIdle));
  // In slices: a signal that comes just before poll would not end it.
  while (!system::StopRequested() && !Ready(fd_, static_cast<int>(kIdleTime))) continue;
  return Ok();
}

Result<size_t> LiveInput::Read(char* buffer, size_t size) {
  if (fd_ >= 0 && !system::StopRequested()) PLUMB_TRY(WaitForBytes());
  if (!system::StopRequested()) {
    auto got = in_.Read(buffer, size);
    // A signal while it read looks like the end.
    if (!got.ok() || *got > 0 || !system::StopRequested()) return got;
  }
  stopped_ = true;
  return size_t{0};
}

}  // namespace plumb::ingest
