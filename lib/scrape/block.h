// SPDX-License-Identifier: Apache-2.0
// One scrape of one target as a block of the stream: the `#! scrape` line, the page, and the series
// that Prometheus adds about the scrape itself.
#pragma once

#include <string>

#include "model/sample_sink.h"
#include "scrape/page_reader.h"
#include "scrape/target.h"

namespace plumb::scrape {

// How a scrape went.
struct Outcome {
  Timestamp time = 0;  // of its samples
  double seconds = 0;  // how long it took, reading the page included
  std::string error;   // why it failed; "" if it did not
  PageCounts counts;
  [[nodiscard]] bool ok() const { return error.empty(); }
};

// Writes the block. Of a failed scrape it is the report alone, with `up` 0 and status=failed, which
// ends the target's series. REQUIRES: `page` holds what the outcome is of, or nothing
Status WriteBlock(const Target& target, const Outcome& outcome, PageReader& page,
                  model::SampleSink& sink);

}  // namespace plumb::scrape
