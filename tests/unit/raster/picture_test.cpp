#include "raster/picture.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "raster/image.h"
#include "unit/render/picture.h"

namespace plumb::raster {
namespace {

using testing::HasSubstr;

scene::PictureOrder OrderOf(const charts::Data& data, charts::Request request = {}) {
  auto scene = charts::Draw(data, request);
  EXPECT_TRUE(scene.ok());
  return {.format = "png", .scale = 1, .ground = scene::Ground::kLight, .scene = *scene};
}

std::string Bytes(scene::PictureOrder order, const std::string& format) {
  order.format = format;
  auto bytes = Draw(order);
  EXPECT_TRUE(bytes.ok()) << (bytes.ok() ? "" : bytes.error().message);
  return bytes.ok() ? *bytes : "";
}

uint32_t Big(const std::string& bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

size_t Count(const Image& image, uint32_t color) {
  return static_cast<size_t>(std::count(image.pixels.begin(), image.pixels.end(), color));
}

TEST(Picture, EveryFormatGivesTheSameBytesAgain) {
  const scene::PictureOrder order = OrderOf(render::Waves(5, 300));
  for (const char* format : {"png", "pdf", "sixel"})
    EXPECT_TRUE(Bytes(order, format) == Bytes(order, format)) << format;
}

TEST(Picture, PngHasItsSizeTitleAndResolution) {
  scene::PictureOrder order = OrderOf(render::Waves(2, 100));
  order.scale = 2;
  const std::string png = Bytes(order, "png");
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(Big(png, 16), 1600u);
  EXPECT_EQ(Big(png, 20), static_cast<uint32_t>(order.scene.height * 2));
  EXPECT_EQ(png[25], 2);  // no alpha: the ground is opaque
  EXPECT_EQ(Big(png, png.find("pHYs") + 4), 7559u);
  EXPECT_NE(png.find("2 series from 2025-09-18 09:00 UTC"), std::string::npos);
}

TEST(Picture, OnUnknownGroundNothingIsBehind) {
  scene::PictureOrder order = OrderOf(render::Waves(2, 100));
  order.ground = scene::Ground::kUnknown;
  EXPECT_EQ(DrawImage(order)->pixels.front(), 0u);
  EXPECT_EQ(Bytes(order, "png")[25], 6);
  order.ground = scene::Ground::kDark;
  EXPECT_EQ(DrawImage(order)->pixels.front(), 0xff111217u);
}

TEST(Picture, PdfHasNoTimeOfItsOwn) {
  const std::string pdf = Bytes(OrderOf(render::Waves(2, 100)), "pdf");
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  EXPECT_NE(pdf.find("/CreationDate (20260101000000Z)"), std::string::npos);
}

TEST(Picture, HostileLabelsAreDrawn) {
  for (const int points : {1, 20})
    for (const char* format : {"png", "pdf", "sixel"})
      EXPECT_NE(Bytes(OrderOf(render::HostileSeries(points)), format), "");
}

TEST(Picture, EveryChartTypeIsDrawn) {
  for (const charts::ChartType* type : charts::ChartTypes()) {
    charts::Request request;
    request.type = type->name;
    for (const int points : {1, 50}) {
      const auto image = DrawImage(OrderOf(render::Waves(3, points), request));
      ASSERT_TRUE(image.ok());
      EXPECT_LT(Count(*image, 0xffffffffu), image->pixels.size() * 99 / 100) << type->name;
    }
  }
}

TEST(Picture, NumbersThatAreNoneAreLeftOut) {
  scene::PictureOrder order;
  order.scene = {.width = 10, .height = 10, .title = {}, .description = {}, .shapes = {}};
  const scene::Ink ink = {scene::Role::kExact, 0xff0000};
  for (const double odd : {double{NAN}, double{INFINITY}, 1e300}) {
    order.scene.shapes.push_back({scene::Line{{{{odd, 1}, {2, odd}}}, {ink}}});
    order.scene.shapes.push_back({scene::Rect{.x = odd, .width = odd, .height = odd, .ink = ink}});
    order.scene.shapes.push_back({scene::Text{.x = odd, .text = "x", .size = odd, .ink = ink}});
  }
  order.scene.shapes.push_back({scene::Rect{.width = 10, .height = 10, .ink = ink}});
  const auto image = DrawImage(order);
  ASSERT_TRUE(image.ok());
  EXPECT_EQ(Count(*image, 0xffff0000u), 100u);
}

// Cells that meet within a pixel leave nothing of the ground between them.
TEST(Picture, HeatHasNoSeams) {
  scene::PictureOrder order;
  order.scene = {.width = 100, .height = 10, .title = {}, .description = {}, .shapes = {}};
  constexpr double kCell = 100.0 / 7;
  for (int i = 0; i < 7; ++i)
    order.scene.shapes.push_back({scene::Rect{
        .x = i * kCell, .width = kCell, .height = 10, .ink = {scene::Role::kHeat, 255}}});
  const auto image = DrawImage(order);
  ASSERT_TRUE(image.ok());
  EXPECT_EQ(Count(*image, 0xfffde725u), image->pixels.size());
}

TEST(Picture, SizesThatCannotBeAreUsageErrors) {
  scene::PictureOrder order = OrderOf(render::Waves(1, 10));
  for (const double scale : {0.0, -1.0, 50.0, double{NAN}, 1e300}) {
    order.scale = scale;
    const auto image = Draw(order);
    ASSERT_FALSE(image.ok()) << scale;
    EXPECT_EQ(image.error().code, Exit::kUsage);
  }
}

TEST(Picture, WithoutFontsThePackageIsNamed) {
  ::setenv("PLUMB_FONTS", "/no/such/folder", 1);
  const auto picture = Draw(OrderOf(render::Waves(1, 10)));
  ::unsetenv("PLUMB_FONTS");
  ASSERT_FALSE(picture.ok());
  EXPECT_EQ(picture.error().code, Exit::kOutside);
  EXPECT_THAT(picture.error().message, HasSubstr("fonts-dejavu-core"));
}

// What was measured without a font has room with it: nothing is drawn beyond the measured box.
TEST(Picture, TextsKeepTheirBoxes) {
  constexpr double kLeft = 50;
  for (const std::string& words :
       {std::string("WWWWmmmm@@@@"), std::string("node_cpu_seconds_total"),
        std::string("iiiilllljjjj"), std::string("0123456789.,%"), std::string("日本語の長い名前"),
        std::string("żółć ÄÖÜ")}) {
    for (const bool bold : {false, true}) {
      const double width = scene::TextWidth(scene::Medium::kPicture, words, 24) * (bold ? 1.2 : 1);
      scene::PictureOrder order;
      order.scene = {.width = std::ceil(kLeft * 2 + width),
                     .height = 48,
                     .title = {},
                     .description = {},
                     .shapes = {}};
      order.scene.shapes.push_back({scene::Text{.x = kLeft,
                                                .y = 24,
                                                .text = words,
                                                .size = 24,
                                                .bold = bold,
                                                .ink = {scene::Role::kExact, 0xff0000}}});
      const auto image = DrawImage(order);
      ASSERT_TRUE(image.ok());
      int left = image->width;
      int right = 0;
      for (int y = 0; y < image->height; ++y)
        for (int x = 0; x < image->width; ++x)
          if (image->pixels[static_cast<size_t>(y * image->width + x)] >> 24 > 127) {
            left = std::min(left, x);
            right = std::max(right, x);
          }
      ASSERT_LT(left, right) << words;
      EXPECT_GE(left, kLeft - 2) << words;
      EXPECT_LE(right, kLeft + width + 1) << words;
    }
  }
}

}  // namespace
}  // namespace plumb::raster
