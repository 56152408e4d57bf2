#include "base/byte_fields.h"

#include <cmath>

#include "gtest/gtest.h"

namespace plumb {
namespace {

TEST(ByteFields, GiveBackWhatWasPut) {
  FieldWriter out;
  out.Number(UINT64_MAX);
  out.Text(std::string("nul\0byte", 8));
  out.Real(-0.0);
  out.Text("");
  FieldReader in(out.bytes());
  EXPECT_EQ(in.Number(), UINT64_MAX);
  EXPECT_EQ(in.Text(), std::string("nul\0byte", 8));
  EXPECT_TRUE(std::signbit(in.Real()));
  EXPECT_FALSE(in.done());
  EXPECT_EQ(in.Text(), "");
  EXPECT_TRUE(in.done());
}

TEST(ByteFields, ACountThatHasNoRoomIsNotThere) {
  FieldWriter out;
  out.Number(3);
  out.Number(1);
  out.Number(2);
  FieldReader in(out.bytes());
  EXPECT_EQ(in.Count(8), 0u);
  EXPECT_FALSE(in.ok());
}

TEST(ByteFields, ReadingEndsWhereTheInputDoes) {
  StringInput in("abc");
  EXPECT_EQ(*ReadUpTo(in, uint64_t{1} << 40), "abc");
  EXPECT_EQ(*ReadUpTo(in, 1), "");
}

}  // namespace
}  // namespace plumb
