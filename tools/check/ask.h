// SPDX-License-Identifier: Apache-2.0
// One round of plumb-check: the source opened, all expectations asked of it.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "check/expectation.h"
#include "cli/io.h"
#include "report/verdict.h"
#include "tools/check/options.h"

namespace plumb {

struct Asked {
  report::Report report;
  std::optional<Error> failure;  // the source could not be asked at all; the verdicts say so too
};

// REQUIRES: CheckOptionsOf(o).ok()
Asked AskAll(const CheckOptions& o, const std::vector<check::Expectation>& expectations,
             cli::Io& io);

}  // namespace plumb
