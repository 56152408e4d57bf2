#include "formats/aligned_columns.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::formats {
namespace {

using testing::ElementsAre;

TEST(FindAlignedColumns, TitlesHaveBlanksInside) {
  const auto columns = FindAlignedColumns("CONTAINER ID   MEM USAGE / LIMIT   PIDS",
                                          {"8c0a1e4f6d2b   121MiB / 15GiB      23"});
  ASSERT_TRUE(columns);
  EXPECT_THAT(columns->titles, ElementsAre("CONTAINER ID", "MEM USAGE / LIMIT", "PIDS"));
  EXPECT_THAT(SplitAt("8c0a   1MiB / 2GiB         4", {0, 7, 27}),
              ElementsAre("8c0a", "1MiB / 2GiB", "4"));
  EXPECT_THAT(SplitAt("8c0a", {0, 7, 27}), ElementsAre("8c0a", "", ""));
}

TEST(FindAlignedColumns, NotWhereWordsDoOrNumbersStandToTheRight) {
  EXPECT_FALSE(FindAlignedColumns("NAME    AGE", {"web     5d"}));
  EXPECT_FALSE(FindAlignedColumns("Filesystem  Use Mounted on  Size",
                                  {"/dev/sda    /srv        9", "x              7        9"}));
  EXPECT_FALSE(FindAlignedColumns("A B   C", {}));
}

}  // namespace
}  // namespace plumb::formats
