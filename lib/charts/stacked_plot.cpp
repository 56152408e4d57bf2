#include "charts/stacked_plot.h"

#include <algorithm>
#include <cmath>

#include "charts/downsample.h"
#include "charts/stack.h"
#include "charts/time_plot.h"

namespace plumb::charts {
namespace {

// Colours lie side by side here, so they may be lighter than lines; the edges are not.
constexpr double kFaint = 0.15;
constexpr double kStrong = 0.55;

std::vector<Band> BandsOf(const Data& data, const Request& request, const Selection& selection) {
  std::vector<const model::Series*> upwards;
  for (auto at = selection.series.rbegin(); at != selection.series.rend(); ++at)
    upwards.push_back(at->series);
  std::vector<Band> bands = StackBands(upwards, request.stack, RulesOf(data, request));
  std::reverse(bands.begin(), bands.end());
  return bands;
}

TimePlotSpec SpecOf(const Selection& selection, const std::vector<Band>& bands,
                    const Request& request) {
  TimePlotSpec spec = UsualSpec(selection);
  spec.extent.low = spec.extent.high = 0;
  for (const Band& band : bands)
    for (const auto& piece : band.pieces)
      for (const BandPoint& point : piece) {
        spec.extent.low = std::min(spec.extent.low, point.high);
        spec.extent.high = std::max(spec.extent.high, point.high);
      }
  if (request.stack == Stacking::kPercent) {
    spec.unit = units::FindUnit("percent");
    spec.extent.integer = false;
    // Shares add up to the whole but for rounding.
    spec.extent.low = spec.extent.low < 0 ? std::max(spec.extent.low, -100.0) : 0;
    spec.extent.high = std::min(spec.extent.high, 100.0);
  }
  return spec;
}

scene::Shape DrawBand(const Selected& series, const Band& band, const Plot& plot, BandFill fill) {
  scene::Line edge;
  edge.stroke = StrokeOf(series, plot.style);
  scene::Area area;
  area.ink = edge.stroke.ink;
  area.ink.opacity = fill == BandFill::kStrong ? kStrong : kFaint;
  scene::Dots dots;
  dots.ink = edge.stroke.ink;
  dots.radius = plot.style.dot_radius;
  for (const auto& piece : band.pieces) {
    std::vector<scene::Point> high;
    std::vector<scene::Point> low;
    for (const BandPoint& point : piece) {
      high.push_back(plot.At(point.time, point.high));
      low.push_back(plot.At(point.time, point.low));
    }
    if (piece.size() == 1) {
      dots.centres.push_back(high.front());
      continue;
    }
    high = Downsample(high, plot.style.column);
    low = Downsample(low, plot.style.column);
    edge.runs.push_back(high);
    high.insert(high.end(), low.rbegin(), low.rend());
    area.outlines.push_back(std::move(high));
  }
  scene::Group group = plot.GroupOf(series);
  if (!area.outlines.empty()) group.shapes.push_back({std::move(area)});
  if (!edge.runs.empty()) group.shapes.push_back({std::move(edge)});
  if (!dots.centres.empty()) group.shapes.push_back({std::move(dots)});
  return {std::move(group)};
}

}  // namespace

scene::Scene DrawStacked(const Data& data, const Request& request, BandFill fill) {
  const Selection selection = SelectForStack(data, request);
  const std::vector<Band> bands = BandsOf(data, request, selection);
  return DrawTimePlot(data, request, selection, SpecOf(selection, bands, request),
                      [&](const Plot& plot, std::vector<scene::Shape>& shapes) {
                        for (size_t i = 0; i < bands.size(); ++i)
                          shapes.push_back(DrawBand(selection.series[i], bands[i], plot, fill));
                      });
}

}  // namespace plumb::charts
