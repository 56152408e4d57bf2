// Filled areas over time, from zero to the value, or stacked.
#include <algorithm>

#include "charts/chart.h"
#include "charts/stacked_plot.h"
#include "charts/time_plot.h"

namespace plumb::charts {
namespace {

// Areas overlap: those behind have to be seen through those in front.
constexpr double kThrough = 0.25;

scene::Shape DrawSeries(const Selected& series, const Plot& plot) {
  scene::Line line;
  line.stroke = StrokeOf(series, plot.style);
  scene::Dots dots;
  dots.radius = plot.style.dot_radius;
  dots.ink = line.stroke.ink;
  scene::Area area;
  area.ink = line.stroke.ink;
  area.ink.opacity = plot.style.cells() ? 1 : kThrough;
  for (const Run& run : FindRuns(*series.series, plot.rules)) {
    const std::vector<scene::Point> points = plot.PointsOf(*series.series, run);
    if (run.count == 1) {
      dots.centres.push_back(points.front());
      continue;
    }
    AddFill(points, plot.BaseLine(), area);
    line.runs.push_back(points);
  }
  scene::Group group = plot.GroupOf(series);
  if (!area.outlines.empty()) group.shapes.push_back({std::move(area)});
  if (!line.runs.empty()) group.shapes.push_back({std::move(line)});
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  if (request.stack != Stacking::kNone) return DrawStacked(data, request, BandFill::kStrong);
  const Selection selection = SelectForPlot(data, request);
  TimePlotSpec spec = UsualSpec(selection);
  spec.extent.low = std::min(spec.extent.low, 0.0);
  spec.extent.high = std::max(spec.extent.high, 0.0);
  // The larger ones behind, so that none is hidden.
  std::vector<const Selected*> order;
  for (const Selected& each : selection.series) order.push_back(&each);
  std::stable_sort(order.begin(), order.end(), [](const Selected* a, const Selected* b) {
    return a->statistics.count > 0 &&
           (b->statistics.count == 0 || a->statistics.mean > b->statistics.mean);
  });
  return DrawTimePlot(data, request, selection, spec,
                      [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
                        for (const Selected* each : order)
                          shapes.push_back(DrawSeries(*each, plot));
                      });
}

}  // namespace

extern const ChartType chart_area = {"area", "areas over time, from zero to the value", Draw, true};

}  // namespace plumb::charts
