#include "node/filters.h"

#include <gtest/gtest.h>

namespace plumb::node {
namespace {

TEST(Filters, MatchAnyPartOfAValue) {
  Filters filters;
  ASSERT_TRUE(filters.Set("netdev", "device-exclude", "veth|^lo$").ok());
  EXPECT_TRUE(filters.Matches("netdev", "device-exclude", "my-veth0"));
  EXPECT_TRUE(filters.Matches("netdev", "device-exclude", "lo"));
  EXPECT_FALSE(filters.Matches("netdev", "device-exclude", "lo1"));
}

TEST(Filters, AnEmptyPatternMatchesNothing) {
  Filters filters;
  ASSERT_TRUE(filters.Set("netdev", "device-exclude", "x").ok());
  ASSERT_TRUE(filters.Set("netdev", "device-exclude", "").ok());
  EXPECT_FALSE(filters.Matches("netdev", "device-exclude", "x"));
  EXPECT_FALSE(filters.Matches("netdev", "never-set", ""));
}

TEST(Filters, TheWholeTextPatternMatchesOnlyIt) {
  Filters filters;
  ASSERT_TRUE(filters.Set("netclass", "ignored-devices", "^$").ok());
  EXPECT_TRUE(filters.Matches("netclass", "ignored-devices", ""));
  EXPECT_FALSE(filters.Matches("netclass", "ignored-devices", "eth0"));
}

TEST(Filters, ABadPatternNamesItsOption) {
  Filters filters;
  const Status status = filters.Set("netdev", "device-exclude", "(");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Exit::kUsage);
  EXPECT_TRUE(status.error().message.starts_with("filter 'netdev.device-exclude': "))
      << status.error().message;
}

// Closing one group and opening another would be right only inside the wrapping.
TEST(Filters, APatternCannotBreakOutOfItsWrapping) {
  Filters filters;
  EXPECT_FALSE(filters.Set("netdev", "device-exclude", "a)|(b").ok());
}

}  // namespace
}  // namespace plumb::node
