#include "charts/category_bars.h"

#include <algorithm>
#include <cmath>

#include "charts/bar_table.h"
#include "charts/categories.h"
#include "charts/category_names.h"
#include "charts/chart.h"
#include "charts/comparable.h"
#include "charts/frame.h"
#include "charts/legend.h"
#include "charts/summary.h"
#include "charts/threshold_marks.h"
#include "charts/upright_bar.h"
#include "charts/value_axis_shapes.h"
#include "fmt/format.h"

namespace plumb::charts {
namespace {

using scene::Anchor;
using scene::Role;

constexpr double kBarPart = 0.72;  // of a category's room; the rest is air
constexpr double kMostWidth = 72;  // of a bar in pictures
constexpr double kMostCells = 9;   // and in terminals

std::vector<Piece> PiecesOf(const Category& category, Stacking stack) {
  std::vector<Piece> pieces;
  double whole = 0;
  for (const double v : category.values)
    if (std::isfinite(v)) whole += std::abs(v);
  const double factor = stack != Stacking::kPercent ? 1 : whole > 0 ? 100 / whole : 0;
  double above = 0;
  double below = 0;
  for (const double v : category.values) {
    if (!std::isfinite(v)) {
      pieces.push_back({NAN, NAN});
      continue;
    }
    double nothing = 0;
    double& level = stack == Stacking::kNone ? nothing : v < 0 ? below : above;
    const double low = level;
    level += v * factor;
    pieces.push_back({low, level});
  }
  return pieces;
}

// A value to be written beyond the end of its bar.
struct ValueWord {
  std::string text;
  Piece piece;
  Span span;
};

class CategoryPlot {
 public:
  CategoryPlot(const Selection& selection, Categories found, const Request& request)
      : selection_(selection),
        found_(std::move(found)),
        request_(request),
        style_(StyleOf(request.medium)),
        stacked_(request.stack != Stacking::kNone),
        unit_(request.stack == Stacking::kPercent ? units::FindUnit("percent") : selection.unit) {
    for (const Category& category : found_.categories)
      pieces_.push_back(PiecesOf(category, request.stack));
    for (size_t i = 0; grouped() && i < found_.groups.size(); ++i) {
      Selected entry = selection.series.front();
      entry.name = found_.groups[i];
      entry.number = static_cast<uint32_t>(i);
      entry.others = false;
      groups_.series.push_back(std::move(entry));
    }
    listed_ = request;
    if (listed_.legend != LegendMode::kNone) listed_.legend = LegendMode::kList;
  }

  // nullopt if names have no room.
  std::optional<scene::Scene> Draw(const Header& header, bool whatever) {
    const double content = request_.width - 2 * style_.margin_x;
    const Legend legend(groups_, listed_, content, style_);
    const double legend_height = grouped() ? legend.Height() : 0;
    const double top = style_.margin_y + header.Height(style_) + style_.axis_row;
    ValueAxis axis = MakeAxis(style_.PlotHeight(request_.width));
    plot_.box.left =
        style_.margin_x + std::min(LabelWidth(axis, style_), content / 2) + style_.gutter_gap;
    plot_.box.right = request_.width - style_.margin_x;
    slot_ = (plot_.box.right - plot_.box.left) / static_cast<double>(found_.categories.size());
    const double air = style_.cells() ? scene::kCellWidth : 6;
    const auto names =
        PlaceNames(found_,
                   {.slot = slot_,
                    .air = air,
                    .right = request_.width,
                    .left = [&](size_t i, const std::string& name) { return Left(AllOf(i), name); },
                    .whatever = whatever},
                   style_);
    if (!names) return std::nullopt;
    size_t lines = 1;
    for (const auto& name : *names) lines = std::max(lines, name.size());
    const double more = found_.left_out > 0 ? style_.legend_row : 0;
    const double below = style_.axis_gap + static_cast<double>(lines) * style_.axis_row +
                         legend_height + more + style_.margin_y;
    double height = HeightOf(top + below);
    axis = MakeAxis(height);
    if (style_.cells() && request_.height <= 0) {
      height = EvenLength(axis, height, scene::kCellHeight);
      axis = MakeAxis(height);
    }
    plot_.box.top = top;
    plot_.box.bottom = top + height;
    const double inset = style_.cells() ? scene::kCellHeight / 8 : 0;
    axis.scale.at_low = plot_.box.bottom - inset;
    axis.scale.at_high = plot_.box.top + inset;
    plot_.y = axis.scale;

    scene::Scene scene;
    scene.width = request_.width;
    scene.height = std::max(request_.height, plot_.box.bottom + below);
    scene.shapes.push_back(Background(scene.width, scene.height));
    header.Draw(style_.margin_y, scene.width, style_, scene.shapes);
    DrawValueAxis(axis, plot_.box, Side::kLeft, style_, scene.shapes);
    DrawFloor(scene.shapes);
    DrawThresholds(request_, plot_, scene.shapes);
    for (size_t i = 0; i < found_.categories.size(); ++i) {
      DrawCategory(i, scene.shapes);
      DrawName((*names)[i], i, scene.shapes);
    }
    DrawValues(scene.shapes);
    double y = plot_.box.bottom + style_.axis_gap + static_cast<double>(lines) * style_.axis_row;
    if (more > 0)
      scene.shapes.push_back(Note(plot_.box.left, y + more / 2,
                                  fmt::format("+{} more", found_.left_out), content, style_));
    y += more;
    if (grouped()) legend.Draw(style_.margin_x, y, legend_height, scene.shapes);
    return scene;
  }

 private:
  [[nodiscard]] bool grouped() const { return found_.groups.size() > 1; }

  ValueAxis MakeAxis(double length) const {
    ValueExtent extent = ExtentOf(selection_.series);
    extent.low = std::min(0.0, extent.low);
    extent.high = std::max(0.0, extent.high);
    for (const auto& pieces : pieces_)
      for (const Piece& piece : pieces) {
        if (!stacked_ || !std::isfinite(piece.high)) continue;
        extent.low = std::min(extent.low, piece.high);
        extent.high = std::max(extent.high, piece.high);
      }
    if (request_.stack == Stacking::kPercent) {
      extent.low = std::min(0.0, std::max(extent.low, -100.0));
      extent.high = std::min(extent.high, 100.0);
      extent.integer = false;
    }
    CoverThresholds(request_, extent);
    ValueAxisSpec spec = AxisSpecOf(unit_, request_, style_, length);
    const double whole = BarAxis(extent, unit_, request_).scale.high;
    if (WholeOf(unit_) > 0 && whole == WholeOf(unit_) && !spec.soft_max) spec.soft_max = whole;
    return MakeValueAxis(extent, spec);
  }

  [[nodiscard]] double HeightOf(double fixed) const {
    double height = style_.PlotHeight(request_.width);
    const double bound = request_.height > 0 ? request_.height : request_.max_height;
    if (request_.height > 0 || (bound > 0 && fixed + height > bound)) height = bound - fixed;
    if (style_.cells()) height = std::floor(height / scene::kCellHeight) * scene::kCellHeight;
    return std::max(height, style_.least_plot_height);
  }

  // The line that bars stand on.
  void DrawFloor(std::vector<scene::Shape>& shapes) const {
    scene::Line line;
    line.stroke = {.ink = {Role::kAxis}};
    if (style_.cells()) {
      const double y = plot_.box.bottom + scene::kCellHeight / 2;
      line.runs.push_back({{plot_.box.left - scene::kCellWidth / 2, y}, {plot_.box.right - 1, y}});
    } else {
      const double y = std::round(plot_.BaseLine()) + 0.5;
      line.runs.push_back({{plot_.box.left, y}, {plot_.box.right, y}});
    }
    shapes.push_back({std::move(line)});
  }

  [[nodiscard]] Span SpanOf(size_t category, size_t place) const {
    const double middle = plot_.box.left + (static_cast<double>(category) + 0.5) * slot_;
    const double beside = stacked_ ? 1 : static_cast<double>(found_.groups.size());
    double width = std::min(slot_ * kBarPart / beside, kMostWidth);
    double left = middle - width * beside / 2;
    if (style_.cells()) {
      width =
          std::clamp(std::floor(slot_ * kBarPart / scene::kCellWidth / beside), 1.0, kMostCells) *
          scene::kCellWidth;
      left = style_.SnapX(middle - width * beside / 2 + scene::kCellWidth / 2);
    }
    return {left + (stacked_ ? 0 : static_cast<double>(place) * width), width};
  }

  [[nodiscard]] scene::Ink InkOf(size_t group, double value) const {
    if (!stacked_)
      if (const auto ink = InkAt(request_.thresholds, value)) return *ink;
    return {Role::kSeries, grouped() ? groups_.series[group].number : 0};
  }

  void DrawCategory(size_t index, std::vector<scene::Shape>& shapes) {
    const Category& category = found_.categories[index];
    scene::Group all;
    all.title = category.name + ":";
    double sum = 0;
    Piece whole = {0, 0};
    for (size_t i = 0; i < category.values.size(); ++i) {
      const double value = category.values[i];
      if (std::isnan(value)) continue;
      const std::string text = units::Text(selection_.unit, value);
      all.title += ' ' + (grouped() ? found_.groups[i] + ' ' + text : text);
      const Span span = SpanOf(index, i);
      const Piece& piece = pieces_[index][i];
      if (const auto bar = UprightBar(piece, span, plot_, stacked_, InkOf(i, value)))
        all.shapes.push_back({*bar});
      const std::string_view sign = SignOf(InkAt(request_.thresholds, value));
      if (!stacked_)
        words_.push_back({(sign.empty() ? "" : std::string(sign) + ' ') + text, piece, span});
      sum += value;
      whole.high = std::max(whole.high, piece.high);
      whole.low = std::min(whole.low, piece.high);
    }
    // Above a stack its sum, unless it goes both ways or is always the whole.
    if (request_.stack == Stacking::kValues && whole.low >= 0)
      words_.push_back({units::Text(selection_.unit, sum), whole, SpanOf(index, 0)});
    shapes.push_back({std::move(all)});
  }

  // Values beyond the ends of bars, if the bars beside them leave room for all: some alone would
  // look as if the others had none.
  void DrawValues(std::vector<scene::Shape>& shapes) const {
    const double beside = stacked_ ? 1 : static_cast<double>(found_.groups.size());
    const double air = style_.cells() ? 0 : 2;
    const auto fits = [&](const ValueWord& word) {
      const double room =
          beside > 1 ? word.span.width : slot_ - (style_.cells() ? scene::kCellWidth : 4);
      return style_.Width(word.text, style_.label_size) + air <= room;
    };
    if (!std::all_of(words_.begin(), words_.end(), fits)) return;
    for (const ValueWord& word : words_) DrawValue(word, shapes);
  }

  void DrawValue(const ValueWord& word, std::vector<scene::Shape>& shapes) const {
    const auto& [text, piece, span] = word;
    double end = plot_.y.Map(piece.high);
    if (!std::isfinite(end)) return;
    end = std::clamp(end, plot_.box.top, plot_.box.bottom);
    const bool down = piece.high < 0;
    double y = end + (down ? 1 : -1) * style_.axis_row / 2;
    if (style_.cells()) {
      const double row =
          down ? std::ceil(end / scene::kCellHeight) : std::floor(end / scene::kCellHeight) - 1;
      y = (row + 0.5) * scene::kCellHeight;
    }
    // A bar to the lower end has its value on the other side of zero.
    if (y > plot_.box.bottom) {
      const double zero = plot_.BaseLine();
      y = style_.cells() ? (std::floor(zero / scene::kCellHeight - 1) + 0.5) * scene::kCellHeight
                         : zero - style_.axis_row / 2;
    }
    shapes.push_back({scene::Text{.x = Middle(span, text),
                                  .y = y,
                                  .text = text,
                                  .anchor = style_.cells() ? Anchor::kStart : Anchor::kMiddle,
                                  .size = style_.label_size,
                                  .ink = {Role::kText}}});
  }

  // All bars of a category.
  [[nodiscard]] Span AllOf(size_t category) const {
    Span all = SpanOf(category, 0);
    if (!stacked_) all.width *= static_cast<double>(found_.groups.size());
    return all;
  }

  // Where a text begins that has its middle over or under bars, unless it would leave the picture.
  [[nodiscard]] double Left(const Span& span, const std::string& text) const {
    const double width = style_.Width(text, style_.label_size);
    const double middle = span.left + span.width / 2;
    const double left = style_.cells()
                            ? style_.SnapX(middle - width / 2 + scene::kCellWidth / 2 - 1)
                            : middle - width / 2;
    return std::max(std::min(left, request_.width - width), style_.cells() ? plot_.box.left : 0.0);
  }
  // Where a text begins (terminals) or has its middle.
  [[nodiscard]] double Middle(const Span& span, const std::string& text) const {
    const double left = Left(span, text);
    return style_.cells() ? left : left + style_.Width(text, style_.label_size) / 2;
  }

  void DrawName(const std::vector<std::string>& lines, size_t index,
                std::vector<scene::Shape>& shapes) const {
    const Span all = AllOf(index);
    double y = plot_.box.bottom + style_.axis_gap + style_.axis_row / 2;
    for (const std::string& line : lines) {
      if (!line.empty())
        shapes.push_back(AxisLabel(Middle(all, line), y, line,
                                   style_.cells() ? Anchor::kStart : Anchor::kMiddle, style_));
      y += style_.axis_row;
    }
  }

  const Selection& selection_;
  Categories found_;
  const Request& request_;
  const Style& style_;
  bool stacked_;
  units::Unit unit_;
  std::vector<std::vector<Piece>> pieces_;  // of each category, of each group
  Selection groups_;                        // what the legend is about
  Request listed_;
  Plot plot_{.style = style_};
  double slot_ = 0;  // the width of a category
  std::vector<ValueWord> words_;
};

}  // namespace

Result<scene::Scene> DrawCategories(const Data& all, const Request& request) {
  const bool stacked = request.stack != Stacking::kNone;
  Data data = all;
  if (!data.row_names.empty()) KeepShares(data, request);
  // A stack is of colours that differ; bars are as many as there is room for.
  constexpr size_t kMostBars = 60;
  const Selection selection = Select(data, request, request.top > 0 ? request.top : kMostBars);
  const Timestamp time = selection.series.front().series->times.back();
  Header header = {.title = selection.title, .subtitle = selection.common};
  const std::string moment = MomentText(time, request.zone);
  Categories found = FindCategories(selection, data, request, moment);
  found.left_out = selection.left_out;
  if (found.categories.front().name != moment) header.Say(moment);
  if (IsLogarithmic(request.scale))
    header.Say(SayNotShown(ExtentOf(selection.series).not_positive));
  CategoryPlot plot(selection, std::move(found), request);
  // A stack cannot lie.
  auto scene = plot.Draw(header, stacked);
  if (!scene) {
    Request lying = request;
    lying.type = "bars";
    return FindChartType("bars")->draw(data, lying);
  }
  scene->title = selection.title.empty() ? "chart" : selection.title;
  scene->description = SummarizeBars(selection, time, request.zone);
  return *std::move(scene);
}

}  // namespace plumb::charts
