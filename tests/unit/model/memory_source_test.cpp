#include "model/memory_source.h"

#include <gtest/gtest.h>

namespace plumb::model {
namespace {

Matchers Named(std::string name) {
  return {*Matcher::Make(std::string(kMetricName), MatchOp::kEqual, std::move(name))};
}

TEST(MemorySource, SortsAndKeepsTheFirstOfEqualTimes) {
  MemorySource source;
  const Labels x = {{"__name__", "x"}};
  source.Add(x, 30, 3);
  source.Add(x, 10, 1);
  source.Add(x, 30, 4);
  source.Add(x, 20, 2);
  source.Finish();
  const auto set = *source.Select({.matchers = Named("x"), .range = {kMinTime, kMaxTime}});
  const auto columns = *set->Read(set->batches()[0], {10, 30});
  EXPECT_EQ(*columns[0].times, (std::vector<Timestamp>{10, 20, 30}));
  EXPECT_EQ(columns[0].values, (std::vector<double>{1, 2, 3}));
}

TEST(MemorySource, ReadsBothEndsOfARangeAndSharesTimes) {
  MemorySource source;
  for (const char* name : {"a", "b"})
    for (Timestamp t = 0; t < 100; t += 10) source.Add({{"__name__", name}}, t, 1);
  source.Finish();
  const auto set = *source.Select({.matchers = {}, .range = {20, 50}});
  ASSERT_EQ(set->size(), 2u);
  const auto columns = *set->Read(set->batches()[0], {20, 50});
  EXPECT_EQ(columns[0].times->size(), 4u);
  EXPECT_EQ(columns[0].times, columns[1].times);
}

TEST(MemorySource, LeavesOutSeriesWithoutASampleInTheRange) {
  MemorySource source;
  source.Add({{"__name__", "a"}}, 10, 1);
  source.Finish();
  EXPECT_EQ((*source.Select({.matchers = {}, .range = {11, 20}}))->size(), 0u);
  EXPECT_EQ((*source.FindExtent())->newest, 10);
}

TEST(MemorySource, ASampleWithoutTimeGetsItsBlocks) {
  MemorySource source(99);
  const Labels x = {{"__name__", "x"}};
  ASSERT_TRUE(source.OnSample({.labels = x, .value = 1}).ok());
  ASSERT_TRUE(source.OnScrape({.time = 50}).ok());
  ASSERT_TRUE(source.OnSample({.labels = x, .value = 2}).ok());
  ASSERT_TRUE(source.OnSample({.labels = x, .time = 7, .value = 3}).ok());
  source.Finish();
  EXPECT_EQ(source.series()[0].times, (std::vector<Timestamp>{7, 50, 99}));
}

TEST(MemorySource, ListsLabelsValuesAndMetadata) {
  MemorySource source;
  source.Add({{"__name__", "up"}, {"job", "b"}}, 0, 1);
  source.Add({{"__name__", "up"}, {"job", "a"}, {"x", "1"}}, 0, 1);
  ASSERT_TRUE(source
                  .OnMetadata(SampleSink::MetadataField::kType,
                              {.metric = "up", .type = MetricType::kGauge})
                  .ok());
  ASSERT_TRUE(
      source.OnMetadata(SampleSink::MetadataField::kHelp, {.metric = "up", .help = "Is it."}).ok());
  source.Finish();
  const Selection all = {.matchers = {}, .range = {kMinTime, kMaxTime}};
  EXPECT_EQ(*source.ListLabelNames(all), (std::vector<std::string>{"__name__", "job", "x"}));
  EXPECT_EQ(*source.ListLabelValues("job", all), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(
      *source.ListMetadata(),
      (std::vector<Metadata>{{.metric = "up", .type = MetricType::kGauge, .help = "Is it."}}));
}

TEST(Matcher, AMissingLabelIsEmpty) {
  const Labels labels = {{"a", "1"}};
  EXPECT_TRUE(MatchesAll({*Matcher::Make("b", MatchOp::kEqual, "")}, labels));
  EXPECT_TRUE(MatchesAll({*Matcher::Make("b", MatchOp::kRegex, ".*")}, labels));
  EXPECT_FALSE(MatchesAll({*Matcher::Make("b", MatchOp::kRegex, ".+")}, labels));
  EXPECT_TRUE(MatchesAll({*Matcher::Make("a", MatchOp::kNotRegex, "2|3")}, labels));
  EXPECT_FALSE(Matcher::Make("a", MatchOp::kRegex, "(").ok());
}

TEST(MemorySource, StartTimesStayWithTheirSamples) {
  MemorySource source;
  const Labels labels{{"__name__", "x_total"}};
  source.Add(labels, 30, 3, 25);
  source.Add(labels, 10, 1);
  source.Add(labels, 20, 2, 15);
  source.Finish();
  const auto set = source.Select({.matchers = {}, .range = {15, 40}});
  ASSERT_TRUE(set.ok());
  const auto columns = (*set)->Read((*set)->batches()[0], {15, 40});
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ((*columns)[0].values, (std::vector<double>{2, 3}));
  EXPECT_EQ((*columns)[0].start_times, (std::vector<Timestamp>{15, 25}));
}

TEST(MemorySource, ASeriesWithoutStartTimesHasNone) {
  MemorySource source;
  source.Add({{"__name__", "up"}}, 10, 1);
  source.Finish();
  EXPECT_TRUE(source.series()[0].start_times.empty());
}

}  // namespace
}  // namespace plumb::model
