// Lines that keep a value until the next one: states, limits, counts.
#include "charts/chart.h"
#include "charts/time_plot.h"

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

scene::Shape DrawSeries(const Selected& series, const Plot& plot) {
  scene::Line line;
  line.stroke = StrokeOf(series, plot.style);
  scene::Dots dots;
  dots.radius = plot.style.dot_radius;
  dots.ink = line.stroke.ink;
  for (const Run& run : FindRuns(*series.series, plot.rules)) {
    const std::vector<scene::Point> points = plot.PointsOf(*series.series, run);
    if (run.count == 1)
      dots.centres.push_back(points.front());
    else
      line.runs.push_back(Stairs(points));
  }
  scene::Group group = plot.GroupOf(series);
  if (!line.runs.empty()) group.shapes.push_back({std::move(line)});
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  const Selection selection = SelectForPlot(data, request);
  return DrawTimePlot(data, request, selection, UsualSpec(selection),
                      [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
                        for (auto at = selection.series.rbegin(); at != selection.series.rend();
                             ++at)
                          shapes.push_back(DrawSeries(*at, plot));
                      });
}

}  // namespace

extern const ChartType chart_step = {"step", "lines that keep a value until the next", Draw};

}  // namespace plumb::charts
