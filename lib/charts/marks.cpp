#include "charts/marks.h"

#include <algorithm>
#include <cmath>

#include "text/escape.h"

namespace plumb::charts {
namespace {

using scene::Role;

constexpr size_t kMostRows = 3;      // of words
constexpr double kLeastCells = 4;    // of a word that is cut
constexpr double kMostPart = 0.3;    // of the plot, for one word
constexpr double kShortCells = 20;   // a word that is not cut for that
constexpr size_t kMostMarks = 1000;  // more are a colour, not events

std::string WordOf(const model::Labels& labels) {
  if (labels.Has("text")) return std::string(labels.Get("text"));
  std::string word;
  for (const model::LabelView label : labels) {
    if (label.name == model::kMetricName) continue;
    if (!word.empty()) word += ' ';
    word += label.value;
  }
  return word;
}

scene::Shape LineAt(double x, const Plot& plot) {
  scene::Line line;
  const PlotBox& box = plot.box;
  // In terminals a line of the axis' kind is made of box characters.
  line.stroke = {.ink = {plot.style.cells() ? Role::kAxis : Role::kMuted},
                 .width = 1,
                 .dash = plot.style.cells() ? 0 : 4};
  const double at =
      plot.style.cells() ? plot.style.SnapX(x) + scene::kCellWidth / 2 : std::round(x) + 0.5;
  line.runs.push_back({{at, box.top}, {at, box.bottom}});
  return {std::move(line)};
}

// Where words end in each row, and so where the next one may begin.
struct Rows {
  std::vector<double> ends;
};

void DrawWord(const Mark& mark, double x, const Plot& plot, Rows& rows,
              std::vector<scene::Shape>& shapes) {
  const Style& style = plot.style;
  const double gap = style.cells() ? scene::kCellWidth : 4;
  const double left =
      (style.cells() ? style.SnapX(x) + scene::kCellWidth : x) + (style.cells() ? 0 : gap);
  const double most = std::min(
      plot.box.right - left,
      std::max(kShortCells * scene::kCellWidth, (plot.box.right - plot.box.left) * kMostPart));
  const std::string word = text::ForTerminal(mark.text);
  if (word.empty() || most < kLeastCells * scene::kCellWidth) return;
  const std::string shown = style.Fit(word, style.label_size, most);
  for (size_t row = 0; row < rows.ends.size(); ++row) {
    if (left < rows.ends[row]) continue;
    const double width = style.Width(shown, style.label_size);
    const double y = plot.box.top + (static_cast<double>(row) + 0.5) * style.axis_row;
    rows.ends[row] = left + width + 2 * gap;
    // Lines under a word would strike it out.
    constexpr double kCover = 0.8;
    shapes.push_back({scene::Rect{.x = left,
                                  .y = y - style.axis_row / 2,
                                  .width = width,
                                  .height = style.axis_row,
                                  .ink = {.role = Role::kBackground, .opacity = kCover}}});
    // A blank behind it keeps it apart from a line and its letter.
    const bool apart = style.cells() && left + width + gap <= plot.box.right;
    shapes.push_back({scene::Text{.x = left,
                                  .y = y,
                                  .text = apart ? shown + ' ' : shown,
                                  .size = style.label_size,
                                  .ink = {Role::kMuted}}});
    return;
  }
}

}  // namespace

void TakeMarks(Data& data) {
  for (const model::Series& series : data.series) {
    if (series.labels.metric_name() != kMarkMetric) continue;
    for (size_t i = 0; i < series.values.size(); ++i)
      if (std::isfinite(series.values[i]) && series.values[i] != 0)
        data.marks.push_back({series.times[i], WordOf(series.labels)});
  }
  std::erase_if(data.series, [](const model::Series& series) {
    return series.labels.metric_name() == kMarkMetric;
  });
  std::stable_sort(data.marks.begin(), data.marks.end(),
                   [](const Mark& a, const Mark& b) { return a.time < b.time; });
}

void DrawMarks(const std::vector<Mark>& marks, const Plot& plot,
               std::vector<scene::Shape>& shapes) {
  Rows rows;
  const double height = plot.box.bottom - plot.box.top;
  const double fitting = std::floor(height / 2 / plot.style.axis_row);
  rows.ends.resize(std::min(kMostRows, static_cast<size_t>(std::max(1.0, fitting))), -1e9);
  for (size_t i = 0; i < std::min(marks.size(), kMostMarks); ++i) {
    const double x = plot.x.Map(static_cast<double>(marks[i].time));
    if (x < plot.box.left || x > plot.box.right) continue;
    scene::Group group;
    group.title = text::ForTerminal(marks[i].text);
    group.shapes.push_back(LineAt(std::min(x, plot.box.right - 1), plot));
    DrawWord(marks[i], x, plot, rows, group.shapes);
    shapes.push_back({std::move(group)});
  }
}

}  // namespace plumb::charts
