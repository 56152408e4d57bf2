#include "charts/multiples.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "charts/frame.h"
#include "charts/names.h"
#include "charts/selection.h"
#include "charts/statistics.h"
#include "charts/style.h"
#include "fmt/format.h"
#include "scene/placement.h"
#include "text/escape.h"

namespace plumb::charts {
namespace {

constexpr double kLeastWidth = 300;  // of a chart in pictures
constexpr double kLeastCells = 36;   // in terminals
constexpr double kMostColumns = 4;
constexpr double kPlotPart = 0.6;  // of the usual height of a chart
constexpr size_t kMostCharts = 24;

using Panels = std::map<std::string, Data>;

Panels Divide(const Data& data, const std::string& label) {
  Panels panels;
  const auto panel_of = [&](const model::Series& series) -> Data& {
    const std::string value(series.labels.Get(label));
    auto [at, inserted] = panels.try_emplace(value, Data());
    if (inserted) {
      at->second = data;
      at->second.series.clear();
      at->second.earlier.clear();
    }
    return at->second;
  };
  for (const model::Series& series : data.series) panel_of(series).series.push_back(series);
  for (const model::Series& series : data.earlier) panel_of(series).earlier.push_back(series);
  return panels;
}

// Axes of the same values and times: that is what makes the charts comparable.
void ShareAxes(const Data& data, Data& panel, Request& request) {
  bool any = false;
  for (const model::Series& series : data.series) {
    if (series.times.empty()) continue;
    if (!data.start) {
      panel.start = std::min(panel.start.value_or(series.times.front()), series.times.front());
      panel.end = std::max(panel.end.value_or(series.times.back()), series.times.back());
    }
    const Statistics s = ComputeStatistics(series);
    // Sums are known to each chart only.
    if (s.count == 0 || request.stack != Stacking::kNone) continue;
    request.cover_low = any ? std::min(*request.cover_low, s.min) : s.min;
    request.cover_high = any ? std::max(*request.cover_high, s.max) : s.max;
    any = true;
  }
}

// The title says it.
void DropLabel(Data& panel, const std::string& label) {
  for (auto* all : {&panel.series, &panel.earlier})
    for (model::Series& series : *all)
      series.labels = model::LabelsBuilder(series.labels).Drop(label).Build();
}

struct Grid {
  size_t columns = 1;
  double width = 0;  // of a chart
  double gap = 0;
};

Grid GridOf(const Request& request, const Style& style, size_t count) {
  Grid grid;
  grid.gap = style.cells() ? 2 * scene::kCellWidth : 0;
  const double least = style.cells() ? kLeastCells * scene::kCellWidth : kLeastWidth;
  const double fitting =
      std::clamp(std::floor((request.width + grid.gap) / (least + grid.gap)), 1.0, kMostColumns);
  // As many in the last row as in the others, as far as can be.
  const auto most = static_cast<size_t>(fitting);
  const size_t rows = (count + most - 1) / most;
  grid.columns = (count + rows - 1) / rows;
  const auto columns = static_cast<double>(grid.columns);
  grid.width = style.SnapX((request.width - (columns - 1) * grid.gap) / columns);
  return grid;
}

Header HeaderOf(const Data& data, const Request& request) {
  const Selection all = Select(data, request, data.series.size());
  return {.title = all.title, .subtitle = all.common};
}

}  // namespace

Result<scene::Scene> DrawMultiples(const Data& data, const Request& request,
                                   const ChartType& type) {
  const Style& style = StyleOf(request.medium);
  Panels panels = Divide(data, request.by);
  if (panels.size() == 1 && panels.begin()->first.empty())
    return Error{Exit::kUsage, "--by: no series has a label '" + request.by + "'"};
  const size_t hidden = panels.size() > kMostCharts ? panels.size() - kMostCharts : 0;
  const Grid grid = GridOf(request, style, panels.size() - hidden);
  Header header = HeaderOf(data, request);
  if (hidden > 0) header.Say(fmt::format("+{} more values of {}", hidden, request.by));
  Request each = request;
  each.by.clear();
  each.width = grid.width;
  each.max_height = 0;
  // Legends of one kind, so that plots beside each other are of one height.
  if (each.legend == LegendMode::kAuto && each.stats.empty()) each.legend = LegendMode::kList;
  if (each.height <= 0)
    each.height = style.cells() ? 12 * scene::kCellHeight : style.plot_height * kPlotPart + 110;

  scene::Scene scene;
  scene.width = request.width;
  scene.title = header.title.empty() ? "charts" : header.title;
  std::vector<scene::Shape> charts;
  double top = style.margin_y + header.Height(style);
  double row_height = 0;
  size_t number = 0;
  for (auto& [value, panel] : panels) {
    if (number == kMostCharts) break;
    Request own = each;
    own.title = value.empty() ? "(no " + request.by + ")" : value;
    Data shown = panel;
    ShareAxes(data, shown, own);
    DropLabel(shown, request.by);
    if (shown.series.size() == 1 && request.legend == LegendMode::kAuto)
      own.legend = LegendMode::kNone;
    PLUMB_ASSIGN(scene::Scene chart, type.draw(shown, own));
    const size_t column = number % grid.columns;
    if (column == 0 && number > 0) {
      top += row_height + (style.cells() ? scene::kCellHeight : 0);
      row_height = 0;
    }
    scene::Move(chart.shapes, static_cast<double>(column) * (grid.width + grid.gap), top);
    charts.insert(charts.end(), std::make_move_iterator(chart.shapes.begin()),
                  std::make_move_iterator(chart.shapes.end()));
    row_height = std::max(row_height, chart.height);
    scene.description += fmt::format("{}{}: {}", scene.description.empty() ? "" : " ",
                                     text::ForTerminal(*own.title), chart.description);
    ++number;
  }
  scene.height = top + row_height;
  scene.shapes.push_back(Background(scene.width, scene.height));
  scene.shapes.insert(scene.shapes.end(), std::make_move_iterator(charts.begin()),
                      std::make_move_iterator(charts.end()));
  header.Draw(style.margin_y, scene.width, style, scene.shapes);
  return scene;
}

}  // namespace plumb::charts
