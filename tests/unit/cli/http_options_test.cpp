#include "cli/http_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace plumb::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(HttpOptions, BecomeAnIdentity) {
  const std::string path = ::testing::TempDir() + "headers";
  std::ofstream(path) << "X-B: 2\n";
  const auto identity = IdentityOf({.headers = {"X-A: 1", "@" + path},
                                    .bearer_file = "b",
                                    .netrc_file = "n",
                                    .ca_file = "a",
                                    .cert_file = "c",
                                    .key_file = "k"});
  ASSERT_TRUE(identity.ok());
  EXPECT_THAT(identity->headers, ElementsAre(Pair("X-A", "1"), Pair("X-B", "2")));
  EXPECT_EQ(identity->bearer_file + identity->netrc_file + identity->ca_file + identity->cert_file +
                identity->key_file,
            "bnack");
}

TEST(HttpOptions, WhatIsWrongIsUsageAndKeepsTheSecret) {
  for (const HttpOptions& options :
       {HttpOptions{.headers = {"secret"}}, HttpOptions{.headers = {"@/nonexistent"}},
        HttpOptions{.timeout = -1}}) {
    const auto identity = IdentityOf(options);
    ASSERT_FALSE(identity.ok());
    EXPECT_EQ(identity.error().code, Exit::kUsage);
    EXPECT_THAT(identity.error().message, HasSubstr("--"));
    EXPECT_THAT(identity.error().message, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace plumb::cli
