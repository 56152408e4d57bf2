#include "scrape/target.h"

#include <gtest/gtest.h>

#include "scrape/target_list.h"

namespace plumb::scrape {
namespace {

struct Case {
  const char* text;
  Transport transport;
  const char* place;
  const char* name;
  const char* instance;
  const char* socket = "";
};

class AddressTest : public ::testing::TestWithParam<Case> {};

TEST_P(AddressTest, IsUnderstood) {
  const Case& c = GetParam();
  const auto address = ParseAddress(c.text);
  ASSERT_TRUE(address.ok()) << c.text << ": " << address.error().message;
  EXPECT_EQ(address->transport, c.transport) << c.text;
  EXPECT_EQ(address->place, c.place) << c.text;
  EXPECT_EQ(address->name, c.name) << c.text;
  EXPECT_EQ(address->instance, c.instance) << c.text;
  EXPECT_EQ(address->unix_socket, c.socket) << c.text;
}

INSTANTIATE_TEST_SUITE_P(
    Forms, AddressTest,
    ::testing::Values(
        Case{"web1:9100", Transport::kHttp, "http://web1:9100/metrics", "http://web1:9100/metrics",
             "web1:9100"},
        Case{"[::1]:9100", Transport::kHttp, "http://[::1]:9100/metrics",
             "http://[::1]:9100/metrics", "[::1]:9100"},
        Case{"web1:9100/federate?match[]=up", Transport::kHttp,
             "http://web1:9100/federate?match[]=up", "http://web1:9100/federate?match[]=up",
             "web1:9100"},
        Case{"http://web1:9100", Transport::kHttp, "http://web1:9100/metrics",
             "http://web1:9100/metrics", "web1:9100"},
        Case{"http://web1:9100/", Transport::kHttp, "http://web1:9100/", "http://web1:9100/",
             "web1:9100"},
        Case{"https://example.com/m?a=b", Transport::kHttp, "https://example.com/m?a=b",
             "https://example.com/m?a=b", "example.com"},
        Case{"http://web1:9100?a=b", Transport::kHttp, "http://web1:9100/metrics?a=b",
             "http://web1:9100/metrics?a=b", "web1:9100"},
        Case{"unix:/run/app.sock", Transport::kHttp, "http://localhost/metrics",
             "unix:/run/app.sock:/metrics", "/run/app.sock", "/run/app.sock"},
        Case{"unix:/run/app.sock:/m?x=1", Transport::kHttp, "http://localhost/m?x=1",
             "unix:/run/app.sock:/m?x=1", "/run/app.sock", "/run/app.sock"},
        Case{"file:page.prom", Transport::kFile, "page.prom", "file:page.prom", "page.prom"},
        Case{"file:///run/x y.prom", Transport::kFile, "/run/x y.prom", "file:/run/x y.prom",
             "/run/x y.prom"},
        Case{"./page.prom", Transport::kFile, "./page.prom", "file:./page.prom", "./page.prom"},
        Case{"dir/page", Transport::kFile, "dir/page", "file:dir/page", "dir/page"},
        Case{"exec:df-metrics --all a=b", Transport::kCommand, "df-metrics --all a=b",
             "exec:df-metrics --all a=b", "df-metrics --all a=b"},
        Case{"db=exec:cat page", Transport::kCommand, "cat page", "exec:cat page", "db"},
        Case{"web1:9100=exec:ssh web1 x", Transport::kCommand, "ssh web1 x", "exec:ssh web1 x",
             "web1:9100"},
        Case{"db=db.example:9187", Transport::kHttp, "http://db.example:9187/metrics",
             "http://db.example:9187/metrics", "db"},
        Case{"exec:9100", Transport::kHttp, "http://exec:9100/metrics", "http://exec:9100/metrics",
             "exec:9100"}));

TEST(Address, WhatIsWrongIsSaid) {
  const auto message = [](std::string_view text) -> std::string {
    const auto address = ParseAddress(text);
    EXPECT_FALSE(address.ok()) << text;
    if (address.ok()) return "";
    EXPECT_EQ(address.error().code, Exit::kUsage);
    return address.error().message;
  };
  EXPECT_EQ(message("web1:99999"),
            "target 'web1:99999': '99999' is no port, a number from 1 to 65535");
  EXPECT_EQ(message("web1:"), "target 'web1:': '' is no port, a number from 1 to 65535");
  EXPECT_EQ(message("web1"), "target 'web1': no port; say web1:9100, or ./web1 if it is a file");
  EXPECT_EQ(message("htp://web1:9100/x"),
            "target 'htp://web1:9100/x': unknown scheme 'htp', did you mean 'http'?");
  EXPECT_NE(message("http://me:secret@web1/").find("--netrc"), std::string::npos);
  EXPECT_EQ(message("http://me:secret@web1/").find("secret"), std::string::npos);
  for (const char* text : {"", "a=", "http://", "http://:9100", "http://web1:0/", "http://web1:x/",
                           "http://[::1/", "web1:70000", "::1", ":9100", "http://web 1/", "exec:",
                           "exec:  ", "file:", "unix:", "http://web1/#top", "web1:9100/a b"})
    message(text);
}

std::shared_ptr<const ScrapeSpec> Spec() {
  return std::make_shared<ScrapeSpec>(ScrapeSpec{.job = "scrape"});
}

Result<std::string> NoFiles(const std::string& path) {
  return Error{Exit::kOutside, "cannot open '" + path + "': no such file or directory"};
}

TEST(TargetList, GivesJobAndInstanceUnlessLabelsDo) {
  const auto plain = ParseTargets({"web1:9100"}, Spec(), {}, NoFiles);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ((*plain)[0].labels.ToString(), R"({instance="web1:9100",job="scrape"})");
  const auto set = ParseTargets({"web1:9100"}, Spec(), {{"instance", "x"}, {"env", "p"}}, NoFiles);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ((*set)[0].labels.ToString(), R"({env="p",instance="x",job="scrape"})");
}

TEST(TargetList, FilesHaveOneALine) {
  const auto read = [](const std::string& path) -> Result<std::string> {
    EXPECT_EQ(path, "list");
    return std::string("# ours\r\nweb1:9100\r\n\n  exec:cat page  \nweb1:9100");
  };
  const auto targets = ParseTargets({"@list"}, Spec(), {}, read);
  ASSERT_TRUE(targets.ok());
  ASSERT_EQ(targets->size(), 2u);
  EXPECT_EQ((*targets)[1].address.place, "cat page");
}

TEST(TargetList, AWrongLineIsToldWithItsPlace) {
  const auto read = [](const std::string&) -> Result<std::string> { return std::string("\nweb1"); };
  const auto targets = ParseTargets({"@list"}, Spec(), {}, read);
  ASSERT_FALSE(targets.ok());
  EXPECT_EQ(targets.error().code, Exit::kUsage);
  EXPECT_TRUE(targets.error().message.starts_with("list:2: target 'web1': no port"));
  EXPECT_EQ(ParseTargets({"@list"}, Spec(), {}, NoFiles).error().code, Exit::kUsage);
}

TEST(TargetList, TwoThatWouldWriteTheSameSeriesAreAnError) {
  const auto clash = ParseTargets({"web1:9100/a", "web1:9100/b"}, Spec(), {}, NoFiles);
  ASSERT_FALSE(clash.ok());
  EXPECT_NE(clash.error().message.find("would write the same series"), std::string::npos);
  EXPECT_TRUE(ParseTargets({"web1:9100/a", "b=web1:9100/b"}, Spec(), {}, NoFiles).ok());
}

TEST(TargetLabels, AreCheckedAsWritten) {
  EXPECT_EQ(ParseTargetLabels({"a=1", "b=x=y"})->ToString(), R"({a="1",b="x=y"})");
  for (const char* text : {"a", "=1", "a=", "__x=1", "a=\xff"})
    EXPECT_FALSE(ParseTargetLabels({text}).ok()) << text;
}

}  // namespace
}  // namespace plumb::scrape
