#include "scene/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace plumb::scene {
namespace {

constexpr Ground kGrounds[] = {Ground::kLight, Ground::kDark, Ground::kUnknown};

double Linear(uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

uint8_t Gamma(double linear) {
  const double c = std::clamp(linear, 0.0, 1.0);
  const double v = c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
  return static_cast<uint8_t>(std::lround(v * 255));
}

// WCAG 2.1 contrast.
double Contrast(Rgb a, Rgb b) {
  const auto luminance = [](Rgb c) {
    return 0.2126 * Linear(c.red) + 0.7152 * Linear(c.green) + 0.0722 * Linear(c.blue);
  };
  const double x = luminance(a);
  const double y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// The grounds that a picture of this kind may stand on.
std::vector<Rgb> GroundsOf(Ground ground) {
  const Rgb light = ColorOf({Role::kBackground}, Ground::kLight);
  const Rgb dark = ColorOf({Role::kBackground}, Ground::kDark);
  if (ground == Ground::kUnknown) return {light, dark};
  return {ground == Ground::kDark ? dark : light};
}

// What eyes without one kind of cone see, at full severity (Machado, Oliveira and Fernandes 2009).
using Matrix = std::array<std::array<double, 3>, 3>;
constexpr std::array<Matrix, 4> kEyes = {{
    {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {{{0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}}},
    {{{0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}}},
    {{{1.255528, -0.076749, -0.178779},
      {-0.078411, 0.930809, 0.147602},
      {0.004733, 0.691367, 0.303900}}},
}};

Rgb Seen(Rgb color, const Matrix& eye) {
  const std::array<double, 3> c = {Linear(color.red), Linear(color.green), Linear(color.blue)};
  std::array<uint8_t, 3> out{};
  for (size_t i = 0; i < 3; ++i)
    out[i] = Gamma(eye[i][0] * c[0] + eye[i][1] * c[1] + eye[i][2] * c[2]);
  return {out[0], out[1], out[2]};
}

// The least distance between any two of the first `n` series colours, for any eye.
double LeastDistance(Ground ground, uint32_t n) {
  double least = 1e9;
  for (const Matrix& eye : kEyes)
    for (uint32_t i = 0; i < n; ++i)
      for (uint32_t k = 0; k < i; ++k)
        least = std::min(least, Distance(ToOkLab(Seen(ColorOf({Role::kSeries, i}, ground), eye)),
                                         ToOkLab(Seen(ColorOf({Role::kSeries, k}, ground), eye))));
  return least;
}

TEST(Palette, MarksHaveThreeToOneOnTheirGrounds) {
  for (const Ground ground : kGrounds)
    for (const Rgb behind : GroundsOf(ground))
      for (uint32_t i = 0; i < kSeriesColors; ++i)
        EXPECT_GE(Contrast(ColorOf({Role::kSeries, i}, ground), behind), 3.0) << i;
}

// A thin bright line on dark ground is seen, a thin dim one is lost beside it.
TEST(Palette, FirstSixAreBrightOnDarkGround) {
  for (uint32_t i = 0; i < 6; ++i)
    EXPECT_GE(Contrast(ColorOf({Role::kSeries, i}, Ground::kDark), GroundsOf(Ground::kDark)[0]),
              5.0)
        << i;
}

TEST(Palette, TextsHaveFourAndAHalfToOne) {
  for (const Ground ground : {Ground::kLight, Ground::kDark})
    for (const Role role :
         {Role::kText, Role::kMuted, Role::kGood, Role::kWarning, Role::kCritical})
      EXPECT_GE(Contrast(ColorOf({role}, ground), GroundsOf(ground)[0]), 4.5);
}

// No colour has 4.5:1 on both white and #111217; the best has 4.32.
TEST(Palette, TextsOnUnknownGroundHaveFourToOneOnBoth) {
  for (const Rgb behind : GroundsOf(Ground::kUnknown))
    for (const Role role :
         {Role::kText, Role::kMuted, Role::kGood, Role::kWarning, Role::kCritical})
      EXPECT_GE(Contrast(ColorOf({role}, Ground::kUnknown), behind), 4.0);
}

// What the head of palette.cpp claims, in OKLab x 100, rounded down.
TEST(Palette, FirstColoursAreFarApartForEveryEye) {
  constexpr std::array<std::array<int, 7>, 3> kLeast = {
      {{31, 27, 15, 15, 13, 13, 13}, {31, 19, 14, 14, 13, 13, 13}, {30, 11, 10, 10, 9, 8, 8}}};
  for (const Ground ground : kGrounds)
    for (uint32_t n = 2; n <= kSeriesColors; ++n)
      EXPECT_GE(LeastDistance(ground, n) * 100, kLeast[static_cast<size_t>(ground)][n - 2])
          << "ground " << static_cast<int>(ground) << ", first " << n;
}

TEST(Palette, HeatGrowsLighterFromStepToStep) {
  double before = -1;
  for (uint32_t step = 0; step < kHeatSteps; step += 8) {
    const double lightness = ToOkLab(ColorOf({Role::kHeat, step}, Ground::kDark)).lightness;
    EXPECT_GT(lightness, before) << step;
    before = lightness;
  }
  EXPECT_EQ(ColorOf({Role::kHeat, 9999}, Ground::kDark),
            ColorOf({Role::kHeat, 255}, Ground::kLight));
}

TEST(Palette, GridIsFaintOnAnyGround) {
  EXPECT_LT(OpacityOf({Role::kGrid}, Ground::kUnknown), 0.5);
  EXPECT_EQ(OpacityOf({Role::kGrid}, Ground::kLight), 1);
  EXPECT_EQ(OpacityOf({Role::kSeries, 0, 0.5}, Ground::kUnknown), 0.5);
}

TEST(Color, BlendsAndPrints) {
  EXPECT_EQ(HexText(FromHex(0x0caf9a)), "#0caf9a");
  EXPECT_EQ(Blend(FromHex(0xffffff), FromHex(0x000000), 0.2), FromHex(0x333333));
}

}  // namespace
}  // namespace plumb::scene
