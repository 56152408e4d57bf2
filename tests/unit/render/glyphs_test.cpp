#include "render/glyphs.h"

#include <set>

#include "gtest/gtest.h"
#include "scene/scene.h"

namespace plumb::render {
namespace {

// The names that Unicode gives: OCTANT-3 is the first, -1234578 the last but three.
TEST(Glyphs, OctantsAreThoseOfUnicode) {
  EXPECT_EQ(DotGlyph(Glyphs::kOctant, 0b00000100), "\U0001cd00");  // 3
  EXPECT_EQ(DotGlyph(Glyphs::kOctant, 0b00000110), "\U0001cd01");  // 23
  EXPECT_EQ(DotGlyph(Glyphs::kOctant, 0b00001000), "\U0001cd03");  // 4
  EXPECT_EQ(DotGlyph(Glyphs::kOctant, 0b00010000), "\U0001cd09");  // 5
  EXPECT_EQ(DotGlyph(Glyphs::kOctant, 0b11111110), "\U0001cde5");  // 2345678
  EXPECT_EQ(DotGlyph(Glyphs::kOctant, 0b11110000), "▄");
}

TEST(Glyphs, SextantsAreThoseOfUnicode) {
  EXPECT_EQ(DotGlyph(Glyphs::kSextant, 0b000001), "\U0001fb00");  // 1
  EXPECT_EQ(DotGlyph(Glyphs::kSextant, 0b010110), "\U0001fb14");  // 235
  EXPECT_EQ(DotGlyph(Glyphs::kSextant, 0b111110), "\U0001fb3b");  // 23456
  EXPECT_EQ(DotGlyph(Glyphs::kSextant, 0b101010), "▐");
}

TEST(Glyphs, EverySetOfDotsHasItsOwn) {
  for (const Glyphs glyphs :
       {Glyphs::kBraille, Glyphs::kOctant, Glyphs::kSextant, Glyphs::kQuadrant, Glyphs::kBlock}) {
    const DotShape shape = DotShapeOf(glyphs);
    const unsigned count = 1u << (shape.columns * shape.rows);
    std::set<std::string> seen;
    for (unsigned bits = 1; bits < count; ++bits) seen.insert(DotGlyph(glyphs, bits));
    EXPECT_EQ(seen.size(), count - 1) << static_cast<int>(glyphs);
  }
}

TEST(Glyphs, ShadesGrowDenserAndAreNeverBlank) {
  EXPECT_EQ(ShadeGlyph(Glyphs::kAscii, 0), ".");
  EXPECT_EQ(ShadeGlyph(Glyphs::kAscii, scene::kHeatSteps - 1), "@");
  EXPECT_EQ(ShadeGlyph(Glyphs::kBraille, 0), "·");
  EXPECT_EQ(ShadeGlyph(Glyphs::kBraille, scene::kHeatSteps + 5), "█");
}

}  // namespace
}  // namespace plumb::render
