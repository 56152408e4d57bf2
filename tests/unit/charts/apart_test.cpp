#include "charts/apart.h"

#include <set>

#include "gtest/gtest.h"
#include "text/utf8.h"

namespace plumb::charts {
namespace {

using Names = std::vector<std::string>;

Names Cells(const Names& names, double cells) {
  const Style& style = StyleOf(scene::Medium::kCells);
  return FitApart(names, style.text_size, cells * scene::kCellWidth, style);
}

TEST(FitApart, LeavesNamesThatFit) {
  EXPECT_EQ(Cells({"web1", "web2"}, 4), (Names{"web1", "web2"}));
}

TEST(FitApart, CutsInTheMiddleWhereThatTellsThemApart) {
  EXPECT_EQ(Cells({"first of all", "second of all"}, 7), (Names{"fir…all", "sec…all"}));
}

TEST(FitApart, DropsWhatTheyShareWhereItDoesNot) {
  EXPECT_EQ(
      Cells({"rate(node_disk_written_bytes_total[3m])", "rate(node_disk_read_bytes_total[3m])"},
            12),
      (Names{"…written…", "…read…"}));
}

TEST(FitApart, AShortNameAmongThemStaysWhole) {
  EXPECT_EQ(Cells({"prefix_red_suffix", "prefix_tan_suffix", "up"}, 6),
            (Names{"…red…", "…tan…", "up"}));
}

TEST(FitApart, EqualNamesStayEqual) {
  EXPECT_EQ(Cells({"the same name", "the same name"}, 7), (Names{"the…ame", "the…ame"}));
}

TEST(FitApart, NeverExceedsTheWidthAndNeverPartsACharacter) {
  const Names hostile = {"é_ü_x_日本_ende", "é_ü_y_日本_ende", "", "…", "__", "_a_", "aéb", "aèb"};
  for (double cells = 1; cells < 20; ++cells)
    for (const std::string& name : Cells(hostile, cells)) {
      EXPECT_LE(text::DisplayWidth(name), static_cast<size_t>(cells));
      EXPECT_TRUE(text::IsValidUtf8(name)) << name;
    }
}

}  // namespace
}  // namespace plumb::charts
