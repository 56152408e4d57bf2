#include "render/glyphs.h"

#include "gtest/gtest.h"
#include "scene/scene.h"

namespace plumb::render {
namespace {

TEST(Glyphs, ShadesGrowDenserAndAreNeverBlank) {
  EXPECT_EQ(ShadeGlyph(Glyphs::kAscii, 0), ".");
  EXPECT_EQ(ShadeGlyph(Glyphs::kAscii, scene::kHeatSteps - 1), "@");
  EXPECT_EQ(ShadeGlyph(Glyphs::kBraille, 0), "·");
  EXPECT_EQ(ShadeGlyph(Glyphs::kBraille, scene::kHeatSteps + 5), "█");
}

}  // namespace
}  // namespace plumb::render
