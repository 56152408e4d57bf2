#include "scrape/content_type.h"

#include <gtest/gtest.h>

namespace plumb::scrape {
namespace {

using formats::Level;

TEST(ContentType, AcceptIsPrometheus3s) {
  EXPECT_EQ(AcceptHeader(ScrapeSpec().protocols),
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            "application/openmetrics-text;version=0.0.1;q=0.5,"
            "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            "text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
  EXPECT_EQ(AcceptHeader({Protocol::kPrometheusText004}),
            "text/plain;version=0.0.4;q=0.6,*/*;q=0.5");
}

TEST(ContentType, NamesGoThereAndBack) {
  for (const std::string& name : ProtocolNames())
    EXPECT_NE(AcceptHeader({ProtocolOf(name)}), AcceptHeader({})) << name;
  EXPECT_EQ(ProtocolOf("OpenMetricsText1.0.0"), Protocol::kOpenMetricsText1);
}

TEST(ContentType, ChoosesTheLevel) {
  EXPECT_EQ(*LevelOf("text/plain", {}), Level::kText);
  EXPECT_EQ(*LevelOf("Text/Plain; version=0.0.4; charset=utf-8", {}), Level::kText);
  EXPECT_EQ(*LevelOf("text/plain; version=9.9; escaping=\"a;b\" ;", {}), Level::kText);
  EXPECT_EQ(*LevelOf("application/openmetrics-text; version=1.0.0; charset=utf-8", {}),
            Level::kOpenMetrics);
}

TEST(ContentType, WhatIsNoneFailsUnlessThereIsAFallback) {
  for (const char* type : {"", "text/html", "text", "text/", "/plain", "text/plain; charset",
                           "text/plain; =x", "text/plain;a=\"b", "text/plain, text/plain",
                           "application/json", "application/vnd.google.protobuf"}) {
    EXPECT_FALSE(LevelOf(type, {}).ok()) << type;
    EXPECT_EQ(*LevelOf(type, Protocol::kOpenMetricsText1), Level::kOpenMetrics) << type;
    EXPECT_EQ(*LevelOf(type, Protocol::kPrometheusText004), Level::kText) << type;
  }
  EXPECT_NE(LevelOf("image/png", {}).error().message.find("'image/png' is no format of metrics"),
            std::string::npos);
  // No reader helps with a page for people.
  EXPECT_EQ(LevelOf("text/html; charset=utf-8", {}).error().message,
            "Content-Type 'text/html': a page for people, not for metrics; is the path right?");
}

TEST(ContentType, PagesWithoutOneAreToldByTheirEnd) {
  EXPECT_EQ(LevelByContent("a 1\n# EOF\n"), Level::kOpenMetrics);
  EXPECT_EQ(LevelByContent("# EOF"), Level::kOpenMetrics);
  EXPECT_EQ(LevelByContent("a 1\n# EOF \n"), Level::kText);
  EXPECT_EQ(LevelByContent("a 1\n"), Level::kText);
  EXPECT_EQ(LevelByContent(""), Level::kText);
}

}  // namespace
}  // namespace plumb::scrape
