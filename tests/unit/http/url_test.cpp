#include "http/url.h"

#include <gtest/gtest.h>

namespace plumb::http {
namespace {

Url Parse(const std::string& text) {
  auto url = ParseUrl(text);
  EXPECT_TRUE(url.ok()) << text;
  return url.ok() ? *url : Url{};
}

TEST(Url, ThePortIsTheSchemesOwnUnlessWritten) {
  EXPECT_EQ(Parse("http://web1/metrics").port, "80");
  EXPECT_EQ(Parse("https://web1").port, "443");
  EXPECT_EQ(Parse("http://web1:9100/").port, "9100");
}

TEST(Url, UserAndPasswordAreTakenOut) {
  const Url url = Parse("http://me:s%3Acret@Web1:9100/a?b=c");
  EXPECT_EQ(url.user, "me");
  EXPECT_EQ(url.password, "s:cret");
  EXPECT_EQ(url.host, "web1");
  EXPECT_EQ(url.text.find("cret"), std::string::npos);
  EXPECT_TRUE(url.text.ends_with(":9100/a?b=c")) << url.text;
}

TEST(Url, OnlyHttp) {
  for (const char* text : {"file:///etc/passwd", "ftp://x/", "gopher://x"})
    EXPECT_EQ(ParseUrl(text).error().code, Exit::kUsage) << text;
}

TEST(Url, AnErrorHasNoSecret) {
  const auto url = ParseUrl("http://me:secret@ho st/");
  ASSERT_FALSE(url.ok());
  EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
}

TEST(Url, WhoMayBeToldTheIdentity) {
  const auto may = [](const char* from, const char* to) {
    return MayShareIdentity(Parse(from), Parse(to));
  };
  EXPECT_TRUE(may("http://a/x", "http://a/y"));
  EXPECT_TRUE(may("http://A/x", "http://a/y"));
  EXPECT_TRUE(may("http://a/", "https://a/"));
  EXPECT_FALSE(may("https://a/", "http://a/"));
  EXPECT_FALSE(may("http://a/", "http://b/"));
  EXPECT_FALSE(may("http://a/", "http://a.b/"));
  EXPECT_FALSE(may("http://a:9090/", "http://a:9091/"));
  EXPECT_FALSE(may("http://a:9090/", "https://a/"));
}

TEST(Url, WhatHasToBeLookedUp) {
  for (const char* host : {"web1", "web1.example.org", "1password.com", "my_host"})
    EXPECT_TRUE(NeedsLookup(host)) << host;
  for (const char* host : {"127.0.0.1", "[::1]", "localhost", "x.localhost",
                           "b\xC3\xBC"
                           "cher.de"})
    EXPECT_FALSE(NeedsLookup(host)) << host;
}

}  // namespace
}  // namespace plumb::http
