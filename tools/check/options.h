// SPDX-License-Identifier: Apache-2.0
// The options of plumb-check, and what they ask of the libraries.
#pragma once

#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "check/await.h"
#include "check/expectation.h"
#include "check/judge.h"
#include "cli/declaration.h"
#include "cli/http_options.h"
#include "cli/io.h"
#include "cli/time_options.h"
#include "report/format.h"

namespace plumb {

struct CheckOptions {
  std::vector<std::string> expectations;
  std::vector<std::string> warnings;
  std::vector<std::string> files;
  std::string source;
  std::string input_format;
  std::vector<std::string> outputs;
  std::string on_empty = "fail";
  static constexpr DurationMs kNotGiven = -1;
  DurationMs wait = 0;  // 0: ask once
  DurationMs every = kNotGiven;
  cli::TimeOptions time;
  std::string lookback = "auto";
  cli::HttpOptions http;
};

void Declare(cli::Declaration& d, CheckOptions& o);

// All that is expected: the files first, then the arguments, then the warnings.
Result<std::vector<check::Expectation>> ExpectationsOf(const CheckOptions& o);

// Where the report goes: what -o says, those on standard output first; and the table there where
// nothing else goes there, else null.
struct Outputs {
  const report::Format* table = nullptr;
  std::vector<report::Target> targets;
};
Result<Outputs> OutputsOf(const CheckOptions& o);

check::OnEmpty OnEmptyOf(const CheckOptions& o);
// Checks what needs no source: times, waiting.
Status CheckOptionsOf(const CheckOptions& o);
// REQUIRES: CheckOptionsOf(o).ok()
check::Patience PatienceOf(const CheckOptions& o);
// 0 for `auto`.
Result<DurationMs> LookbackOf(const CheckOptions& o);

// Whether an answer in Nagios' way is asked for, on a command line that may be wrong elsewhere.
bool WantsNagios(int argc, const char* const* argv);

// Writes the report everywhere; for GitHub also the summary of the step, where the environment
// names its file.
Status WriteReport(const Outputs& outputs, const report::Report& report, cli::Io& io);

}  // namespace plumb
