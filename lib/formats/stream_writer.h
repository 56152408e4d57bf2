// SPDX-License-Identifier: Apache-2.0
// Writes the stream of plumb-stream(5): canonical lines with explicit times, HELP, TYPE and UNIT,
// `#!` lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "model/sample_sink.h"

namespace plumb::formats {

// Single lines, each with its newline.
void AppendScrapeLine(std::string& out, const model::ScrapeBlock& block);
void AppendStreamComment(std::string& out, const model::StreamComment& comment);
void AppendMetadataLine(std::string& out, model::SampleSink::MetadataField field,
                        const model::Metadata& metadata);
// `name{…} value time`; the time is left out if it is not given.
void AppendSampleLine(std::string& out, const model::Labels& labels, double value,
                      std::optional<Timestamp> time);
void AppendSampleLine(std::string& out, const model::Labels& labels,
                      const model::Histogram& histogram, std::optional<Timestamp> time);

// A value as the stream writes it: `Stale` for the marker.
void AppendStreamValue(std::string& out, double value);
// Milliseconds; seconds with a fraction where the number would be taken for seconds (|t| < 1e11).
void AppendStreamTime(std::string& out, Timestamp time);
// ` key=value`, the value quoted where it must be.
void AppendStreamField(std::string& out, std::string_view key, std::string_view value);

// A sample without a time gets its block's; in front of all blocks it gets `now`, where that is
// given. Exemplars become `#! exemplar` lines. Start times are not written.
class StreamWriter : public model::SampleSink {
 public:
  explicit StreamWriter(ByteOutput& out, std::optional<Timestamp> now = std::nullopt)
      : out_(out), time_(now) {}

  Status OnScrape(const model::ScrapeBlock& block) override;
  Status OnComment(const model::StreamComment& comment) override;
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override;
  Status OnSample(const model::StreamSample& sample) override;

 private:
  ByteOutput& out_;
  std::optional<Timestamp> time_;
  std::string line_;
};

}  // namespace plumb::formats
