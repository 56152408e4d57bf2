// Upright bars over time, those of one time beside each other or stacked; of one instant over
// names.
#include <algorithm>
#include <cmath>

#include "charts/category_bars.h"
#include "charts/chart.h"
#include "charts/comparable.h"
#include "charts/time_bins.h"
#include "charts/time_plot.h"
#include "charts/upright_bar.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

constexpr double kLeastWidth = 2;  // of a bar in pictures
constexpr double kMostWidth = 64;
constexpr double kBarPart = 0.8;     // of its slot; the rest is air
constexpr double kGutterPart = 0.1;  // of the width: about what the value labels take

size_t MostSlots(const Request& request, const Style& style, size_t beside) {
  const double width = (request.width - 2 * style.margin_x) * (1 - kGutterPart);
  const double bar = style.cells() ? scene::kCellWidth : kLeastWidth;
  // A bar of air between two times.
  const double slot = bar * static_cast<double>(beside + 1);
  return static_cast<size_t>(std::max(1.0, width / slot));
}

// What stands where: of each slot, of each series. NaN where there is nothing.
std::vector<std::vector<Piece>> PiecesOf(const TimeBins& bins, Stacking stack) {
  std::vector<std::vector<Piece>> pieces(bins.values.size());
  for (auto& series : pieces) series.resize(bins.count, {NAN, NAN});
  for (size_t slot = 0; slot < bins.count; ++slot) {
    double whole = 0;
    for (const auto& values : bins.values)
      if (std::isfinite(values[slot])) whole += std::abs(values[slot]);
    const double factor = stack != Stacking::kPercent ? 1 : whole > 0 ? 100 / whole : 0;
    double above = 0;
    double below = 0;
    // The last of the legend is at the bottom, as with lines and areas.
    for (size_t i = bins.values.size(); i-- > 0;) {
      const double v = bins.values[i][slot];
      if (!std::isfinite(v)) continue;
      double nothing = 0;
      double& level = stack == Stacking::kNone ? nothing : v < 0 ? below : above;
      pieces[i][slot].low = level;
      level += v * factor;
      pieces[i][slot].high = level;
    }
  }
  return pieces;
}

struct Slots {
  double first = 0;  // middle of the first
  double distance = 0;
  size_t beside = 1;  // bars in one slot
};

Span SpanOf(const Slots& slots, size_t slot, size_t place, const Style& style) {
  const double middle = slots.first + static_cast<double>(slot) * slots.distance;
  const auto beside = static_cast<double>(slots.beside);
  if (style.cells()) {
    // All of one width, and never so wide that some touch the next and some do not.
    constexpr double kMostCells = 8;
    const double distance = slots.distance / scene::kCellWidth;
    const double room = std::min(distance * kBarPart, std::floor(distance) - 1);
    const double cells = std::clamp(std::floor(room / beside), 1.0, kMostCells);
    const double left = style.SnapX(middle - cells * beside * scene::kCellWidth / 2 + 1);
    return {left + static_cast<double>(place) * cells * scene::kCellWidth,
            cells * scene::kCellWidth};
  }
  const double width = std::min(slots.distance * kBarPart / beside, kMostWidth);
  return {middle + (static_cast<double>(place) - beside / 2) * width, width};
}

scene::Shape DrawBars(const Selected& series, const std::vector<Piece>& pieces, size_t place,
                      const Slots& slots, const Plot& plot, bool stacked) {
  scene::Group group = plot.GroupOf(series);
  for (size_t slot = 0; slot < pieces.size(); ++slot) {
    const Span span = SpanOf(slots, slot, place, plot.style);
    if (const auto bar = UprightBar(pieces[slot], span, plot, stacked, series.ink()))
      group.shapes.push_back({*bar});
  }
  return {std::move(group)};
}

TimePlotSpec SpecOf(const Selection& selection, const std::vector<std::vector<Piece>>& pieces,
                    const TimeBins& bins, const Request& request) {
  TimePlotSpec spec = UsualSpec(selection);
  spec.extent.low = spec.extent.high = 0;
  for (const auto& series : pieces)
    for (const Piece& piece : series) {
      if (!std::isfinite(piece.high)) continue;
      spec.extent.low = std::min(spec.extent.low, piece.high);
      spec.extent.high = std::max(spec.extent.high, piece.high);
    }
  if (request.stack == Stacking::kPercent) {
    spec.unit = units::FindUnit("percent");
    spec.extent.integer = false;
    // Shares add up to the whole but for rounding.
    spec.extent.high = std::min(spec.extent.high, 100.0);
    spec.extent.low = std::max(spec.extent.low, -100.0);
  }
  if (bins.merged > 1) spec.note = fmt::format("each bar: largest of {} values", bins.merged);
  spec.time_room = bins.step / 2;
  return spec;
}

Result<scene::Scene> Draw(const Data& data, const Request& request) {
  if (IsOneInstant(data)) return DrawCategories(data, request);
  const Style& style = StyleOf(request.medium);
  const bool stacked = request.stack != Stacking::kNone;
  const Selection selection =
      stacked ? SelectForStack(data, request) : SelectForPlot(data, request);
  std::vector<const model::Series*> series;
  for (const Selected& each : selection.series) series.push_back(each.series);
  const size_t beside = stacked ? 1 : series.size();
  const TimeBins bins =
      BinByTime(series, data.step, data.indexed ? 1 : kMinute, MostSlots(request, style, beside));
  const auto pieces = PiecesOf(bins, request.stack);
  return DrawTimePlot(
      data, request, selection, SpecOf(selection, pieces, bins, request),
      [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
        const auto first = static_cast<double>(bins.first);
        const Slots slots = {
            .first = plot.x.Map(first),
            .distance = plot.x.Map(first + static_cast<double>(bins.step)) - plot.x.Map(first),
            .beside = beside};
        for (size_t i = 0; i < pieces.size(); ++i)
          shapes.push_back(
              DrawBars(selection.series[i], pieces[i], stacked ? 0 : i, slots, plot, stacked));
      });
}

}  // namespace

extern const ChartType chart_bar = {
    .name = "bar", .help = "upright bars over time, or over names", .draw = Draw, .stacks = true};

}  // namespace plumb::charts
