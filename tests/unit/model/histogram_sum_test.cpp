#include "model/histogram_sum.h"

#include <gtest/gtest.h>

#include <limits>

#include "model/histogram_text.h"

namespace plumb::model {
namespace {

Histogram Of(double count, double sum) {
  Histogram histogram;
  histogram.count = count;
  histogram.sum = sum;
  return histogram;
}

TEST(HistogramSum, KeepsWhatIsSmallBesideWhatIsLarge) {
  HistogramSum sum(Of(1, 1));
  for (const double next : {1e100, 1.0, -1e100}) EXPECT_TRUE(sum.Add(Of(1, next)).ok());
  EXPECT_EQ(sum.Close().sum, 2);
  EXPECT_EQ(sum.Close(ErrorTerms::kDropped).sum, 0);
}

TEST(HistogramSum, RemarksContradictingResets) {
  const Histogram reset = *ParseHistogram("{{counter_reset_hint:reset}}");
  const Histogram not_reset = *ParseHistogram("{{counter_reset_hint:not_reset}}");
  const Histogram gauge = *ParseHistogram("{{counter_reset_hint:gauge}}");
  HistogramSum sum(reset);
  EXPECT_FALSE(sum.Add(reset)->resets_conflict);
  EXPECT_TRUE(sum.Add(not_reset)->resets_conflict);
  EXPECT_EQ(sum.Close().reset_hint, ResetHint::kUnknown);
  EXPECT_FALSE(sum.Add(gauge)->resets_conflict);
  EXPECT_EQ(sum.Close().reset_hint, ResetHint::kGauge);
}

TEST(HistogramSum, WhatCannotBeAddedChangesNothing) {
  HistogramSum sum(Of(1, 1));
  EXPECT_FALSE(sum.Add(*ParseHistogram("{{schema:-53 count:5}}")).ok());
  EXPECT_EQ(sum.Close().count, 1);
}

TEST(HistogramMean, IsTheSumDivided) {
  HistogramMean mean(*ParseHistogram("{{count:3 sum:9 buckets:[1 2]}}"));
  EXPECT_EQ(mean.Close(), *ParseHistogram("{{count:3 sum:9 buckets:[1 2]}}"));
  EXPECT_TRUE(mean.Add(*ParseHistogram("{{count:5 sum:1 buckets:[3 2]}}")).ok());
  EXPECT_EQ(mean.Close(), *ParseHistogram("{{count:4 sum:5 buckets:[2 2]}}"));
}

TEST(HistogramMean, StaysFiniteWhereTheSumIsNot) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  HistogramMean mean(Of(kHuge, 1));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(mean.Add(Of(kHuge, 1)).ok());
  EXPECT_DOUBLE_EQ(mean.Close().count, kHuge);
  EXPECT_EQ(mean.Close().sum, 1);
}

}  // namespace
}  // namespace plumb::model
