#include "charts/legend.h"

#include <algorithm>
#include <cmath>

#include "charts/apart.h"
#include "charts/reducers.h"
#include "charts/statistics.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr double kLeastNameCells = 12;  // a name cut to less says nothing
constexpr double kMostNamePart = 0.4;   // of the width, for one entry of a list

// "+12%": how the mean has changed since the earlier period.
std::string ChangeSince(const Selected& series) {
  if (series.earlier == nullptr) return "-";
  const Statistics before = ComputeStatistics(*series.earlier);
  const double change = (series.statistics.mean - before.mean) / std::abs(before.mean) * 100;
  if (!std::isfinite(change)) return "-";
  return fmt::format("{:+.3g}%", change);
}

}  // namespace

scene::Stroke StrokeOf(const Selected& series, const Style& style) {
  return {.ink = series.ink(),
          .width = style.line_width,
          .dash = static_cast<int>(series.number / scene::kSeriesColors)};
}

std::string TooltipOf(const Selected& series) {
  Statistics s = series.statistics;
  if (series.mirrored) s = {.min = -s.max, .mean = -s.mean, .max = -s.min, .last = -s.last};
  const auto text = [&](double value) { return units::Text(series.unit, value); };
  return fmt::format("{}: min {}, mean {}, max {}, last {}", series.name, text(s.min), text(s.mean),
                     text(s.max), text(s.last));
}

Legend::Legend(const Selection& selection, const Request& request, double width, const Style& style)
    : selection_(selection), style_(style), mode_(request.legend), width_(width) {
  if (mode_ == LegendMode::kAuto) mode_ = LegendMode::kTable;
  if (mode_ == LegendMode::kTable) {
    AddColumns(request);
    LayOutTable();
  }
  if (mode_ == LegendMode::kList) LayOutList();
}

void Legend::AddColumns(const Request& request) {
  const std::vector<Reduction>& stats = request.stats.empty() ? UsualReductions() : request.stats;
  for (const Reduction& reduction : stats) heads_.push_back(reduction.name());
  if (request.compare > 0) heads_.push_back("vs -" + FormatDuration(request.compare));
  for (const Selected& each : selection_.series) {
    const Numbers numbers = each.numbers();
    std::vector<std::string> cells;
    for (const Reduction& reduction : stats)
      cells.push_back(reduction.TextOf(reduction.Of(numbers), each.unit));
    if (request.compare > 0) cells.push_back(ChangeSince(each));
    cells_.push_back(std::move(cells));
  }
}

void Legend::FitNames(double room) {
  std::vector<std::string> names;
  for (const Selected& each : selection_.series) names.push_back(each.name);
  names_ = FitApart(names, style_.text_size, room, style_);
}

void Legend::LayOutTable() {
  std::vector<double> widths;
  for (size_t column = 0; column < heads_.size(); ++column) {
    widths.push_back(style_.Width(heads_[column], style_.label_size));
    for (const auto& cells : cells_)
      widths.back() = std::max(widths.back(), style_.Width(cells[column], style_.text_size));
  }
  double numbers = 0;
  for (const double width : widths) numbers += width + style_.column_gap;
  const double lead = style_.swatch + style_.swatch_gap;
  const double room = width_ - lead - numbers;
  if (room < kLeastNameCells * style_.text_size / 2) {
    // Too narrow for a table; the list is laid out next.
    mode_ = LegendMode::kList;
    return;
  }
  FitNames(room);
  for (const std::string& name : names_)
    name_width_ = std::max(name_width_, style_.Width(name, style_.text_size));
  double end = lead + name_width_;
  for (const double width : widths) {
    end += style_.column_gap + width;
    column_ends_.push_back(end);
  }
}

void Legend::LayOutList() {
  const double lead = style_.swatch + style_.swatch_gap;
  const double most =
      std::max(width_ * kMostNamePart, std::min(width_ - lead, 20 * style_.text_size));
  FitNames(std::min(most, width_ - lead));
  double x = 0;
  for (size_t i = 0; i < selection_.series.size(); ++i) {
    const double entry = lead + style_.Width(names_[i], style_.text_size);
    if (rows_.empty() || x + entry > width_) {
      rows_.push_back({i, i});
      x = 0;
    }
    rows_.back().last = i + 1;
    x += entry + style_.column_gap;
  }
}

size_t Legend::RowCount() const {
  if (mode_ == LegendMode::kTable) return selection_.series.size();
  return mode_ == LegendMode::kList ? rows_.size() : 0;
}

double Legend::Height() const {
  size_t rows =
      RowCount() + (mode_ == LegendMode::kTable ? 1 : 0) + (selection_.left_out > 0 ? 1 : 0);
  return rows == 0 ? 0 : style_.legend_gap + static_cast<double>(rows) * style_.legend_row;
}

double Legend::LeastHeight() const {
  constexpr double kLeastRows = 3;
  return std::min(Height(), style_.legend_gap + kLeastRows * style_.legend_row);
}

void Legend::DrawTableHead(double x, double y, std::vector<scene::Shape>& shapes) const {
  for (size_t column = 0; column < heads_.size(); ++column)
    shapes.push_back({scene::Text{.x = x + column_ends_[column],
                                  .y = y,
                                  .text = heads_[column],
                                  .anchor = Anchor::kEnd,
                                  .size = style_.label_size,
                                  .ink = {Role::kMuted}}});
}

void Legend::DrawTableRow(size_t index, double x, double y,
                          std::vector<scene::Shape>& shapes) const {
  DrawListRow({index, index + 1}, x, y, shapes);
  for (size_t column = 0; column < heads_.size(); ++column)
    shapes.push_back({scene::Text{.x = x + column_ends_[column],
                                  .y = y,
                                  .text = cells_[index][column],
                                  .anchor = Anchor::kEnd,
                                  .size = style_.text_size,
                                  .ink = {Role::kText}}});
}

void Legend::DrawListRow(const Row& row, double x, double y,
                         std::vector<scene::Shape>& shapes) const {
  for (size_t i = row.first; i < row.last; ++i) {
    const Selected& series = selection_.series[i];
    scene::Group entry;
    if (names_[i] != series.name) entry.title = series.name;
    scene::Stroke stroke = StrokeOf(series, style_);
    constexpr double kStronger = 1.5;  // a sample is short: more ink shows its colour
    stroke.width *= kStronger;
    entry.shapes.push_back(
        {scene::Line{.runs = {{{x, y}, {x + style_.swatch - 1, y}}}, .stroke = stroke}});
    x += style_.swatch + style_.swatch_gap;
    entry.shapes.push_back({scene::Text{
        .x = x, .y = y, .text = names_[i], .size = style_.text_size, .ink = {Role::kText}}});
    x += style_.Width(names_[i], style_.text_size) + style_.column_gap;
    shapes.push_back({std::move(entry)});
  }
}

void Legend::Draw(double x, double y, double height, std::vector<scene::Shape>& shapes) const {
  const size_t count = RowCount();
  if (count == 0) return;
  const bool table = mode_ == LegendMode::kTable;
  y += style_.legend_gap + style_.legend_row / 2;
  auto room =
      static_cast<size_t>(std::max(0.0, (height - style_.legend_gap + 0.01) / style_.legend_row));
  if (table && room > 1) {
    DrawTableHead(x, y, shapes);
    y += style_.legend_row;
    --room;
  }
  const size_t rows =
      room >= count + (selection_.left_out > 0 ? 1 : 0) ? count : (room == 0 ? 0 : room - 1);
  for (size_t i = 0; i < rows; ++i, y += style_.legend_row) {
    if (table)
      DrawTableRow(i, x, y, shapes);
    else
      DrawListRow(rows_[i], x, y, shapes);
  }
  size_t shown = rows;
  if (!table) shown = rows == 0 ? 0 : rows_[rows - 1].last;
  const size_t hidden = selection_.series.size() - shown + selection_.left_out;
  if (hidden == 0 || room == 0) return;
  const std::string names = selection_.series.size() > shown && selection_.left_out == 0
                                ? fmt::format("+{} more (drawn)", hidden)
                                : fmt::format("+{} more", hidden);
  shapes.push_back({scene::Text{.x = x + style_.swatch + style_.swatch_gap,
                                .y = y,
                                .text = names,
                                .size = style_.text_size,
                                .ink = {Role::kMuted}}});
}

}  // namespace plumb::charts
