// SPDX-License-Identifier: Apache-2.0
// Reads inputs in whatever format they are in, into a store's sink.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/time_zone.h"
#include "formats/reject_log.h"
#include "ingest/live_input.h"
#include "ingest/store_sink.h"

namespace plumb::ingest {

struct FeedOptions {
  std::string format;   // a name of formats::InputFormats(); "" finds out
  bool strict = false;  // stop at the first line that is rejected, with an Error that shows it
  Timestamp now = 0;    // of samples without a time, in formats that are read as a whole
  TimeZone zone = TimeZone::Utc();
};

// Lines of the exposition formats are taken as they come; other formats are read to their end
// first.
Status Feed(LiveInput& in, const FeedOptions& options, StoreSink& sink,
            formats::RejectLog& rejects);

// Feeds the files one after the other; `-`, or no file at all, is `standard_input`. While an input
// has nothing to read, what came before is committed; at the end of the last all of it is. `now` of
// the options is set to the clock's time at the beginning of each.
Status FeedFiles(const std::vector<std::string>& paths, ByteInput& standard_input, Clock& clock,
                 const FeedOptions& options, StoreSink& sink, formats::RejectLog& rejects);

}  // namespace plumb::ingest
