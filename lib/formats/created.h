// SPDX-License-Identifier: Apache-2.0
// _created lines of OpenMetrics as start times: a sink in front of a sink that holds the samples of
// one family until it ends, takes the _created lines out, and gives their times to the samples they
// are of.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "model/sample_sink.h"

namespace plumb::formats {

class CreatedSink : public model::SampleSink {
 public:
  explicit CreatedSink(model::SampleSink& next) : next_(next) {}

  Status OnScrape(const model::ScrapeBlock& block) override;
  Status OnComment(const model::StreamComment& comment) override;
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override;
  Status OnSample(const model::StreamSample& sample) override;
  // Passes on what is held. Call once, at the end.
  Status Finish();

 private:
  struct Held {
    model::Labels labels;
    std::optional<Timestamp> time;
    double value = 0;
    std::optional<model::Exemplar> exemplar;
    size_t line = 0;
    std::string key;
  };
  [[nodiscard]] std::string KeyOf(const model::Labels& labels) const;
  [[nodiscard]] bool IsOfFamily(std::string_view name) const;

  model::SampleSink& next_;
  std::string family_;
  model::MetricType type_ = model::MetricType::kUnknown;
  std::vector<Held> held_;
  std::unordered_map<std::string, Timestamp> created_;  // by the labels of a metric
};

}  // namespace plumb::formats
