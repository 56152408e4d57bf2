// SPDX-License-Identifier: Apache-2.0
// Where a reader of the stream (plumb-stream(5)) puts what it reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/histogram.h"
#include "model/labels.h"
#include "model/metadata.h"
#include "model/sample.h"

namespace plumb::model {

// `#! scrape`: opens one scrape of one target; the lines up to the next `#! scrape` belong to it.
struct ScrapeBlock {
  std::string job;
  std::string instance;  // label value; "" if only `target` is given
  std::string target;    // the address that was read, e.g. http://web1:9100/metrics
  Timestamp time = 0;
  double duration = 0;  // seconds
  std::optional<uint64_t>
      samples;          // data lines that follow; the block is complete when they all came
  bool failed = false;  // status=failed: ends every series of the target
  std::string error;    // why it failed
  std::vector<std::pair<std::string, std::string>> other;  // further keys, kept in order
};

// Any other `#! word key=value …` line, as written.
struct StreamComment {
  std::string_view word;
  std::vector<std::pair<std::string_view, std::string>> fields;
  [[nodiscard]] std::string_view Get(std::string_view key) const {
    for (const auto& [name, value] : fields)
      if (name == key) return value;
    return {};
  }
};

struct Exemplar {
  Labels labels;
  double value = 0;
  std::optional<Timestamp> time;
};

// One data line. Views and pointers are valid during the call only.
struct StreamSample {
  const Labels& labels;
  std::optional<Timestamp> time;  // as written in the line; absent: the block's time, else "now"
  double value = 0;               // the stale marker for `Stale`; ignored if `histogram` is set
  const Histogram* histogram = nullptr;
  const Exemplar* exemplar = nullptr;
  std::optional<Timestamp> start_time;  // OpenMetrics _created, where known
  size_t line = 0;                      // from 1
  // Where a sink may leave a number, not 0, that stands for these labels; nullptr if the caller
  // does not keep them. Later samples come with that number and then perhaps without labels.
  uint32_t* memo = nullptr;
};

// An error from any call stops the reader, which returns it.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  virtual Status OnScrape(const ScrapeBlock&) { return Ok(); }
  virtual Status OnComment(const StreamComment&) { return Ok(); }
  // One line: `# TYPE` sets type only, `# HELP` help only, `# UNIT` unit only; the other fields are
  // empty.
  enum class MetadataField { kType, kHelp, kUnit };
  virtual Status OnMetadata(MetadataField, const Metadata&) { return Ok(); }
  virtual Status OnSample(const StreamSample& sample) = 0;
};

}  // namespace plumb::model
