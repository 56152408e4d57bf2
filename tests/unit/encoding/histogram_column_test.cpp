// Columns of native histograms, and which rows they are in, against what went in.
#include <gtest/gtest.h>

#include <random>

#include "encoding/histogram.h"
#include "encoding/histogram_column.h"
#include "encoding/presence.h"
#include "model/sample.h"

namespace plumb::encoding {
namespace {

using Random = std::mt19937_64;

model::Histogram Shape(Random& random) {
  model::Histogram h{.schema = static_cast<int>(random() % 13) - 4, .zero_threshold = 1e-128};
  const auto add = [&](std::vector<model::Span>& spans, std::vector<double>& buckets) {
    for (uint64_t i = random() % 4; i > 0; --i) {
      spans.push_back(
          {static_cast<int32_t>(random() % 9) - 4, static_cast<uint32_t>(random() % 6)});
      buckets.resize(buckets.size() + spans.back().length);
    }
  };
  add(h.positive_spans, h.positive_buckets);
  if (random() % 3 == 0) add(h.negative_spans, h.negative_buckets);
  h.reset_hint = static_cast<model::ResetHint>(random() % 4);
  if (random() % 4 == 0) {
    h.schema = model::kCustomBucketsSchema;
    for (uint64_t i = random() % 5; i > 0; --i)
      h.custom_values.push_back(static_cast<double>(i) / 4);
  }
  return h;
}

void Advance(model::Histogram& h, Random& random) {
  for (auto* buckets : {&h.positive_buckets, &h.negative_buckets})
    for (double& bucket : *buckets) {
      const auto more = static_cast<double>(random() % 4);
      bucket += more;
      h.count += more;
    }
  h.sum += 0.25 * static_cast<double>(random() % 9);
  if (random() % 30 == 0) h.sum = model::StaleMarker();
  if (random() % 30 == 0) h.zero_count = -0.0;
}

TEST(HistogramColumn, GeneratedColumnsComeBackBitForBit) {
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<HistogramPointer> column;
    model::Histogram h = Shape(random);
    for (uint64_t i = random() % 100; i > 0; --i) {
      if (random() % 20 == 0) h = Shape(random);
      Advance(h, random);
      column.push_back(std::make_shared<model::Histogram>(h));
    }
    std::string bytes;
    AppendHistogramColumn(bytes, column);
    std::vector<HistogramPointer> back;
    ByteReader in(bytes);
    ASSERT_TRUE(TakeHistogramColumn(in, column.size(), back));
    ASSERT_TRUE(in.AtEnd());
    ASSERT_EQ(back.size(), column.size());
    for (size_t i = 0; i < column.size(); ++i) ASSERT_TRUE(SameHistogram(*column[i], *back[i]));
    // Damage gives something or nothing, and never more than was asked for.
    for (int flips = 0; !bytes.empty() && flips < 3; ++flips)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    ByteReader damaged(bytes);
    back.clear();
    TakeHistogramColumn(damaged, column.size(), back);
    ASSERT_LE(back.size(), column.size());
  }
}

TEST(Presence, EveryPatternComesBack) {
  Random random(2);
  for (int round = 0; round < 5'000; ++round) {
    const auto count = static_cast<uint32_t>(random() % 400);
    const uint64_t stay = 1 + random() % 30;  // how long the runs are
    std::vector<uint32_t> rows;
    bool present = random() % 2 == 0;
    for (uint32_t row = 0; row < count; ++row) {
      if (random() % stay == 0) present = !present;
      if (present) rows.push_back(row);
    }
    std::string bytes;
    AppendPresence(bytes, rows, count);
    EXPECT_LE(bytes.size(), 1 + (count + 7) / 8);
    std::vector<uint32_t> back;
    ByteReader in(bytes);
    ASSERT_TRUE(TakePresence(in, count, back));
    ASSERT_TRUE(in.AtEnd());
    ASSERT_EQ(back, rows);
    for (char& byte : bytes)
      if (random() % 8 == 0) byte = static_cast<char>(random());
    ByteReader damaged(bytes);
    if (TakePresence(damaged, count, back)) {
      ASSERT_TRUE(std::is_sorted(back.begin(), back.end()));
      ASSERT_TRUE(back.empty() || back.back() < count);
    }
  }
}

}  // namespace
}  // namespace plumb::encoding
