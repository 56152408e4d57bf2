// SPDX-License-Identifier: Apache-2.0
// Reads inputs in whatever format they are in, into a store's sink.
#pragma once

#include <string>
#include <vector>

#include "base/time_zone.h"
#include "formats/reject_log.h"
#include "formats/table_options.h"
#include "ingest/live_input.h"
#include "ingest/store_sink.h"

namespace plumb::ingest {

struct FeedOptions {
  std::string format;   // a name of formats::InputFormats(); "" finds out
  bool strict = false;  // stop at the first line that is rejected, with an Error that shows it
  TimeZone zone = TimeZone::Utc();  // of times without one
  formats::TableOptions table = {};
};

// Samples are taken as they come, in whatever format.
Status Feed(LiveInput& in, const FeedOptions& options, StoreSink& sink,
            formats::RejectLog& rejects);

// Feeds the files one after the other; `-`, or no file at all, is `standard_input`. While an input
// has nothing to read, what came before is committed; at the end of the last all of it is.
Status FeedFiles(const std::vector<std::string>& paths, ByteInput& standard_input,
                 const FeedOptions& options, StoreSink& sink, formats::RejectLog& rejects);

}  // namespace plumb::ingest
