#include "charts/series_line.h"

namespace plumb::charts {

namespace {

// Over to the next time, then up or down to its value.
std::vector<scene::Point> Stairs(const std::vector<scene::Point>& points) {
  std::vector<scene::Point> stairs;
  for (const scene::Point& point : points) {
    if (!stairs.empty() && stairs.back().y != point.y) stairs.push_back({point.x, stairs.back().y});
    stairs.push_back(point);
  }
  return stairs;
}

// The room between points and a level. REQUIRES: points not empty
std::vector<scene::Point> Outline(const std::vector<scene::Point>& points, double base) {
  std::vector<scene::Point> outline = {{points.front().x, base}};
  outline.insert(outline.end(), points.begin(), points.end());
  outline.push_back({points.back().x, base});
  return outline;
}

}  // namespace

scene::Shape DrawLine(const Selected& series, const Plot& plot, const LineLook& look) {
  scene::Line line;
  line.stroke = StrokeOf(series, plot.style);
  scene::Dots dots;
  dots.radius = plot.style.dot_radius;
  dots.ink = line.stroke.ink;
  scene::Area area;
  area.ink = line.stroke.ink;
  area.ink.opacity = look.fill;
  for (const Run& run : FindRuns(*series.series, plot.rules)) {
    const std::vector<scene::Point> points = plot.PointsOf(*series.series, run);
    if (run.count == 1) {
      dots.centres.push_back(points.front());
      continue;
    }
    if (look.fill > 0) area.outlines.push_back(Outline(points, look.base));
    line.runs.push_back(look.stairs ? Stairs(points) : points);
  }
  scene::Group group = plot.GroupOf(series);
  if (!area.outlines.empty()) group.shapes.push_back({std::move(area)});
  if (!line.runs.empty()) group.shapes.push_back({std::move(line)});
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

}  // namespace plumb::charts
