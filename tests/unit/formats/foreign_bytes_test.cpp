#include "formats/foreign_bytes.h"

#include <gtest/gtest.h>

namespace plumb::formats {
namespace {

using namespace std::string_view_literals;

TEST(ForeignBytes, SayWhatMakesTextOfThem) {
  EXPECT_EQ(RefuseForeignBytes("\x1F\x8B\x08"sv).error().message,
            "the input is compressed with gzip; make text of it first, as in: zcat FILE | "
            "plumb-ingest");
  EXPECT_EQ(RefuseForeignBytes("\x1F\x8B\x08"sv).error().code, Exit::kUsage);
  const auto named = [](std::string_view head) {
    const Status status = RefuseForeignBytes(head);
    return status.ok() ? "" : status.error().message;
  };
  EXPECT_NE(named("\x28\xB5\x2F\xFD\x04"sv).find("zstdcat"), std::string::npos);
  EXPECT_NE(named("\xFD\x37zXZ\0"sv).find("xzcat"), std::string::npos);
  EXPECT_NE(named("BZh91AY&SY"sv).find("bzcat"), std::string::npos);
  EXPECT_NE(named("\xFF\xFEt\0"sv).find("iconv"), std::string::npos);
}

TEST(ForeignBytes, TextIsNone) {
  for (const std::string_view head : {""sv, "BZhits 1\n"sv, "(1)"sv, "a 1\n"sv, "\xEF\xBB\xBFx"sv})
    EXPECT_TRUE(RefuseForeignBytes(head).ok()) << head;
}

}  // namespace
}  // namespace plumb::formats
