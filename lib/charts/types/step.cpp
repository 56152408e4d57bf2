// Lines that keep a value until the next one: states, limits, counts.
#include "charts/chart.h"
#include "charts/series_line.h"

namespace plumb::charts {
namespace {

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  return DrawSeriesPlot(data, request, SelectForPlot(data, request),
                        [](const Selected& series, const Plot& plot) {
                          return DrawLine(series, plot, {.stairs = true});
                        });
}

}  // namespace

extern const ChartType chart_step = {.name = "step",
                                     .help = "lines that keep a value until the next",
                                     .draw = Draw,
                                     .two_axes = true,
                                     .compares = true};

}  // namespace plumb::charts
