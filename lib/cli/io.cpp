#include "cli/io.h"

#include <fmt/core.h>

namespace plumb::cli {

namespace {

// A message that cannot be written has nowhere else to go.
void Say(Io& io, std::string_view text) {
  (void)io.err.Write(fmt::format("{}: {}\n", io.program, text)).ok();
  (void)io.err.Flush().ok();
}

}  // namespace

void Io::Warn(std::string_view text) {
  Say(*this, text);
}

void Io::Note(std::string_view text) {
  if (verbosity > 0 || (verbosity == 0 && terminal.stderr_tty)) Say(*this, text);
}

}  // namespace plumb::cli
