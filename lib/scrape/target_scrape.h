// SPDX-License-Identifier: Apache-2.0
// One target over time: turns what it answered into a block of the stream.
#pragma once

#include "base/clock.h"
#include "fetch/request.h"
#include "model/sample_sink.h"
#include "scrape/block.h"
#include "scrape/page_reader.h"
#include "scrape/target.h"

namespace plumb::scrape {

class TargetScrape {
 public:
  // `target` must outlive it.
  TargetScrape(const Target& target, MetadataLines metadata)
      : target_(target), page_(target, metadata) {}

  // Reads the answer of a scrape whose samples are of `time`, and gives its block to `sink`. An
  // answer that is no page makes a failed block; an error is one of the sink.
  Result<Outcome> Take(const fetch::Answer& answer, Timestamp time, Clock& clock,
                       model::SampleSink& sink);

  [[nodiscard]] const Target& target() const { return target_; }

 private:
  Status ReadPage(const fetch::Answer& answer, Timestamp time);

  const Target& target_;
  PageReader page_;
};

}  // namespace plumb::scrape
