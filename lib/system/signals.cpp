#include "system/signals.h"

#include <csignal>

namespace plumb::system {

namespace {

volatile std::sig_atomic_t stop_signal = 0;

void OnSignal(int number) {
  stop_signal = number;
}

}  // namespace

void CatchStopSignals() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  // No SA_RESTART: a waiting read or sleep must come back. The second signal meets the default
  // again.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void IgnoreBrokenPipes() {
  std::signal(SIGPIPE, SIG_IGN);
}

bool StopRequested() {
  return stop_signal != 0;
}

int StopExitStatus() {
  return 128 + stop_signal;
}

}  // namespace plumb::system
