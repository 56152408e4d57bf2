#include "scene/scene_bytes.h"

#include <utility>

namespace plumb::scene {
namespace {

enum Kind : uint64_t { kLine, kArea, kRect, kDots, kText, kGroup };

// The least that one of these takes, so that a count that lies is found at once.
constexpr size_t kPointSize = 2 * sizeof(double);
constexpr size_t kRunSize = sizeof(uint64_t);
constexpr size_t kShapeSize = 3 * sizeof(uint64_t);

class Putter {
 public:
  explicit Putter(FieldWriter& out) : out_(out) {}

  void Shapes(const std::vector<Shape>& shapes) {
    out_.Number(shapes.size());
    for (const Shape& shape : shapes)
      std::visit([this](const auto& what) { Put(what); }, shape.what);
  }

 private:
  void Put(const Ink& ink) {
    out_.Number(static_cast<uint64_t>(ink.role));
    out_.Number(ink.number);
    out_.Real(ink.opacity);
  }
  void Put(const std::vector<Point>& points) {
    out_.Number(points.size());
    for (const Point& point : points) {
      out_.Real(point.x);
      out_.Real(point.y);
    }
  }
  void Put(const std::vector<std::vector<Point>>& runs) {
    out_.Number(runs.size());
    for (const auto& run : runs) Put(run);
  }
  void Put(const Line& line) {
    out_.Number(kLine);
    Put(line.runs);
    Put(line.stroke.ink);
    out_.Real(line.stroke.width);
    out_.Number(static_cast<uint64_t>(line.stroke.dash));
  }
  void Put(const Area& area) {
    out_.Number(kArea);
    Put(area.outlines);
    Put(area.ink);
  }
  void Put(const Rect& rect) {
    out_.Number(kRect);
    for (const double v : {rect.x, rect.y, rect.width, rect.height}) out_.Real(v);
    Put(rect.ink);
    out_.Real(rect.radius);
    out_.Number(rect.upright ? 1 : 0);
    out_.Number(rect.status ? 1 : 0);
  }
  void Put(const Dots& dots) {
    out_.Number(kDots);
    Put(dots.centres);
    out_.Real(dots.radius);
    Put(dots.ink);
  }
  void Put(const Text& text) {
    out_.Number(kText);
    out_.Real(text.x);
    out_.Real(text.y);
    out_.Text(text.text);
    out_.Number(static_cast<uint64_t>(text.anchor));
    out_.Real(text.size);
    out_.Number(text.bold ? 1 : 0);
    Put(text.ink);
  }
  void Put(const Group& group) {
    out_.Number(kGroup);
    out_.Text(group.title);
    out_.Number(group.clip ? 1 : 0);
    if (group.clip)
      for (const double v : {group.clip->x, group.clip->y, group.clip->width, group.clip->height})
        out_.Real(v);
    Shapes(group.shapes);
  }

  FieldWriter& out_;
};

class Getter {
 public:
  explicit Getter(FieldReader& in) : in_(in) {}

  std::vector<Shape> Shapes() {
    std::vector<Shape> shapes;
    if (++depth_ > kMostNesting) in_.Spoil();
    for (uint64_t left = in_.Count(kShapeSize); left > 0 && in_.ok(); --left)
      shapes.push_back(OneShape());
    --depth_;
    return shapes;
  }

 private:
  // A number below `limit`.
  uint64_t Below(uint64_t limit) {
    const uint64_t number = in_.Number();
    if (number < limit) return number;
    in_.Spoil();
    return 0;
  }
  bool Flag() { return Below(2) != 0; }

  Shape OneShape() {
    switch (in_.Number()) {
      case kLine:
        return {OneLine()};
      case kArea:
        return {OneArea()};
      case kRect:
        return {OneRect()};
      case kDots:
        return {OneDots()};
      case kText:
        return {OneText()};
      case kGroup:
        return {OneGroup()};
      default:
        in_.Spoil();
        return {};
    }
  }

  Ink OneInk() {
    Ink ink;
    ink.role = static_cast<Role>(Below(static_cast<uint64_t>(Role::kExact) + 1));
    ink.number = static_cast<uint32_t>(Below(uint64_t{UINT32_MAX} + 1));
    ink.opacity = in_.Real();
    return ink;
  }
  std::vector<Point> Points() {
    std::vector<Point> points(in_.Count(kPointSize));
    for (Point& point : points) {
      point.x = in_.Real();
      point.y = in_.Real();
    }
    return points;
  }
  std::vector<std::vector<Point>> Runs() {
    std::vector<std::vector<Point>> runs;
    for (uint64_t left = in_.Count(kRunSize); left > 0 && in_.ok(); --left)
      runs.push_back(Points());
    return runs;
  }
  Line OneLine() {
    Line line;
    line.runs = Runs();
    line.stroke.ink = OneInk();
    line.stroke.width = in_.Real();
    line.stroke.dash = static_cast<int>(Below(INT32_MAX));
    return line;
  }
  Area OneArea() {
    Area area;
    area.outlines = Runs();
    area.ink = OneInk();
    return area;
  }
  Rect OneRect() {
    Rect rect;
    for (double* v : {&rect.x, &rect.y, &rect.width, &rect.height}) *v = in_.Real();
    rect.ink = OneInk();
    rect.radius = in_.Real();
    rect.upright = Flag();
    rect.status = Flag();
    return rect;
  }
  Dots OneDots() {
    Dots dots;
    dots.centres = Points();
    dots.radius = in_.Real();
    dots.ink = OneInk();
    return dots;
  }
  Text OneText() {
    Text text;
    text.x = in_.Real();
    text.y = in_.Real();
    text.text = in_.Text();
    text.anchor = static_cast<Anchor>(Below(static_cast<uint64_t>(Anchor::kEnd) + 1));
    text.size = in_.Real();
    text.bold = Flag();
    text.ink = OneInk();
    return text;
  }
  Group OneGroup() {
    Group group;
    group.title = in_.Text();
    if (Flag()) {
      Clip clip;
      for (double* v : {&clip.x, &clip.y, &clip.width, &clip.height}) *v = in_.Real();
      group.clip = clip;
    }
    group.shapes = Shapes();
    return group;
  }

  FieldReader& in_;
  int depth_ = 0;
};

}  // namespace

void PutScene(const Scene& scene, FieldWriter& out) {
  out.Real(scene.width);
  out.Real(scene.height);
  out.Text(scene.title);
  out.Text(scene.description);
  Putter(out).Shapes(scene.shapes);
}

Scene GetScene(FieldReader& in) {
  Scene scene;
  scene.width = in.Real();
  scene.height = in.Real();
  scene.title = in.Text();
  scene.description = in.Text();
  scene.shapes = Getter(in).Shapes();
  return scene;
}

}  // namespace plumb::scene
