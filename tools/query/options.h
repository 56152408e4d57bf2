// SPDX-License-Identifier: Apache-2.0
// The options of plumb-query, and what they ask of the libraries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "cli/declaration.h"
#include "cli/http_options.h"
#include "cli/io.h"
#include "cli/time_options.h"
#include "formats/output.h"
#include "promql/engine.h"
#include "query/listing.h"
#include "sources/source.h"

namespace plumb {

struct QueryOptions {
  std::string expression;
  std::string source;
  std::string input_format;
  std::string output;
  bool wide = false;
  bool no_header = false;
  cli::TimeOptions time;
  std::string lookback = "auto";
  std::string tier;
  std::string max_memory = "1GiB";
  int64_t max_samples = 0;  // 0: no limit
  int64_t limit = 0;        // 0: no limit
  std::vector<std::string> variables;
  std::string features;
  cli::HttpOptions http;
  bool series = false;
  bool labels = false;
  bool metrics = false;
  std::string values;
  bool format = false;
  bool tree = false;
  bool functions = false;
  bool explain = false;
};

void Declare(cli::Declaration& d, QueryOptions& o);

// Whether a listing is asked for instead of a query.
bool IsListing(const QueryOptions& o);
// REQUIRES: IsListing(o)
query::Wanted ListingOf(const QueryOptions& o);

// How it is to be evaluated: lookback, tier, features, limits.
Result<promql::EngineOptions> EngineOf(const QueryOptions& o);

// From here on the process ends where it takes longer than --timeout says; not with a server, whose
// requests have it.
void LimitTimeOf(const QueryOptions& o, const cli::Io& io);
// From here on the process ends where it takes many more than so many bytes (0: no limit) besides
// what it has: the engine counts what it holds, and this is for what it does not count.
void LimitMemoryTo(uint64_t memory, const cli::Io& io);

// What opening the source needs, and how large an answer of it may be; the files that -H names are
// read.
Result<sources::OpenContext> ContextOf(const QueryOptions& o, uint64_t max_answer, cli::Io& io);

// Warnings always, infos where notes are wanted.
void SayAnnotations(const std::vector<model::Annotation>& annotations, cli::Io& io);

// Where the answer goes: what -o names, else a table on a terminal and the stream elsewhere.
Result<formats::OutputTarget> TargetOf(const QueryOptions& o, const cli::Io& io);
formats::FormatOptions FormatOf(const QueryOptions& o, const TimeZone& zone, const cli::Io& io);

}  // namespace plumb
