#include "cli/progress.h"

#include <fmt/core.h>

namespace plumb::cli {

namespace {

constexpr int64_t kFirstNs = 400'000'000;  // work that takes less needs no line
constexpr int64_t kEachNs = 100'000'000;   // faster changes nobody reads
// To the start of the line, and away with it (ECMA-48 EL).
constexpr std::string_view kErase = "\r\x1b[K";

}  // namespace

ProgressLine::ProgressLine(Io& io, std::string what)
    : io_(io), what_(std::move(what)), next_ns_(io.clock.MonotonicNs() + kFirstNs) {}

ProgressLine::~ProgressLine() {
  if (!shown_) return;
  (void)io_.err.Write(kErase).ok();
  (void)io_.err.Flush().ok();
}

Progress ProgressLine::Listener() {
  if (!visible()) return {};
  return [this](uint64_t done, uint64_t total) { Update(done, total); };
}

bool ProgressLine::visible() const {
  return io_.terminal.stderr_tty && io_.verbosity >= 0;
}

void ProgressLine::Update(uint64_t done, uint64_t total) {
  if (!due() || total == 0) return;
  const double part = static_cast<double>(done) / static_cast<double>(total);
  Show(fmt::format("{:3.0f} %", 100 * part));
}

void ProgressLine::Show(std::string_view text) {
  next_ns_ = io_.clock.MonotonicNs() + kEachNs;
  shown_ = true;
  // A terminal that cannot be written to has nobody in front of it.
  (void)io_.err.Write(fmt::format("{}{} {}", kErase, what_, text)).ok();
  (void)io_.err.Flush().ok();
}

}  // namespace plumb::cli
