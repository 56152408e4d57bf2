// SPDX-License-Identifier: Apache-2.0
// Writes strict text 0.0.4 or OpenMetrics 1.0: families together, each announced once, and nothing
// that cannot be said there. What is dropped is counted. Holds all samples until Finish.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/byte_stream.h"
#include "formats/family_place.h"
#include "model/sample_sink.h"

namespace plumb::formats {

// What an output format could not say.
struct Dropped {
  uint64_t stale = 0;       // stale markers
  uint64_t histograms = 0;  // native histograms
  uint64_t nameless = 0;    // samples without a metric name
  uint64_t exemplars = 0;
  uint64_t strings = 0;  // a string result where only numbers fit

  [[nodiscard]] uint64_t total() const {
    return stale + histograms + nameless + exemplars + strings;
  }
  // "2 stale markers and 1 native histogram cannot be written as text"; "" for none.
  [[nodiscard]] std::string Summary(std::string_view format) const;
};

class FamilyWriter : public model::SampleSink {
 public:
  FamilyWriter(FamilyFormat format, Dropped& dropped) : format_(format), dropped_(dropped) {}

  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override;
  Status OnSample(const model::StreamSample& sample) override;
  // Writes everything. Call once, at the end.
  Status Finish(ByteOutput& out);

 private:
  struct Kept {
    model::Labels labels;
    std::optional<Timestamp> time;
    double value = 0;
    std::optional<model::Exemplar> exemplar;
  };
  struct Family {
    FamilyPlace place;
    std::vector<Kept> samples;
  };
  [[nodiscard]] bool TakesExemplar(const FamilyPlace& place, std::string_view name) const;
  static void SortMetrics(Family& family);
  void AppendSample(std::string& out, const Kept& sample) const;

  const FamilyFormat format_;
  Dropped& dropped_;
  FamilyMetadata metadata_;
  std::unordered_map<std::string, size_t> index_;  // family name to position
  std::vector<Family> families_;
};

}  // namespace plumb::formats
