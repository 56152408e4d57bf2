#include "scene/placement.h"

namespace plumb::scene {
namespace {

struct Mover {
  double dx;
  double dy;

  void operator()(std::vector<Point>& points) const {
    for (Point& point : points) point = {point.x + dx, point.y + dy};
  }
  void operator()(std::vector<std::vector<Point>>& runs) const {
    for (auto& run : runs) (*this)(run);
  }
  void operator()(Line& line) const { (*this)(line.runs); }
  void operator()(Area& area) const { (*this)(area.outlines); }
  void operator()(Dots& dots) const { (*this)(dots.centres); }
  template <typename Placed>
  void operator()(Placed& placed) const {
    placed.x += dx;
    placed.y += dy;
  }
  void operator()(Group& group) const {
    if (group.clip) (*this)(*group.clip);
    Move(group.shapes, dx, dy);
  }
};

}  // namespace

void Move(std::vector<Shape>& shapes, double dx, double dy) {
  for (Shape& shape : shapes) std::visit(Mover{dx, dy}, shape.what);
}

}  // namespace plumb::scene
