#include "ingest/live_input.h"

#include <csignal>

#include <poll.h>

namespace plumb::ingest {

namespace {

// Written by a signal handler, which may touch nothing else.
volatile std::sig_atomic_t stop_requested = 0;

void RequestStop(int) {
  stop_requested = 1;
}

// Whether there are bytes, or the end, within the time; -1 waits until a signal comes.
bool Ready(int fd, int timeout_ms) {
  pollfd wanted{fd, POLLIN, 0};
  return poll(&wanted, 1, timeout_ms) > 0;
}

}  // namespace

void StopOnSignals() {
  struct sigaction action {};
  action.sa_handler = RequestStop;
  sigemptyset(&action.sa_mask);
  // A second signal ends the process at once, as people expect; SA_RESTART is left out so that a
  // wait ends.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

Status LiveInput::WaitForBytes() {
  if (Ready(fd_, 0)) return Ok();
  PLUMB_TRY(on_wait_(Wait::kShort));
  if (stop_requested != 0 || Ready(fd_, static_cast<int>(kIdleTime))) return Ok();
  if (stop_requested != 0) return Ok();
  PLUMB_TRY(on_wait_(Wait::kIdle));
  // In slices: a signal that comes just before poll would not end it.
  while (stop_requested == 0 && !Ready(fd_, static_cast<int>(kIdleTime))) continue;
  return Ok();
}

Result<size_t> LiveInput::Read(char* buffer, size_t size) {
  if (fd_ >= 0 && stop_requested == 0) PLUMB_TRY(WaitForBytes());
  if (stop_requested != 0) {
    stopped_ = true;
    return size_t{0};
  }
  return in_.Read(buffer, size);
}

}  // namespace plumb::ingest
