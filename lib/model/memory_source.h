// SPDX-License-Identifier: Apache-2.0
// Series held in memory as a source: what text inputs become, and what tests are written with.
#pragma once

#include <unordered_map>

#include "model/sample_sink.h"
#include "model/series_source.h"

namespace plumb::model {

// Filled through SampleSink (or Add), then read. Samples may come in any order; of two with the
// same time the first is kept. A sample without a time gets its block's time, else `now`.
class MemorySource : public SeriesSource, public SampleSink {
 public:
  explicit MemorySource(Timestamp now = 0) : now_(now) {}

  // `start_time`: since when the sample counts; 0 if that is not known.
  void Add(const Labels& labels, Timestamp time, double value, Timestamp start_time = 0);
  void AddHistogram(const Labels& labels, Timestamp time, Histogram histogram,
                    Timestamp start_time = 0);
  // Sorts and removes duplicates. Call once, after the last sample and before the first Select.
  void Finish();
  [[nodiscard]] const std::vector<Series>& series() const { return series_; }
  // The series themselves, for one who needs nothing else: the source is of no use afterwards.
  std::vector<Series> TakeSeries() && { return std::move(series_); }

  Status OnScrape(const ScrapeBlock& block) override;
  Status OnMetadata(MetadataField field, const Metadata& metadata) override;
  Status OnSample(const StreamSample& sample) override;

  Result<std::unique_ptr<SeriesSet>> Select(const Selection& selection) const override;
  Result<std::optional<Extent>> FindExtent() const override;
  [[nodiscard]] bool closed() const override { return true; }
  Result<std::vector<Metadata>> ListMetadata() const override;

 private:
  size_t Find(const Labels& labels);
  static void Put(Series& series, Timestamp time, double value, Timestamp start_time);
  static void PutHistogram(Series& series, Timestamp time, Histogram histogram,
                           Timestamp start_time);
  Timestamp now_;
  std::optional<Timestamp> block_time_;
  std::vector<Series> series_;
  std::vector<size_t> same_times_;                 // for each series the first one with equal times
  std::unordered_map<std::string, size_t> index_;  // labels' bytes to position in series_
  std::vector<Metadata> metadata_;
  std::unordered_map<std::string, size_t> metadata_index_;  // family to position in metadata_
};

}  // namespace plumb::model
