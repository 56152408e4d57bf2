#include "sources/prometheus_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/sources/fake_server.h"

namespace plumb::sources {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Method = PrometheusApi::Method;

TEST(BaseUrl, WhatPeoplePaste) {
  const std::pair<const char*, const char*> cases[] = {
      {"http://h:9090", "http://h:9090"},
      {"http://h:9090/", "http://h:9090"},
      {"http://h:9090/graph?g0.expr=up&g0.tab=1", "http://h:9090"},
      {"http://h:9090/query#x", "http://h:9090"},
      {"http://h:9090/api/v1", "http://h:9090"},
      {"http://h:9090/api/v1/query?query=up", "http://h:9090"},
      {"http://h/prometheus", "http://h/prometheus"},
      {"http://h/prometheus/", "http://h/prometheus"},
      {"http://h/prometheus/graph", "http://h/prometheus"},
      {"http://h/select/0/prometheus/vmui/", "http://h/select/0/prometheus"},
      {"http://h/api/v1beta/prom", "http://h/api/v1beta/prom"},
      {"https://me:secret@h/p/api/v1/", "https://me:secret@h/p"},
  };
  for (const auto& [pasted, base] : cases) EXPECT_EQ(BaseUrl(pasted), base) << pasted;
}

TEST(ApiTime, IsSecondsWithMilliseconds) {
  EXPECT_EQ(ApiTime(1'700'000'000'123), "1700000000.123");
  EXPECT_EQ(ApiTime(5), "0.005");
  EXPECT_EQ(ApiTime(-1500), "-1.500");
}

TEST(PrometheusApi, AsksAFormAndKeepsThePath) {
  FakeServer server;
  server.Says(R"({"status":"success","data":["a"],"warnings":["w"],"infos":["i"]})");
  const auto api = server.Api({.url = "http://me:secret@h/p/",
                               .identity = {.bearer_file = "token"},
                               .timeout = 5000,
                               .max_answer = 1000});
  const auto answer = api->Ask(Method::kPost, "query", {{"query", "a+b{c=\"\xC3\xA4\"}"}}, 400);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->data().size(), 1u);
  ASSERT_EQ(answer->annotations.size(), 2u);
  EXPECT_EQ(answer->annotations[0].level, model::Annotation::Level::kWarning);
  EXPECT_EQ(answer->annotations[1].text, "i");
  const fetch::Request& request = server.requests.at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://me:secret@h/p/api/v1/query");
  EXPECT_EQ(request.body, "query=a%2Bb%7Bc%3D%22%C3%A4%22%7D");
  EXPECT_EQ(request.identity.bearer_file, "token");
  EXPECT_EQ(request.timeout, 5000);
  EXPECT_EQ(request.max_body, 600u);
  EXPECT_EQ(api->name(), "'http://h/p'");
}

TEST(PrometheusApi, APostThatIsNotTakenIsAskedAsGet) {
  FakeServer server;
  server.Says("no", 405);
  server.Says(R"({"status":"success","data":[]})");
  ASSERT_TRUE(server.Api()->Ask(Method::kPost, "query", {{"query", "up"}}).ok());
  EXPECT_EQ(server.requests.at(1).method, "GET");
  EXPECT_EQ(server.requests.at(1).url, "http://h:9090/api/v1/query?query=up");
  EXPECT_EQ(server.requests.at(1).body, "");
}

Error Failing(const std::string& body, int status = 200, std::string type = "application/json") {
  FakeServer server;
  server.Says(body, status, std::move(type));
  const auto answer =
      server.Api({.url = "http://me:secret@h"})->Ask(Method::kGet, "query", {{"query", "up"}});
  EXPECT_FALSE(answer.ok()) << body;
  EXPECT_THAT(answer.error().message, Not(HasSubstr("secret")));
  return answer.error();
}

TEST(PrometheusApi, WhatTheServerCallsWrongIsUsageInItsWords) {
  const char* body = R"({"status":"error","errorType":"bad_data","error":"1:5: parse error: x"})";
  for (const int status : {400, 422}) {
    EXPECT_EQ(Failing(body, status).code, Exit::kUsage);
    EXPECT_EQ(Failing(body, status).message, "1:5: parse error: x");
  }
  EXPECT_EQ(Failing("unknown parameter", 400, "text/plain").message, "unknown parameter");
}

TEST(PrometheusApi, EachOtherFailureSaysWhatHelps) {
  const struct {
    const char* body;
    int status;
    const char* type;
    const char* says;
  } cases[] = {
      {"no org id", 401, "text/plain", "'http://h' wants to know who asks (status 401): no org id"},
      {"no", 401, "text/plain", "--bearer-file"},
      {"", 403, "text/plain", "does not let us ask"},
      {"404 page not found", 404, "text/plain", "there is no '/api/v1/query'"},
      {"slow down", 429, "text/plain", "asked too much (status 429): slow down"},
      {"<html>Bad Gateway</html>", 502, "text/html", "failed with status 502"},
      {R"({"status":"error","errorType":"timeout","error":"query timed out"})", 503, "",
       "query timed out"},
      {"", 400, "text/html", "status 400"},
      {"<!doctype html><title>Log in</title>", 200, "text/html",
       "a page of HTML, perhaps to log in; a page of metrics is read by 'plumb-scrape URL"},
      {" <html>", 200, "", "a page of HTML"},
      {"", 200, "", "an empty answer"},
      {R"({"status":"success","da)", 200, "", "its answer is damaged: 1:"},
      {R"({"status":"error","error":"half of it"})", 200, "", "failed: half of it"},
      {R"({"a":1})", 200, "", "no \"status\":\"success\""},
  };
  for (const auto& c : cases) {
    const Error error = Failing(c.body, c.status, c.type);
    EXPECT_EQ(error.code, Exit::kOutside) << c.body;
    EXPECT_THAT(error.message, HasSubstr(c.says));
    EXPECT_THAT(error.message, HasSubstr("'http://h'"));
  }
}

TEST(PrometheusApi, AServersWordsCannotMoveTheCursor) {
  EXPECT_THAT(Failing("\x1B[2Jgone", 500, "text/plain").message, Not(HasSubstr("\x1B")));
  EXPECT_THAT(Failing(R"({"status":"error","error":"\u001b[2J"})", 422).message,
              Not(HasSubstr("\x1B")));
}

TEST(PrometheusApi, AnExchangeThatFailed) {
  FakeServer server;
  server.answers.push_back({.failure = fetch::Failure::kConnect, .error = "connection refused"});
  EXPECT_EQ(server.Api()->Ask(Method::kGet, "query", {}).error().message,
            "cannot ask 'http://h:9090': connection refused");
  server.answers.front() = {.failure = fetch::Failure::kTooLarge, .error = "too large"};
  EXPECT_THAT(server.Api({.url = "http://h", .max_answer = 5u << 20})
                  ->Ask(Method::kGet, "query", {})
                  .error()
                  .message,
              HasSubstr("larger than 5 MiB"));
}

}  // namespace
}  // namespace plumb::sources
