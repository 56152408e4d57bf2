// Samples as dots, without a line between: what is scattered or rare.
#include "charts/chart.h"
#include "charts/time_plot.h"

namespace plumb::charts {
namespace {

scene::Shape DrawSeries(const Selected& series, const Plot& plot) {
  scene::Dots dots;
  dots.radius = plot.style.dot_radius;
  dots.ink = StrokeOf(series, plot.style).ink;
  for (const Run& run : FindRuns(*series.series, plot.rules)) {
    const std::vector<scene::Point> points = plot.PointsOf(*series.series, run);
    dots.centres.insert(dots.centres.end(), points.begin(), points.end());
  }
  scene::Group group = plot.GroupOf(series);
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  return DrawSeriesPlot(data, request, SelectForPlot(data, request), DrawSeries);
}

}  // namespace

extern const ChartType chart_points = {
    .name = "points", .help = "samples as dots", .draw = Draw, .two_axes = true, .compares = true};

}  // namespace plumb::charts
