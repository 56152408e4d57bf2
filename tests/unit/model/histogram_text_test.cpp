#include "model/histogram_text.h"

#include <random>

#include <gtest/gtest.h>

namespace plumb::model {
namespace {

std::string Text(const Histogram& histogram) {
  std::string out;
  AppendHistogram(out, histogram);
  return out;
}

std::string Canonical(std::string_view text) {
  const Result<Histogram> histogram = ParseHistogram(text);
  return histogram.ok() ? Text(*histogram) : histogram.error().message;
}

TEST(HistogramText, WritesKeysInOneOrder) {
  EXPECT_EQ(
      Canonical("{{n_buckets:[4 5] buckets:[5 10 7] offset:-3 z_bucket_w:0.05 z_bucket:7 sum:0.3 "
                "count:3 schema:1 counter_reset_hint:gauge}}"),
      "{{schema:1 count:3 sum:0.3 z_bucket:7 z_bucket_w:0.05 counter_reset_hint:gauge offset:-3 "
      "buckets:[5 10 7] n_buckets:[4 5]}}");
  EXPECT_EQ(Canonical("{{}}"), "{{}}");
  EXPECT_EQ(Canonical("{{schema:-53 custom_values:[1 2.5] buckets:[1 2 3]}}"),
            "{{schema:-53 custom_values:[1 2.5] buckets:[1 2 3]}}");
}

TEST(HistogramText, KeepsNumbersThatAreNone) {
  EXPECT_EQ(Canonical("{{sum:NaN}}"), "{{sum:NaN}}");
  EXPECT_EQ(Canonical("{{sum:Inf}}"), "{{sum:Inf}}");
  EXPECT_EQ(Canonical("{{sum:-Inf}}"), "{{sum:-Inf}}");
  EXPECT_EQ(Canonical("{{sum:-0}}"), "{{sum:-0}}");
}

TEST(HistogramText, WritesGapsAsZerosOrByTheirLength) {
  Histogram histogram;
  histogram.positive_spans = {{2, 1}, {3, 1}, {1000000, 2}};
  histogram.positive_buckets = {1, 2, 3, 4};
  EXPECT_EQ(Text(histogram), "{{offset:2 buckets:[1 0 0 0 2 _x1000000 3 4]}}");
  const Result<Histogram> read = ParseHistogram(Text(histogram));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->positive_spans, (std::vector<Span>{{2, 5}, {1000000, 2}}));
  EXPECT_EQ(read->positive_buckets, (std::vector<double>{1, 0, 0, 0, 2, 3, 4}));
}

TEST(HistogramText, SaysWhereItIsWrong) {
  EXPECT_EQ(Canonical("{{foo:1}}"),
            "histogram, at byte 3: bad histogram descriptor found: \"foo\"");
  EXPECT_EQ(Canonical("{{sum:1 sum:2}}"),
            "histogram, at byte 9: duplicate key \"sum\" in histogram");
  EXPECT_EQ(Canonical("{{sum:1"),
            "histogram, at byte 8: histogram description incomplete: unexpected end of input");
  EXPECT_EQ(Canonical("{{sum:1}} x"), "text behind the histogram at byte 10");
  EXPECT_EQ(Canonical("{{buckets:[]}}"),
            "histogram, at byte 12: unexpected \"]\" in series values");
  EXPECT_EQ(Canonical("{{buckets:[1 _x700000000 1 _x700000000 1]}}").find("{{"), std::string::npos);
  EXPECT_EQ(Canonical("{{offset:9999999999}}"),
            "histogram, at byte 10: bad number syntax: \"9999999999\"");
}

TEST(HistogramText, RoundTripsRandomHistograms) {
  std::mt19937_64 random(5);
  const auto below = [&random](uint32_t bound) {
    return std::uniform_int_distribution<uint32_t>(0, bound - 1)(random);
  };
  for (int i = 0; i < 5000; ++i) {
    Histogram histogram;
    histogram.schema = static_cast<int>(below(13)) - 4;
    histogram.count = below(1000) / 7.0;
    histogram.sum = below(1000) / 3.0 - 100;
    histogram.zero_count = below(3);
    histogram.zero_threshold = below(2) * 0.001;
    histogram.reset_hint = static_cast<ResetHint>(below(4));
    for (auto [spans, buckets] :
         {std::pair(&histogram.positive_spans, &histogram.positive_buckets),
          std::pair(&histogram.negative_spans, &histogram.negative_buckets)}) {
      for (uint32_t s = below(4); s > 0; --s) {
        const auto far = static_cast<int32_t>(below(1000) + 17);
        const auto first = static_cast<int32_t>(below(40)) - 20;
        spans->push_back({spans->empty() ? first : far, 1 + below(5)});
        for (uint32_t b = 0; b < spans->back().length; ++b) buckets->push_back(below(100) / 9.0);
      }
    }
    const Result<Histogram> read = ParseHistogram(Text(histogram));
    ASSERT_TRUE(read.ok()) << Text(histogram) << read.error().message;
    ASSERT_EQ(*read, histogram) << Text(histogram);
  }
}

}  // namespace
}  // namespace plumb::model
