#include "fetch/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace plumb::fetch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

std::string WriteTemp(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

TEST(Identity, AHeaderIsANameAndAValue) {
  EXPECT_THAT(*ParseHeader("X-Scope-OrgID: team 1 "), Pair("X-Scope-OrgID", "team 1"));
  EXPECT_THAT(*ParseHeader("Empty:"), Pair("Empty", ""));
  EXPECT_THAT(*ParseHeader("Url: http://a:1"), Pair("Url", "http://a:1"));
}

TEST(Identity, WhatIsNoHeaderIsWrongUsageAndNotRepeated) {
  for (const char* line : {"secret", "se cret: x", ": secret", "X: sec\nret: x", "X: secret\x01"}) {
    const auto header = ParseHeader(line);
    ASSERT_FALSE(header.ok()) << line;
    EXPECT_EQ(header.error().code, Exit::kUsage);
    EXPECT_THAT(header.error().message, Not(HasSubstr("secret"))) << line;
  }
}

TEST(Identity, AFileOfHeaders) {
  const std::string path = WriteTemp("headers", "# ours\nX-A: 1\r\n\n  X-B: 2\n");
  EXPECT_THAT(*ReadHeaderFile(path), ElementsAre(Pair("X-A", "1"), Pair("X-B", "2")));
}

TEST(Identity, AFileOfHeadersSaysTheLine) {
  const std::string path = WriteTemp("bad-headers", "X-A: 1\nsecret\n");
  const auto headers = ReadHeaderFile(path);
  ASSERT_FALSE(headers.ok());
  EXPECT_THAT(headers.error().message, HasSubstr("bad-headers', line 2"));
}

TEST(Identity, TheTokenIsReadEachTime) {
  Request request;
  request.identity.bearer_file = WriteTemp("token", "one\n");
  EXPECT_THAT(*HeadersOf(request), ElementsAre(Pair("Authorization", "Bearer one")));
  WriteTemp("token", "two\n");
  EXPECT_THAT(*HeadersOf(request), ElementsAre(Pair("Authorization", "Bearer two")));
}

TEST(Identity, ATokenThatWouldBeTwoHeadersIsRefused) {
  Request request;
  for (const char* text : {"one\nX-Evil: 1", "", "\n"}) {
    request.identity.bearer_file = WriteTemp("token", text);
    const auto headers = HeadersOf(request);
    ASSERT_FALSE(headers.ok());
    EXPECT_THAT(headers.error().message, HasSubstr("one token"));
  }
  request.identity.bearer_file = "/nonexistent/token";
  EXPECT_THAT(HeadersOf(request).error().message, HasSubstr("'/nonexistent/token'"));
}

TEST(Identity, WhatTheUserGaveWins) {
  Request request;
  request.identity.headers = {{"accept", "mine"}, {"X-A", "1"}, {"X-A", "2"}};
  request.headers = {{"Accept", "the tool's"}, {"X-B", "3"}};
  EXPECT_THAT(*HeadersOf(request), ElementsAre(Pair("accept", "mine"), Pair("X-A", "1"),
                                               Pair("X-A", "2"), Pair("X-B", "3")));
}

TEST(Identity, ARequestCannotSmuggleAHeader) {
  Request request;
  request.headers = {{"X-A", "1\r\nX-Evil: 2"}};
  EXPECT_FALSE(HeadersOf(request).ok());
}

TEST(Request, AUrlForPeopleHasNoPassword) {
  EXPECT_EQ(WithoutUserInfo("http://me:secret@web1:9090/a@b"), "http://web1:9090/a@b");
  EXPECT_EQ(WithoutUserInfo("http://web1/?q=a@b"), "http://web1/?q=a@b");
  EXPECT_EQ(WithoutUserInfo("me@web1"), "me@web1");
}

}  // namespace
}  // namespace plumb::fetch
