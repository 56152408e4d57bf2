// SPDX-License-Identifier: Apache-2.0
// A page as lines: a scrape block of the stream, or bare as node_exporter serves it.
#pragma once

#include <string>
#include <unordered_set>

#include "model/sample_sink.h"
#include "node/collect.h"

namespace plumb::node {

struct Target {
  std::string job;
  std::string instance;
  std::string address;  // what stands as target= in the `#! scrape` line
};

// HELP, TYPE and samples, without times.
Status WriteBare(const Page& page, model::SampleSink& sink);

// Writes the pages of one target. Remembers which series it wrote last, for scrape_series_added.
class ScrapeWriter {
 public:
  ScrapeWriter(Target target, model::SampleSink& sink) : target_(std::move(target)), sink_(sink) {}

  // One block: the `#! scrape` line, every sample with the labels job and instance and the time,
  // then the series that Prometheus adds to a scrape (up, scrape_duration_seconds, …). A label of a
  // sample that is called job or instance becomes exported_job, exported_instance (honor_labels:
  // false).
  Status Write(const Page& page, Timestamp time);

 private:
  [[nodiscard]] model::Labels WithTarget(const model::Labels& labels) const;
  Status WriteReport(const Page& page, Timestamp time, size_t added);
  Status WriteSample(const model::Labels& labels, Timestamp time, double value);

  Target target_;
  model::SampleSink& sink_;
  std::unordered_set<uint64_t> last_;  // hashes of the series of the page before
};

}  // namespace plumb::node
