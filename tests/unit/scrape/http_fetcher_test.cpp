#include "scrape/http_fetcher.h"

#include <gtest/gtest.h>

namespace plumb::scrape {
namespace {

std::string HeaderOf(const fetch::Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers)
    if (header == name) return value;
  return "";
}

fetch::Request Request(const ScrapeSpec& spec, std::string_view address) {
  return RequestOf(MakeTarget(std::make_shared<ScrapeSpec>(spec), *ParseAddress(address), {}));
}

TEST(HttpFetcher, TheRequestSaysWhatTheSpecDoes) {
  const fetch::Request request =
      Request({.timeout = 1500, .limits = {.body_size = 7}}, "unix:/run/a.sock:/m");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "http://localhost/m");
  EXPECT_EQ(request.unix_socket, "/run/a.sock");
  EXPECT_EQ(request.timeout, 1500);
  EXPECT_EQ(request.max_body, 7u);
  EXPECT_TRUE(request.compress);
  EXPECT_TRUE(request.follow_redirects);
  EXPECT_EQ(HeaderOf(request, "X-Prometheus-Scrape-Timeout-Seconds"), "1.5");
  EXPECT_TRUE(HeaderOf(request, "Accept").starts_with("application/openmetrics-text;version=1"));
}

TEST(HttpFetcher, WithoutCompressionItSaysIdentity) {
  const fetch::Request request =
      Request({.enable_compression = false, .follow_redirects = false}, "web1:9100");
  EXPECT_FALSE(request.compress);
  EXPECT_FALSE(request.follow_redirects);
  EXPECT_EQ(HeaderOf(request, "Accept-Encoding"), "identity");
}

}  // namespace
}  // namespace plumb::scrape
