// SPDX-License-Identifier: Apache-2.0
// Stretches of targets as the stream of plumb-stream(5), scrape by scrape.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/byte_stream.h"
#include "transfer/content.h"

namespace plumb::transfer {

// A stretch with all of its samples.
struct Page {
  model::TimeRange range;
  std::vector<Scrape> scrapes;
  std::vector<store::SeriesId> series;
  std::vector<DayColumn> columns;  // one a series
};

class PageWriter {
 public:
  explicit PageWriter(ByteOutput& out) : out_(out) {}

  // HELP, TYPE and UNIT lines.
  Status WriteFamilies(const std::vector<model::Metadata>& families);
  // The pages that follow are of this target.
  Status Begin(const Content& content, const ContentTarget& target);
  Status Write(const Page& page);
  Status Finish();
  [[nodiscard]] uint64_t samples() const { return samples_; }

 private:
  struct Line {
    std::string labels;  // as text
    uint32_t rank = 0;   // in the order of labels
  };

  Status WriteLoose(const Page& page, const std::vector<size_t>& order);
  Status WriteScrapes(const Page& page, const std::vector<size_t>& order);
  void AppendValue(const Line& line, double value, Timestamp time);
  void AppendHistogram(const Line& line, const model::Histogram& histogram, Timestamp time);
  void AppendName();
  void AppendTarget();
  void AppendScrape(const Scrape& scrape, uint64_t samples);
  Status SendIfLarge();

  ByteOutput& out_;
  std::string text_;
  uint64_t samples_ = 0;
  store::TargetName name_;
  std::unordered_map<store::SeriesId, Line> lines_;
};

}  // namespace plumb::transfer
