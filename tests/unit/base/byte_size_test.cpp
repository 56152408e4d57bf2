#include "base/byte_size.h"

#include <gtest/gtest.h>

namespace plumb {
namespace {

TEST(ByteSize, UnitsAreSteps1024InBothSpellings) {
  EXPECT_EQ(*ParseByteSize("0"), 0u);
  EXPECT_EQ(*ParseByteSize("4096"), 4096u);
  EXPECT_EQ(*ParseByteSize("10B"), 10u);
  EXPECT_EQ(*ParseByteSize("3KB"), 3072u);
  EXPECT_EQ(*ParseByteSize("3KiB"), 3072u);
  EXPECT_EQ(*ParseByteSize("2mb"), 2u << 20);
  EXPECT_EQ(*ParseByteSize("1G"), 1u << 30);
  EXPECT_EQ(*ParseByteSize("1TiB"), uint64_t{1} << 40);
}

TEST(ByteSize, WhatIsNoSizeIsAnError) {
  for (const char* text : {"", "MB", "-1", "1.5MB", "1 MB", "1XB", "1iB", "99999999999TB"}) {
    const auto parsed = ParseByteSize(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.error().code, Exit::kUsage);
  }
}

TEST(ByteSize, TextForPeople) {
  EXPECT_EQ(ByteSizeText(1), "1 byte");
  EXPECT_EQ(ByteSizeText(700), "700 bytes");
  EXPECT_EQ(ByteSizeText(128u << 20), "128 MiB");
  EXPECT_EQ(ByteSizeText(1536), "1.5 KiB");
}

}  // namespace
}  // namespace plumb
