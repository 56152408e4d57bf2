// Whether fewer points give the same picture: cairo is the judge of charts/downsample.h.
#include <cmath>
#include <random>

#include "charts/downsample.h"
#include "gtest/gtest.h"
#include "raster/image.h"
#include "unit/render/picture.h"

namespace plumb::raster {
namespace {

constexpr double kWidth = 900;
constexpr double kHeight = 300;

// So many values over the width: a walk with noise, and now and then one sample far away.
std::vector<scene::Point> Walk(int count) {
  std::mt19937 random(42);
  std::vector<scene::Point> points;
  points.reserve(static_cast<size_t>(count));
  double walk = 150;
  for (int i = 0; i < count; ++i) {
    walk = std::clamp(walk + static_cast<double>(random() % 2001) / 20000 - 0.05, 60.0, 240.0);
    const double noise = static_cast<double>(random() % 1000) / 100;
    const double spike = random() % 5000 == 0 ? -50.0 : 0.0;
    points.push_back({i * kWidth / count, walk + noise + spike});
  }
  return points;
}

Image ImageOf(const std::vector<scene::Point>& points) {
  scene::PictureOrder order;
  order.scene = {.width = kWidth, .height = kHeight, .title = {}, .description = {}, .shapes = {}};
  order.scene.shapes.push_back(
      {scene::Rect{.width = kWidth, .height = kHeight, .ink = {scene::Role::kBackground}}});
  order.scene.shapes.push_back({scene::Line{{points}, {{scene::Role::kExact, 0}, 1}}});
  auto image = DrawImage(order);
  EXPECT_TRUE(image.ok());
  return image.ok() ? *image : Image{};
}

// Which pixels a line of one pixel touches: of each column those from the least to the largest
// value, and those on the way to the next column (the raster of M4, Jugel et al., VLDB 2014).
std::vector<bool> PixelsOf(const std::vector<scene::Point>& points) {
  constexpr auto kColumns = static_cast<size_t>(kWidth);
  constexpr auto kRows = static_cast<size_t>(kHeight);
  std::vector<bool> pixels(kColumns * kRows);
  for (size_t i = 0; i < points.size(); ++i) {
    const scene::Point& a = points[i == 0 ? 0 : i - 1];
    const scene::Point& b = points[i];
    auto x = static_cast<int>(std::floor(a.x));
    auto y = static_cast<int>(std::floor(a.y));
    const auto x1 = static_cast<int>(std::floor(b.x));
    const auto y1 = static_cast<int>(std::floor(b.y));
    const int dx = std::abs(x1 - x);
    const int dy = -std::abs(y1 - y);
    for (int error = dx + dy;;) {
      pixels[static_cast<size_t>(y) * kColumns + static_cast<size_t>(x)] = true;
      if (x == x1 && y == y1) break;
      const int twice = 2 * error;
      if (twice >= dy) error += dy, x += x < x1 ? 1 : -1;
      if (twice <= dx) error += dx, y += y < y1 ? 1 : -1;
    }
  }
  return pixels;
}

TEST(Downsample, AMillionPointsHaveTheSamePixels) {
  const std::vector<scene::Point> all = Walk(1'000'000);
  const std::vector<scene::Point> kept = charts::Downsample(all, 1);
  EXPECT_LE(kept.size(), 4 * static_cast<size_t>(kWidth));
  EXPECT_EQ(PixelsOf(all), PixelsOf(kept));
}

// Smooth edges hold a little more than pixels can tell: where in its column a value lies. Nine
// pixels in ten are equal all the same. (A million at once take cairo more than a minute.)
TEST(Downsample, SmoothedPicturesDifferByNothingToSee) {
  const std::vector<scene::Point> all = Walk(30'000);
  const Image full = ImageOf(all);
  const Image few = ImageOf(charts::Downsample(all, 1));
  ASSERT_EQ(full.pixels.size(), few.pixels.size());
  size_t different = 0;
  double sum = 0;
  for (size_t i = 0; i < full.pixels.size(); ++i) {
    const int difference =
        std::abs(static_cast<int>(full.pixels[i] & 255) - static_cast<int>(few.pixels[i] & 255));
    if (difference > 0) ++different;
    sum += difference;
  }
  const auto count = static_cast<double>(full.pixels.size());
  EXPECT_LT(static_cast<double>(different) / count, 0.1);
  EXPECT_LT(sum / count / 255, 0.01);
}

TEST(Downsample, ASpikeOfOneSampleIsSeenInPixels) {
  charts::Data data = render::Waves(1, 100'000);
  for (double& v : data.series[0].values) v = 1;
  data.series[0].values[54'321] = 100;
  const auto scene = charts::Draw(data, {});
  ASSERT_TRUE(scene.ok());
  for (const double scale : {1.0, 2.0}) {
    const auto image = DrawImage({.format = "png", .scale = scale, .scene = *scene});
    ASSERT_TRUE(image.ok());
    int best = 0;
    for (int x = 0; x < image->width; ++x) {
      int blue = 0;  // rows of the first series' colour, thinned by the smoothing or not
      for (int y = 0; y < image->height; ++y) {
        const uint32_t pixel = image->pixels[static_cast<size_t>(y * image->width + x)];
        if ((pixel & 255) > (pixel >> 16 & 255) + 60) ++blue;
      }
      best = std::max(best, blue);
    }
    EXPECT_GT(best, 200 * scale);
  }
}

}  // namespace
}  // namespace plumb::raster
