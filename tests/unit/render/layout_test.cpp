// Where texts stand in pictures, for every type of chart: inside.
#include <cmath>

#include "gtest/gtest.h"
#include "scene/text_width.h"
#include "unit/render/picture.h"

namespace plumb::render {
namespace {

struct Box {
  double width = 0;
  double height = 0;
};

// How many texts there are; those that leave the box fail the test.
int CheckTexts(const std::vector<scene::Shape>& shapes, const Box& box, const std::string& what) {
  int count = 0;
  for (const scene::Shape& shape : shapes) {
    if (const auto* group = std::get_if<scene::Group>(&shape.what))
      count += CheckTexts(group->shapes, box, what);
    const auto* text = std::get_if<scene::Text>(&shape.what);
    if (text == nullptr) continue;
    ++count;
    // A bold text takes up to a fifth more than a usual one.
    const double width =
        scene::TextWidth(scene::Medium::kPicture, text->text, text->size) * (text->bold ? 1.2 : 1);
    const double anchor = text->anchor == scene::Anchor::kStart    ? 0
                          : text->anchor == scene::Anchor::kMiddle ? 0.5
                                                                   : 1;
    const double left = text->x - anchor * width;
    EXPECT_GE(left, 0) << what << ": " << text->text;
    EXPECT_LE(left + width, box.width) << what << ": " << text->text;
    EXPECT_GE(text->y - text->size / 2, 0) << what << ": " << text->text;
    EXPECT_LE(text->y + text->size / 2, box.height) << what << ": " << text->text;
  }
  return count;
}

TEST(Layout, EveryTextLiesInsideThePicture) {
  int count = 0;
  for (const charts::ChartType* type : charts::ChartTypes()) {
    for (const double width : {200.0, 480.0, 800.0, 1600.0}) {
      for (const double height : {0.0, 300.0}) {
        for (const int points : {1, 50}) {
          for (const auto& data : {HostileSeries(points), Waves(5, points)}) {
            charts::Request request;
            request.type = type->name;
            request.width = width;
            request.height = height;
            const auto scene = charts::Draw(data, request);
            if (!scene.ok()) continue;  // a type that these series do not suit says so
            count += CheckTexts(scene->shapes, {scene->width, scene->height},
                                std::string(type->name) + " " + std::to_string(width));
          }
        }
      }
    }
  }
  EXPECT_GT(count, 5000);
}

}  // namespace
}  // namespace plumb::render
