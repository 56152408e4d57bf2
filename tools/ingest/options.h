// SPDX-License-Identifier: Apache-2.0
// The options of plumb-ingest, and what they ask of the library.
#pragma once

#include <string>
#include <vector>

#include "cli/declaration.h"
#include "ingest/feed.h"
#include "ingest/sample_rules.h"

namespace plumb {

// As written.
struct IngestOptions {
  std::string store;
  std::string format;
  std::string name;
  std::vector<std::string> labels;
  bool replace = false;
  bool acknowledge = false;
  bool strict = false;
  bool dry_run = false;
  formats::TableOptions table;
  std::string zone = "local";
  std::vector<std::string> files;
};

void Declare(cli::Declaration& d, IngestOptions& o);

// Both fail with Exit::kUsage, before any work.
Result<ingest::LabelRules> RulesOf(const IngestOptions& o);
Result<ingest::FeedOptions> FeedOf(const IngestOptions& o);

}  // namespace plumb
