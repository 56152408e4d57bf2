#include "render/terminal_color.h"

#include <set>

#include "gtest/gtest.h"
#include "scene/scene.h"

namespace plumb::render {
namespace {

TEST(TerminalColor, QuantisesToItself) {
  EXPECT_EQ(Nearest256(scene::FromHex(0xff0000)), 196);
  EXPECT_EQ(Nearest256(scene::FromHex(0x5f87af)), 67);
  EXPECT_EQ(Nearest256(scene::FromHex(0x808080)), 244);
}

TEST(TerminalColor, DarkTonesKeepTheirHue) {
  const scene::Rgb dark_blue = scene::FromHex(0x1c3e58);
  EXPECT_GE(Nearest256(dark_blue), 232);      // a grey is as dark
  EXPECT_EQ(Nearest256(dark_blue, 0.4), 24);  // #005f87 is as blue
}

TEST(TerminalColor, SixteenColoursAreAllDifferent) {
  for (const bool dark : {false, true}) {
    std::set<int> codes;
    for (uint32_t i = 0; i < scene::kSeriesColors; ++i) codes.insert(AnsiSeriesCode(i, dark));
    EXPECT_EQ(codes.size(), size_t{scene::kSeriesColors});
  }
}

}  // namespace
}  // namespace plumb::render
