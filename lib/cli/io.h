// SPDX-License-Identifier: Apache-2.0
// The world as an argument: a tool gets its streams, clock, environment and terminal facts from
// here, so a test runs it in-process and reads what it printed. Nothing below reads stdin, time()
// or isatty.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/clock.h"
#include "system/terminal.h"

namespace plumb::cli {

class Io {
 public:
  Io(ByteInput& in_stream, ByteOutput& out_stream, ByteOutput& err_stream, Clock& the_clock,
     system::Terminal facts)
      : in(in_stream), out(out_stream), err(err_stream), clock(the_clock), terminal(facts) {}

  ByteInput& in;
  ByteOutput& out;  // data only
  ByteOutput& err;  // words only
  Clock& clock;
  system::Terminal terminal;
  std::string program;  // "plumb-query", set by the frame
  int verbosity = 0;    // -q is -1, each -v one more

  // One line on `err`: "plumb-query: text". Warn is for what was lost or is wrong, and is always
  // said; Note is for what is good to know, and needs -v or a terminal, and no -q.
  void Warn(std::string_view text);
  void Note(std::string_view text);
};

}  // namespace plumb::cli
