#include "charts/sparkline.h"

#include <algorithm>

#include "charts/downsample.h"

namespace plumb::charts {

void DrawSparkline(const Selected& series, const PlotBox& box, const RunRules& rules,
                   const scene::Ink& ink, const Style& style, std::vector<scene::Shape>& shapes) {
  const model::Series& data = *series.series;
  if (data.times.size() < 2 || series.statistics.count < 2) return;
  constexpr double kLeastHeight = 8;  // a lower one shows nothing
  if (box.bottom - box.top < kLeastHeight) return;
  // In terminals the ends lie within the first and last dots.
  const double inset_x = style.cells() ? scene::kCellWidth / 4 : style.line_width;
  const double inset_y = style.cells() ? scene::kCellHeight / 8 : style.line_width;
  const scene::Scale x = {scene::ScaleKind::kLinear, static_cast<double>(data.times.front()),
                          static_cast<double>(data.times.back()), box.left + inset_x,
                          box.right - inset_x};
  scene::Scale y = {scene::ScaleKind::kLinear, series.statistics.min, series.statistics.max,
                    box.bottom - inset_y, box.top + inset_y};
  const bool flat = !(y.low < y.high);
  scene::Line line;
  line.stroke = {.ink = ink, .width = style.line_width};
  scene::Area area;
  area.ink = ink;
  constexpr double kFaint = 0.12;
  area.ink.opacity = kFaint;
  for (const Run& run : FindRuns(data, rules)) {
    std::vector<scene::Point> points;
    for (size_t i = run.first; i < run.first + run.count; ++i)
      points.push_back({x.Map(static_cast<double>(data.times[i])),
                        flat ? (box.top + box.bottom) / 2 : y.Map(data.values[i])});
    points = Downsample(points, style.column);
    std::vector<scene::Point> outline = {{points.front().x, box.bottom}};
    outline.insert(outline.end(), points.begin(), points.end());
    outline.push_back({points.back().x, box.bottom});
    area.outlines.push_back(std::move(outline));
    line.runs.push_back(std::move(points));
  }
  if (!style.cells()) shapes.push_back({std::move(area)});
  shapes.push_back({std::move(line)});
}

}  // namespace plumb::charts
