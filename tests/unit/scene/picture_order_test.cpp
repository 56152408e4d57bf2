#include "scene/picture_order.h"

#include <cmath>
#include <random>

#include "gtest/gtest.h"
#include "scene/scene_bytes.h"

namespace plumb::scene {
namespace {

// Scenes of everything that there is, at random.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  PictureOrder Order() {
    return {.format = Word(),
            .scale = Real(),
            .ground = static_cast<Ground>(Below(3)),
            .scene = {.width = Real(),
                      .height = Real(),
                      .title = Word(),
                      .description = Word(),
                      .shapes = Shapes(0)}};
  }

 private:
  unsigned Below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  double Real() {
    constexpr double kOdd[] = {0, -0.0, 1e308, 5e-324, INFINITY, -INFINITY};
    return Below(8) == 0 ? kOdd[Below(6)] : static_cast<double>(Below(1'000'000)) / 7 - 500;
  }
  std::string Word() {
    std::string word;
    for (unsigned left = Below(9); left > 0; --left) word += static_cast<char>(Below(256));
    return word;
  }
  Ink AnInk() {
    return {static_cast<Role>(Below(static_cast<unsigned>(Role::kExact) + 1)), Below(1u << 31),
            Real()};
  }
  std::vector<Point> Points() {
    std::vector<Point> points(Below(5));
    for (Point& point : points) point = {Real(), Real()};
    return points;
  }
  std::vector<std::vector<Point>> Runs() {
    std::vector<std::vector<Point>> runs(Below(4));
    for (auto& run : runs) run = Points();
    return runs;
  }
  std::vector<Shape> Shapes(int depth) {
    std::vector<Shape> shapes;
    for (unsigned left = Below(5); left > 0; --left) shapes.push_back(AShape(depth));
    return shapes;
  }
  Shape AShape(int depth) {
    switch (Below(depth < 5 ? 6 : 5)) {
      case 0:
        return {Line{Runs(), {AnInk(), Real(), static_cast<int>(Below(100))}}};
      case 1:
        return {Area{Runs(), AnInk()}};
      case 2:
        return {Rect{Real(), Real(), Real(), Real(), AnInk(), Real(), Below(2) == 1}};
      case 3:
        return {Dots{Points(), Real(), AnInk()}};
      case 4:
        return {Text{Real(), Real(), Word(), static_cast<Anchor>(Below(3)), Real(), Below(2) == 1,
                     AnInk()}};
      default: {
        Group group{.title = Word(), .clip = {}, .shapes = Shapes(depth + 1)};
        if (Below(2) == 1) group.clip = Clip{Real(), Real(), Real(), Real()};
        return {std::move(group)};
      }
    }
  }

  std::mt19937 random_;
};

std::string BytesOf(const PictureOrder& order) {
  StringOutput out;
  EXPECT_TRUE(WriteOrder(order, out).ok());
  return out.text();
}

// Bytes hold every field, so equal bytes are equal orders.
TEST(PictureOrder, SurvivesTheWay) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const PictureOrder order = Maker(seed).Order();
    const std::string bytes = BytesOf(order);
    StringInput in(bytes);
    const auto read = ReadOrder(in);
    ASSERT_TRUE(read.ok() && read->has_value()) << seed;
    ASSERT_EQ(BytesOf(**read), bytes) << seed;
    ASSERT_EQ((**read).format, order.format);
    ASSERT_EQ((**read).scene.shapes.size(), order.scene.shapes.size());
    ASSERT_FALSE(ReadOrder(in)->has_value());
  }
}

TEST(PictureOrder, CutOffIsAnErrorWhereverItIs) {
  const std::string bytes = BytesOf(Maker(7).Order());
  for (size_t size = 1; size < bytes.size(); ++size) {
    StringInput in(bytes.substr(0, size));
    ASSERT_FALSE(ReadOrder(in).ok()) << size;
  }
}

// One bit that is wrong gives an error or another order, and nothing else.
TEST(PictureOrder, DamageIsHarmless) {
  const std::string bytes = BytesOf(Maker(7).Order());
  for (size_t i = 0; i < bytes.size() * 8; ++i) {
    std::string damaged = bytes;
    damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
    StringInput in(damaged);
    (void)ReadOrder(in).ok();
  }
}

TEST(PictureOrder, NestingHasABound) {
  PictureOrder order;
  for (int i = 0; i < kMostNesting + 1; ++i) {
    Group group;
    group.shapes = std::move(order.scene.shapes);
    order.scene.shapes.clear();
    order.scene.shapes.push_back({std::move(group)});
  }
  StringInput in(BytesOf(order));
  EXPECT_FALSE(ReadOrder(in).ok());
}

TEST(Picture, ComesWithItsErrors) {
  StringOutput out;
  ASSERT_TRUE(WritePicture(std::string("\0PNG", 4), out).ok());
  ASSERT_TRUE(WritePicture(Error{Exit::kUsage, "too large"}, out).ok());
  StringInput in(out.text());
  EXPECT_EQ(*ReadPicture(in), std::string("\0PNG", 4));
  const auto failed = ReadPicture(in);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Exit::kUsage);
  EXPECT_EQ(failed.error().message, "too large");
  EXPECT_FALSE(ReadPicture(in).ok());  // the helper has ended
}

}  // namespace
}  // namespace plumb::scene
