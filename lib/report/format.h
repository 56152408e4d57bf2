// SPDX-License-Identifier: Apache-2.0
// How reports are written: the formats that `-o` names, one file each in types/.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "report/verdict.h"

namespace plumb::report {

struct WriteOptions {
  size_t elements = 10;   // of one verdict at most, in formats that people read
  bool only_bad = false;  // table: without the lines of what holds
  bool color = false;
};

struct Format {
  std::string_view name;
  std::string_view help;       // one line, lower case, no full stop
  std::string_view extension;  // of file names, without the point; "" for none
  Status (*write)(const Report& report, const WriteOptions& options, ByteOutput& out) = nullptr;
};

// All formats, by name.
std::span<const Format* const> Formats();
// The error of an unknown name says the nearest.
Result<const Format*> FindFormat(std::string_view name);

struct Target {
  const Format* format = nullptr;
  std::string path;  // "" is standard output
};
// `FORMAT`, `FILE.EXT` (a word with `.` or `/` is a file, and its extension names the format), or
// `FORMAT=FILE`; the file `-` is standard output.
Result<Target> ParseTarget(std::string_view text);

// The status that Nagios and its kin expect instead of ours.
inline constexpr int kNagiosUnknown = 3;
int NagiosStatus(const Report& report);

}  // namespace plumb::report
