#include "sources/api_expressions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/sources/fake_server.h"

namespace plumb::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Vector(const std::string& result) {
  return R"({"status":"success","data":{"resultType":"vector","result":[)" + result + "]}}";
}
std::string Matrix(const std::string& result) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[)" + result + "]}}";
}

TEST(ApiExpressions, AnInstantKeepsTheOrderOfTheServer) {
  FakeServer server;
  server.Says(
      Vector(R"({"metric":{"a":"2"},"value":[5,"9"]},{"metric":{"a":"1"},"value":[5,"+Inf"]})"));
  const auto result = MakeApiExpressions(server.Api())
                          ->Evaluate({.text = "sort_desc(x)", .start = 5000, .end = 5000});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->type, model::ResultType::kVector);
  ASSERT_EQ(result->series.size(), 2u);
  EXPECT_EQ(result->series[0].labels.Get("a"), "2");
  EXPECT_THAT(result->series[0].times, ElementsAre(5000));
  EXPECT_EQ(result->expression, "sort_desc(x)");
  EXPECT_EQ(server.requests[0].url, "http://h:9090/api/v1/query");
  EXPECT_EQ(server.requests[0].body, "query=sort_desc%28x%29&nocache=1&time=5.000");
}

TEST(ApiExpressions, LookbackAndTimeoutAreSaidOnlyWhenGiven) {
  FakeServer server;
  server.Says(Vector(""));
  ASSERT_TRUE(MakeApiExpressions(server.Api({.url = "http://h", .timeout = 1500}))
                  ->Evaluate({.text = "x", .lookback = 90'000})
                  .ok());
  EXPECT_THAT(server.requests[0].body, HasSubstr("&lookback_delta=90&"));
  EXPECT_THAT(server.requests[0].body, HasSubstr("&timeout=1.5&"));
}

TEST(ApiExpressions, ALongRangeIsAskedInPartsAndJoined) {
  FakeServer server;
  server.Says(Matrix(R"({"metric":{"a":"2"},"values":[[1,"1"],[2,"2"]]})"));
  server.Says(Matrix(
      R"({"metric":{"a":"1"},"values":[[11001,"7"]]},{"metric":{"a":"2"},"values":[[11001,"3"]]})"));
  const auto result = MakeApiExpressions(server.Api())
                          ->Evaluate({.text = "x", .start = 1000, .end = 11'001'000, .step = 1000});
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(server.requests.size(), 2u);
  EXPECT_THAT(server.requests[0].body, HasSubstr("&start=1.000&end=11000.000&step=1"));
  EXPECT_THAT(server.requests[1].body, HasSubstr("&start=11001.000&end=11001.000&step=1"));
  ASSERT_EQ(result->series.size(), 2u);
  EXPECT_EQ(result->series[0].labels.Get("a"), "1");
  EXPECT_THAT(result->series[1].times, ElementsAre(1000, 2000, 11'001'000));
  EXPECT_THAT(result->series[1].values, ElementsAre(1, 2, 3));
}

TEST(ApiExpressions, ExactlyAsManyStepsAsTheServerTakesAreOneRequest) {
  FakeServer server;
  server.Says(Matrix(""));
  ASSERT_TRUE(MakeApiExpressions(server.Api())
                  ->Evaluate({.text = "x", .start = 0, .end = 10'999'000, .step = 1000})
                  .ok());
  EXPECT_EQ(server.requests.size(), 1u);
}

TEST(ApiExpressions, ARangeThatAnExpressionNamesStaysWhole) {
  for (const char* text : {"x @ start()", "x @ end ( )", "x[range()]"}) {
    FakeServer server;
    server.Says(Matrix(""));
    ASSERT_TRUE(MakeApiExpressions(server.Api())
                    ->Evaluate({.text = text, .start = 0, .end = 100'000'000, .step = 1000})
                    .ok());
    EXPECT_EQ(server.requests.size(), 1u) << text;
  }
  FakeServer server;
  server.Says(Matrix(""));
  ASSERT_TRUE(MakeApiExpressions(server.Api())
                  ->Evaluate({.text = "restart(x{end=\"1\"})", .end = 100'000'000, .step = 1000})
                  .ok());
  EXPECT_EQ(server.requests.size(), 10u);
}

TEST(ApiExpressions, TheSameRemarkOfSeveralPartsIsOne) {
  FakeServer server;
  server.Says(
      R"({"status":"success","data":{"resultType":"matrix","result":[]},"warnings":["w"]})");
  const auto result = MakeApiExpressions(server.Api())
                          ->Evaluate({.text = "x", .start = 0, .end = 30'000'000, .step = 1000});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(server.requests.size(), 3u);
  EXPECT_EQ(result->annotations.size(), 1u);
}

TEST(ApiExpressions, ThePartsShareTheLimit) {
  FakeServer server;
  const std::string body = Matrix("");
  server.Says(body);
  ASSERT_TRUE(MakeApiExpressions(server.Api({.url = "http://h", .max_answer = 1000}))
                  ->Evaluate({.text = "x", .start = 0, .end = 30'000'000, .step = 1000})
                  .ok());
  EXPECT_EQ(server.requests[2].max_body, 1000 - 2 * body.size());
}

TEST(ApiExpressions, WhatIsNoAnswerIsSaid) {
  for (const char* data : {R"({"resultType":"vector","result":[{"metric":{},"value":[1]}]})",
                           R"({"resultType":"vector","result":{}})", R"({"resultType":"strange"})",
                           R"({"resultType":"scalar","result":[1,"x"]})", "[]", "null"}) {
    FakeServer server;
    server.Says(std::string(R"({"status":"success","data":)") + data + "}");
    const auto result = MakeApiExpressions(server.Api())->Evaluate({.text = "x"});
    ASSERT_FALSE(result.ok()) << data;
    EXPECT_EQ(result.error().code, Exit::kOutside);
    EXPECT_THAT(result.error().message, HasSubstr("'http://h:9090'"));
  }
}

}  // namespace
}  // namespace plumb::sources
