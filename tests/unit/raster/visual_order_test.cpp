#include "raster/visual_order.h"

#include "gtest/gtest.h"

namespace plumb::raster {
namespace {

TEST(InVisualOrder, LeavesWhatRunsToTheRight) {
  EXPECT_EQ(InVisualOrder(""), "");
  EXPECT_EQ(InVisualOrder("web1 größer 日本 🎉"), "web1 größer 日本 🎉");
}

TEST(InVisualOrder, TurnsWhatRunsToTheLeft) {
  EXPECT_EQ(InVisualOrder("אבג"), "גבא");
  EXPECT_EQ(InVisualOrder("web1 אבג"), "web1 גבא");
  // Numbers are read to the right there, too, and brackets open the other way.
  EXPECT_EQ(InVisualOrder("אב (12)"), "(12) בא");
}

TEST(InVisualOrder, JoinsArabicLetters) {
  // Meem, lam, kaf: final, medial and initial form.
  EXPECT_EQ(InVisualOrder("كلم"), "\uFEE2\uFEE0\uFEDB");
  // Lam and alef are one.
  EXPECT_EQ(InVisualOrder("لا"), "\uFEFB");
}

}  // namespace
}  // namespace plumb::raster
