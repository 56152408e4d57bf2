// Lines over time, one a series: the chart of a range.
#include "charts/chart.h"
#include "charts/filled_between.h"
#include "charts/series_line.h"
#include "charts/stacked_plot.h"

namespace plumb::charts {
namespace {

// A faint area where it is the only line. It says how much: it has to stand on zero.
LineLook LookOf(const Plot& plot) {
  constexpr double kFaint = 0.1;
  const bool on_zero = plot.y.kind != scene::ScaleKind::kLog && plot.y.low <= 0 && plot.y.high >= 0;
  if (plot.style.cells() || !on_zero) return {};
  return {.fill = kFaint, .base = plot.y.Map(0)};
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  if (request.stack != Stacking::kNone) return DrawStacked(data, request, BandFill::kFaint);
  const Selection selection = SelectForPlot(data, request);
  if (request.between) PLUMB_TRY(CheckBetween(selection, *request.between));
  const bool only = selection.series.size() == 1;
  return DrawSeriesPlot(data, request, selection, [only](const Selected& series, const Plot& plot) {
    return DrawLine(series, plot, only ? LookOf(plot) : LineLook{});
  });
}

}  // namespace

extern const ChartType chart_line = {.name = "line",
                                     .help = "lines over time, one a series",
                                     .draw = Draw,
                                     .two_axes = true,
                                     .stacks = true,
                                     .compares = true,
                                     .fills_between = true};

}  // namespace plumb::charts
