// Filled areas over time, from zero to the value, or stacked.
#include <algorithm>

#include "charts/chart.h"
#include "charts/series_line.h"
#include "charts/stacked_plot.h"

namespace plumb::charts {
namespace {

// Areas overlap: those behind have to be seen through those in front.
constexpr double kThrough = 0.25;

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  if (request.stack != Stacking::kNone) return DrawStacked(data, request, BandFill::kStrong);
  const Selection selection = SelectForPlot(data, request);
  TimePlotSpec spec = UsualSpec(selection);
  for (ValueExtent* extent : {&spec.extent, &spec.right}) {
    extent->low = std::min(extent->low, 0.0);
    extent->high = std::max(extent->high, 0.0);
  }
  // The larger ones behind, so that none is hidden.
  std::vector<const Selected*> order;
  for (const Selected& each : selection.series) order.push_back(&each);
  std::stable_sort(order.begin(), order.end(), [](const Selected* a, const Selected* b) {
    return a->statistics.count > 0 &&
           (b->statistics.count == 0 || a->statistics.mean > b->statistics.mean);
  });
  return DrawTimePlot(
      data, request, selection, spec, [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
        for (const Selected* each : order) {
          const Plot own = plot.For(*each);
          shapes.push_back(DrawLine(
              *each, own, {.fill = plot.style.cells() ? 1 : kThrough, .base = own.BaseLine()}));
        }
      });
}

}  // namespace

extern const ChartType chart_area = {.name = "area",
                                     .help = "areas over time, from zero to the value",
                                     .draw = Draw,
                                     .two_axes = true,
                                     .stacks = true};

}  // namespace plumb::charts
