// Lines over time, one a series: the chart of a range.
#include "charts/chart.h"
#include "charts/stacked_plot.h"
#include "charts/time_plot.h"

namespace plumb::charts {
namespace {

scene::Shape DrawSeries(const Selected& series, const Plot& plot, bool fill) {
  scene::Line line;
  line.stroke = StrokeOf(series, plot.style);
  scene::Dots dots;
  dots.radius = plot.style.dot_radius;
  dots.ink = line.stroke.ink;
  scene::Area area;
  constexpr double kFaint = 0.1;
  area.ink = line.stroke.ink;
  area.ink.opacity = kFaint;
  for (const Run& run : FindRuns(*series.series, plot.rules)) {
    const std::vector<scene::Point> points = plot.PointsOf(*series.series, run);
    if (run.count == 1) {
      dots.centres.push_back(points.front());
      continue;
    }
    if (fill) AddFill(points, plot.y.Map(0), area);
    line.runs.push_back(points);
  }
  scene::Group group = plot.GroupOf(series);
  if (!area.outlines.empty()) group.shapes.push_back({std::move(area)});
  if (!line.runs.empty()) group.shapes.push_back({std::move(line)});
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  if (request.stack != Stacking::kNone) return DrawStacked(data, request, BandFill::kFaint);
  const Selection selection = SelectForPlot(data, request);
  return DrawTimePlot(data, request, selection, UsualSpec(selection),
                      [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
                        // A faint area where it is the only line. It says how much: it has to stand
                        // on zero.
                        const bool fill = selection.series.size() == 1 && !plot.style.cells() &&
                                          plot.y.kind == scene::ScaleKind::kLinear &&
                                          plot.y.low <= 0 && plot.y.high >= 0;
                        // The series that comes first in the legend is drawn last, on top of the
                        // others.
                        for (auto at = selection.series.rbegin(); at != selection.series.rend();
                             ++at)
                          shapes.push_back(DrawSeries(*at, plot, fill));
                      });
}

}  // namespace

extern const ChartType chart_line = {"line", "lines over time, one a series", Draw, true};

}  // namespace plumb::charts
