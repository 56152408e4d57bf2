// SPDX-License-Identifier: Apache-2.0
// The options of plumb-scrape, and what they ask of the libraries.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/declaration.h"
#include "cli/http_options.h"
#include "cli/repeat.h"
#include "scrape/target.h"

namespace plumb {

struct ScrapeOptions {
  std::vector<std::string> targets;
  std::string store;
  bool default_store = false;
  bool fail = false;
  std::string job = "scrape";
  std::vector<std::string> labels;
  bool honor_labels = false;
  bool no_honor_timestamps = false;
  std::string fallback_protocol;
  // A page has no use for more, and a target that never ends or answers with a bomb gets no
  // further.
  std::string body_limit = "128MB";
  int64_t sample_limit = 0;
  int64_t label_limit = 0;
  int64_t label_name_limit = 0;
  int64_t label_value_limit = 0;
  cli::RepeatOptions repeat;
  cli::HttpOptions http;
};

void Declare(cli::Declaration& d, ScrapeOptions& o);

// The targets with everything that is to know of them; errors are Exit::kUsage.
Result<std::vector<scrape::Target>> TargetsOf(const ScrapeOptions& o);

}  // namespace plumb
