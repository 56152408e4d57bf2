#include "scene/placement.h"

#include "gtest/gtest.h"

namespace plumb::scene {
namespace {

TEST(Move, TakesAllShapesAlong) {
  std::vector<Shape> shapes = {
      {Line{.runs = {{{1, 2}, {3, 4}}}}},
      {Area{.outlines = {{{1, 2}}}}},
      {Dots{.centres = {{1, 2}}}},
      {Rect{.x = 1, .y = 2, .width = 3, .height = 4}},
      {Group{.title = "", .clip = Clip{1, 2, 3, 4}, .shapes = {{Text{.x = 1, .y = 2}}}}}};
  Move(shapes, 10, 20);
  EXPECT_EQ(std::get<Line>(shapes[0].what).runs[0][1], (Point{13, 24}));
  EXPECT_EQ(std::get<Area>(shapes[1].what).outlines[0][0], (Point{11, 22}));
  EXPECT_EQ(std::get<Dots>(shapes[2].what).centres[0], (Point{11, 22}));
  const Rect& rect = std::get<Rect>(shapes[3].what);
  EXPECT_EQ(rect.x, 11);
  EXPECT_EQ(rect.height, 4);
  const Group& group = std::get<Group>(shapes[4].what);
  EXPECT_EQ(group.clip->y, 22);
  EXPECT_EQ(group.clip->width, 3);
  EXPECT_EQ(std::get<Text>(group.shapes[0].what).x, 11);
}

}  // namespace
}  // namespace plumb::scene
