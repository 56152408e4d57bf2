#include "render/palette.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "gtest/gtest.h"
#include "render/heat.h"

namespace plumb::render {
namespace {

using scene::Role;

// WCAG 2.1 relative luminance and contrast.
double Luminance(Rgb color) {
  const auto linear = [](uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double Contrast(Rgb a, Rgb b) {
  const double x = Luminance(a);
  const double y = Luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

TEST(Palette, HeatGrowsLighterFromStepToStep) {
  double before = -1;
  for (uint32_t step = 0; step < scene::kHeatSteps; step += 8) {
    const double lightness = ToOkLab(ColorOf({Role::kHeat, step}, true)).lightness;
    EXPECT_GT(lightness, before) << step;
    before = lightness;
  }
  EXPECT_EQ(ColorOf({Role::kHeat, 9999}, true), ColorOf({Role::kHeat, 255}, false));
}

TEST(Palette, ShadesGrowDenserAndAreNeverBlank) {
  EXPECT_EQ(ShadeGlyph(Glyphs::kAscii, 0), ".");
  EXPECT_EQ(ShadeGlyph(Glyphs::kAscii, scene::kHeatSteps - 1), "@");
  EXPECT_EQ(ShadeGlyph(Glyphs::kBraille, 0), "·");
  EXPECT_EQ(ShadeGlyph(Glyphs::kBraille, scene::kHeatSteps + 5), "█");
}

TEST(Palette, LinesAndTextsAreLegibleOnBothGrounds) {
  for (const bool dark : {false, true}) {
    const Rgb ground = ColorOf({Role::kBackground}, dark);
    for (uint32_t i = 0; i < scene::kSeriesColors; ++i)
      EXPECT_GE(Contrast(ColorOf({Role::kSeries, i}, dark), ground), 3.0) << i << dark;
    for (const Role role :
         {Role::kText, Role::kMuted, Role::kGood, Role::kWarning, Role::kCritical})
      EXPECT_GE(Contrast(ColorOf({role}, dark), ground), 4.5);
  }
}

TEST(Palette, FirstColoursAreWellApart) {
  for (const bool dark : {false, true})
    for (uint32_t n = 2; n <= scene::kSeriesColors; ++n)
      for (uint32_t i = 0; i + 1 < n; ++i)
        EXPECT_GE(Distance(ToOkLab(ColorOf({Role::kSeries, i}, dark)),
                           ToOkLab(ColorOf({Role::kSeries, n - 1}, dark))),
                  n <= 3 ? 0.22 : 0.13);
}

TEST(Palette, SixteenColoursAreAllDifferent) {
  for (const bool dark : {false, true}) {
    std::set<int> codes;
    for (uint32_t i = 0; i < scene::kSeriesColors; ++i) codes.insert(AnsiSeriesCode(i, dark));
    EXPECT_EQ(codes.size(), size_t{scene::kSeriesColors});
  }
}

TEST(Color, QuantisesToItself) {
  EXPECT_EQ(Nearest256(FromHex(0xff0000)), 196);
  EXPECT_EQ(Nearest256(FromHex(0x5f87af)), 67);
  EXPECT_EQ(Nearest256(FromHex(0x808080)), 244);
  EXPECT_EQ(HexText(FromHex(0x0caf9a)), "#0caf9a");
}

}  // namespace
}  // namespace plumb::render
