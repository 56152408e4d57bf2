#include "charts/threshold_marks.h"

#include <algorithm>
#include <cmath>

namespace plumb::charts {
namespace {

constexpr double kBandOpacity = 0.1;

scene::Shape BandOf(const Plot& plot, const scene::Ink& ink, double low, double high) {
  const double top = std::clamp(plot.y.Map(high), plot.box.top, plot.box.bottom);
  const double bottom = std::clamp(plot.y.Map(low), plot.box.top, plot.box.bottom);
  scene::Rect band = {.x = plot.box.left,
                      .y = top,
                      .width = plot.box.right - plot.box.left,
                      .height = bottom - top,
                      .ink = ink};
  band.ink.opacity = kBandOpacity;
  return {std::move(band)};
}

scene::Shape LineOf(const Plot& plot, const scene::Ink& ink, double value) {
  const double y = plot.y.Map(value);
  scene::Line line;
  line.stroke = {.ink = ink, .width = 1, .dash = 1};
  line.runs.push_back({{plot.box.left, y}, {plot.box.right - 1, y}});
  return {std::move(line)};
}

bool InSight(const Plot& plot, double value) {
  const double y = plot.y.Map(value);
  return std::isfinite(y) && y >= plot.box.top && y <= plot.box.bottom;
}

}  // namespace

void CoverThresholds(const Request& request, ValueExtent& extent) {
  if (extent.empty) return;
  const double span = std::max(extent.high - std::min(extent.low, 0.0), 1e-300);
  for (const Threshold& threshold : request.thresholds) {
    if (threshold.value > extent.high && threshold.value - extent.high <= span)
      extent.high = threshold.value;
    if (threshold.value < extent.low && extent.low - threshold.value <= span)
      extent.low = threshold.value;
  }
}

void DrawThresholds(const Request& request, const Plot& plot, std::vector<scene::Shape>& shapes) {
  const bool bands = request.threshold_look == ThresholdLook::kBand && !plot.style.cells();
  for (size_t i = 0; i < request.thresholds.size(); ++i) {
    const Threshold& threshold = request.thresholds[i];
    const bool last = i + 1 == request.thresholds.size();
    if (bands) {
      const double high = last ? plot.y.high : request.thresholds[i + 1].value;
      if (threshold.value < plot.y.high && high > plot.y.low)
        shapes.push_back(BandOf(plot, threshold.ink, std::max(threshold.value, plot.y.low),
                                std::min(high, plot.y.high)));
    } else if (InSight(plot, threshold.value)) {
      shapes.push_back(LineOf(plot, threshold.ink, threshold.value));
    }
  }
}

}  // namespace plumb::charts
