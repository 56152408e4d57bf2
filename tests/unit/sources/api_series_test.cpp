#include "sources/api_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/sources/fake_server.h"

namespace plumb::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr model::TimeRange kAlways = {model::kMinTime, model::kMaxTime};

model::Matchers Match(const char* name, model::MatchOp op, const char* value) {
  model::Matchers matchers;
  matchers.push_back(*model::Matcher::Make(name, op, value));
  return matchers;
}

TEST(ApiSeries, SelectionsAreSeriesSortedAndEachOnce) {
  FakeServer server;
  server.Says(
      R"({"status":"success","data":[{"__name__":"up","i":"2"},{"__name__":"up","i":"1"},{"__name__":"up","i":"2"}]})");
  const auto source = MakeApiSeries(server.Api());
  const auto set = source->Select(
      {.matchers = Match("job", model::MatchOp::kRegex, "a|b"), .range = {5000, 9000}});
  ASSERT_TRUE(set.ok());
  ASSERT_EQ((*set)->size(), 2u);
  EXPECT_EQ((*set)->labels(0).Get("i"), "1");
  EXPECT_EQ(server.requests[0].url, "http://h:9090/api/v1/series");
  EXPECT_EQ(server.requests[0].body, "start=5.000&end=9.000&match%5B%5D=%7Bjob%3D~%22a%7Cb%22%7D");
  EXPECT_FALSE(source->closed());
}

TEST(ApiSeries, AllSeriesOfAllTimesAreAskedFor) {
  FakeServer server;
  server.Says(R"({"status":"success","data":[]})");
  ASSERT_TRUE(MakeApiSeries(server.Api())->Select({.matchers = {}, .range = kAlways}).ok());
  EXPECT_EQ(server.requests[0].body, "start=1.000&match%5B%5D=%7B__name__%21%3D%22%22%7D");
}

TEST(ApiSeries, SamplesAreRawAndInsideTheRange) {
  FakeServer server;
  server.Says(R"({"status":"success","data":[{"__name__":"up","i":"1"},{"__name__":"up","i":"2"},
                  {"__name__":"up","i":"3"}]})");
  server.Says(R"({"status":"success","data":{"resultType":"matrix","result":[
      {"metric":{"__name__":"up","i":"1"},"values":[[4.999,"0"],[5,"1"],[9,"2"]]}]}})");
  server.Says(R"({"status":"success","data":{"resultType":"matrix","result":[
      {"metric":{"__name__":"up","i":"3"},"values":[[6,"3"]]}]}})");
  const auto set = MakeApiSeries(server.Api())
                       ->Select({.matchers = Match("__name__", model::MatchOp::kEqual, "up"),
                                 .range = {5000, 9000}});
  ASSERT_TRUE(set.ok());
  // The first series comes alone, so that a look for any sample is cheap.
  ASSERT_EQ((*set)->batches().size(), 2u);
  const auto first = (*set)->Read((*set)->batches()[0], {5000, 9000});
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->size(), 1u);
  EXPECT_THAT(*(*first)[0].times, ElementsAre(5000, 9000));
  EXPECT_THAT((*first)[0].values, ElementsAre(1, 2));
  EXPECT_EQ(server.requests[1].body,
            "query=%7B__name__%3D%22up%22%2Ci%3D%221%22%7D%5B4001ms%5D&time=9.000&nocache=1");
  const auto rest = (*set)->Read((*set)->batches()[1], {5000, 9000});
  ASSERT_TRUE(rest.ok());
  ASSERT_EQ(rest->size(), 2u);
  EXPECT_TRUE((*rest)[0].times->empty());
  EXPECT_THAT(*(*rest)[1].times, ElementsAre(6000));
  EXPECT_THAT(server.requests[2].body, HasSubstr("query=%7B__name__%3D%22up%22%7D%5B4001ms%5D"));
}

TEST(ApiSeries, NamesAndValues) {
  FakeServer server;
  server.Says(R"({"status":"success","data":["job","__name__"]})");
  const auto source = MakeApiSeries(server.Api());
  EXPECT_THAT(*source->ListLabelNames({.matchers = {}, .range = kAlways}),
              ElementsAre("__name__", "job"));
  EXPECT_EQ(server.requests[0].body, "start=1.000");
  ASSERT_TRUE(source->ListLabelValues("job", {.matchers = {}, .range = {0, 5000}}).ok());
  EXPECT_EQ(server.requests[1].url, "http://h:9090/api/v1/label/job/values?start=1.000&end=5.000");
  ASSERT_TRUE(source->ListLabelValues("my.label", {.matchers = {}, .range = kAlways}).ok());
  EXPECT_THAT(server.requests[2].url, HasSubstr("/label/U__my_2e_label/values?"));
}

TEST(ApiSeries, Metadata) {
  FakeServer server;
  server.Says(R"({"status":"success","data":{"up":[{"type":"gauge","help":"h","unit":""}],
                  "b":[],"a":[{"type":"counter","help":"","unit":"seconds"},{"type":"gauge"}]}})");
  const auto all = MakeApiSeries(server.Api())->ListMetadata();
  ASSERT_TRUE(all.ok());
  EXPECT_THAT(*all, ElementsAre(model::Metadata{"a", model::MetricType::kCounter, "", "seconds"},
                                model::Metadata{"up", model::MetricType::kGauge, "h", ""}));
}

}  // namespace
}  // namespace plumb::sources
