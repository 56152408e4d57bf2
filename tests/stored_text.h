// SPDX-License-Identifier: Apache-2.0
// What a store has as text, so that two stores can be compared bit for bit.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "encoding/histogram.h"
#include "store/reader.h"
#include "store/verify.h"

namespace plumb::tests {

// A line for each sample.
inline std::string ColumnText(const model::SampleColumn& column) {
  std::string out;
  for (size_t i = 0; i < column.values.size(); ++i)
    out += fmt::format("{} {:x}\n", (*column.times)[i], std::bit_cast<uint64_t>(column.values[i]));
  for (const auto& point : column.histograms) {
    std::string bytes;
    encoding::AppendHistogram(bytes, *point.histogram);
    out += fmt::format("{} h {:x}\n", point.time, std::hash<std::string>()(bytes));
  }
  return out;
}

// By the text of its labels, what a store says of a series in a range: with the distance of its
// samples, where that is wanted.
enum class Interval { kTold, kLeftOut };
inline std::map<std::string, std::string> SeriesTexts(
    const std::shared_ptr<store::Environment>& environment, model::TimeRange range,
    Interval interval = Interval::kLeftOut) {
  const auto reader = *store::Reader::Of(environment);
  std::map<std::string, std::string> series;
  auto set = reader->Select({{}, range});
  EXPECT_TRUE(set.ok()) << set.error().message;
  if (!set.ok()) return series;
  for (const auto& batch : (*set)->batches()) {
    auto columns = (*set)->Read(batch, range);
    EXPECT_TRUE(columns.ok()) << columns.error().message;
    if (!columns.ok()) return series;
    for (size_t i = 0; i < batch.count; ++i) {
      std::string& text = series[(*set)->labels(batch.first + i).ToString()];
      if (interval == Interval::kTold) text = fmt::format("interval {}\n", batch.interval);
      text += ColumnText((*columns)[i]);
    }
  }
  return series;
}

// Everything that is known of a range.
inline std::string StoreText(const std::shared_ptr<store::Environment>& environment,
                             model::TimeRange range, Interval interval = Interval::kLeftOut) {
  std::string out;
  if (const auto extent = *(*store::Reader::Of(environment))->FindExtent())
    out += fmt::format("extent {} {}\n", extent->oldest, extent->newest);
  for (const auto& [labels, text] : SeriesTexts(environment, range, interval))
    out += labels + "\n" + text;
  return out;
}

inline void ExpectClean(const std::shared_ptr<store::Environment>& environment) {
  const auto reader = *store::Reader::Of(environment);
  const auto report = store::Verify(reader->snapshot());
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE(report->clean()) << report->problems[0];
}

}  // namespace plumb::tests
