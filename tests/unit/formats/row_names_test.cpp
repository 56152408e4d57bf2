#include "formats/row_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::formats {
namespace {

using testing::ElementsAre;

std::vector<std::string> NamesOf(std::vector<std::string> titles,
                                 const std::vector<TableRow>& rows) {
  TableColumns columns;
  columns.titles = std::move(titles);
  for (size_t i = 0; i < columns.titles.size(); ++i) columns.labels.push_back(i);
  std::vector<std::string> names;
  for (const size_t column : RowNames(columns, rows)) names.push_back(columns.titles[column]);
  return names;
}

TEST(RowNames, OneThatTellsAllApart) {
  EXPECT_THAT(NamesOf({"Filesystem", "Mounted on"}, {{"tmpfs", "/run"}, {"tmpfs", "/dev/shm"}}),
              ElementsAre("Mounted on"));
  EXPECT_THAT(NamesOf({"Iface", "Flg"}, {{"eth0", "BMRU"}, {"lo", "LRU"}}), ElementsAre("Iface"));
  EXPECT_THAT(NamesOf({"CONTAINER ID", "NAME"}, {{"8c", "api"}, {"93", "db"}}),
              ElementsAre("NAME"));
}

TEST(RowNames, MoreWhereOneIsNotEnough) {
  EXPECT_THAT(NamesOf({"PID", "STAT", "COMMAND"},
                      {{"1", "S", "sh"}, {"2", "S", "firefox"}, {"3", "S", "firefox"}}),
              ElementsAre("PID", "COMMAND"));
  EXPECT_THAT(NamesOf({"a", "b"}, {{"x", "y"}, {"x", "y"}}), ElementsAre("a"));
}

TEST(RowNames, AllWhereTitlesAreMadeUp) {
  EXPECT_THAT(NamesOf({"column 1", "column 2"}, {{"GET", "/"}, {"GET", "/x"}}),
              ElementsAre("column 1", "column 2"));
}

}  // namespace
}  // namespace plumb::formats
