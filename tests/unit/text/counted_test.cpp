#include "text/counted.h"

#include <gtest/gtest.h>

namespace plumb::text {
namespace {

TEST(Counted, OneIsSingular) {
  EXPECT_EQ(Counted(0, "row"), "0 rows");
  EXPECT_EQ(Counted(1, "row"), "1 row");
  EXPECT_EQ(Counted(2, "row"), "2 rows");
  EXPECT_EQ(Counted(2, "series", "series"), "2 series");
}

}  // namespace
}  // namespace plumb::text
