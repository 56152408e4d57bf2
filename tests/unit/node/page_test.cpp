#include "node/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tree.h"

namespace plumb::node {
namespace {

using ::testing::HasSubstr;

Page TwoGauges(double second) {
  Emitter out;
  out.Gauge("a", "A.", 1);
  out.Gauge("b", "B.", second, {{"device", "x"}});
  return {.families = out.Take(), .seconds = 0.25};
}

const Target kTarget = {.job = "node", .instance = "web1", .address = "web1"};

TEST(WriteBare, HasNeitherTimesNorLabelsOfATarget) {
  PageText text;
  ASSERT_TRUE(WriteBare(TwoGauges(2), text).ok());
  EXPECT_EQ(text.text(),
            "# HELP a A.\n# TYPE a gauge\na 1\n"
            "# HELP b B.\n# TYPE b gauge\nb{device=\"x\"} 2\n");
}

TEST(ScrapeWriter, WritesABlockWithItsReport) {
  PageText text;
  ScrapeWriter writer(kTarget, text);
  ASSERT_TRUE(writer.Write(TwoGauges(2), 1000).ok());
  EXPECT_EQ(text.text(),
            "# HELP a A.\n# TYPE a gauge\n"
            "a{instance=\"web1\",job=\"node\"} 1 1000\n"
            "# HELP b B.\n# TYPE b gauge\n"
            "b{device=\"x\",instance=\"web1\",job=\"node\"} 2 1000\n"
            "up{instance=\"web1\",job=\"node\"} 1 1000\n"
            "scrape_duration_seconds{instance=\"web1\",job=\"node\"} 0.25 1000\n"
            "scrape_samples_scraped{instance=\"web1\",job=\"node\"} 2 1000\n"
            "scrape_samples_post_metric_relabeling{instance=\"web1\",job=\"node\"} 2 1000\n"
            "scrape_series_added{instance=\"web1\",job=\"node\"} 2 1000\n");
  EXPECT_EQ(text.block().job, "node");
  EXPECT_EQ(text.block().instance, "web1");
  EXPECT_EQ(text.block().time, 1000);
  EXPECT_EQ(text.block().duration, 0.25);
  EXPECT_FALSE(text.block().failed);
  EXPECT_EQ(text.block().samples, text.samples()) << "the block counts the lines that follow";
}

TEST(ScrapeWriter, CountsOnlyNewSeriesAsAdded) {
  PageText first;
  PageText* sink = &first;
  ScrapeWriter writer(kTarget, *sink);
  ASSERT_TRUE(writer.Write(TwoGauges(2), 1000).ok());
  Page page = TwoGauges(3);
  page.families[0].points[0].labels = {{model::kMetricName, "a"}, {"new", "yes"}};
  ASSERT_TRUE(writer.Write(page, 2000).ok());
  EXPECT_THAT(first.text(),
              HasSubstr("scrape_series_added{instance=\"web1\",job=\"node\"} 1 2000\n"));
}

TEST(ScrapeWriter, KeepsALabelOfASampleUnderAnotherName) {
  Page page;
  page.families.push_back({"a", model::MetricType::kGauge, "A.", {}});
  page.families[0].points.push_back(
      {{{model::kMetricName, "a"}, {"job", "backup"}, {"exported_job", "taken"}}, 1});
  PageText text;
  ScrapeWriter writer(kTarget, text);
  ASSERT_TRUE(writer.Write(page, 1000).ok());
  EXPECT_THAT(text.text(), HasSubstr("a{exported_exported_job=\"backup\",exported_job=\"taken\","
                                     "instance=\"web1\",job=\"node\"} 1 1000\n"));
}

TEST(ScrapeWriter, StopsAtAnErrorOfTheSink) {
  class Full : public PageText {
   public:
    Status OnSample(const model::StreamSample&) override { return Error{Exit::kOutside, "full"}; }
  };
  Full full;
  ScrapeWriter writer(kTarget, full);
  EXPECT_EQ(writer.Write(TwoGauges(2), 1000).error().message, "full");
}

}  // namespace
}  // namespace plumb::node
