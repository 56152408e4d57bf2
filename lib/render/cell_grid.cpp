#include "render/cell_grid.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "fmt/format.h"
#include "render/glyphs.h"
#include "render/terminal_color.h"
#include "scene/palette.h"
#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::render {
namespace {

using scene::kCellHeight;
using scene::kCellWidth;
using scene::Role;

int CellOf(double position, double size) {
  constexpr double kFar = 1e6;  // beyond any grid, and still an int
  return static_cast<int>(std::floor(std::clamp(position / size, -kFar, kFar)));
}

// Whether a dashed line shows its n-th dot.
bool DashShows(int dash, int n) {
  switch (dash % 3) {
    case 1:
      return n % 8 < 5;
    case 2:
      return n % 4 < 1;
    default:
      return true;
  }
}

// The parameters of a colour, "" for the terminal's own.
std::string ColorCode(const scene::Ink& ink, system::ColorDepth depth, bool dark) {
  if (ink.role == Role::kText) return "";
  if (depth == system::ColorDepth::k16) {
    constexpr int kGrey = 90;
    switch (ink.role) {
      case Role::kSeries:
        return fmt::format("{}", AnsiSeriesCode(ink.number, dark));
      case Role::kGood:
        return "32";
      case Role::kWarning:
        return "33";
      case Role::kCritical:
        return "31";
      case Role::kHeat:
      case Role::kExact:
        return "";
      default:
        return fmt::format("{}", kGrey);
    }
  }
  const scene::Rgb color = ColorOf(ink, dark ? scene::Ground::kDark : scene::Ground::kLight);
  if (depth == system::ColorDepth::k256) return fmt::format("38;5;{}", Nearest256(color));
  return fmt::format("38;2;{};{};{}", color.red, color.green, color.blue);
}

}  // namespace

CellGrid::CellGrid(int columns, int rows, Glyphs glyphs)
    : columns_(columns),
      rows_(rows),
      glyphs_(glyphs),
      cells_(static_cast<size_t>(columns) * static_cast<size_t>(rows)) {}

CellGrid::Cell* CellGrid::At(int column, int row) {
  if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return nullptr;
  return &cells_[static_cast<size_t>(row) * static_cast<size_t>(columns_) +
                 static_cast<size_t>(column)];
}

void CellGrid::SetDot(int64_t x, int64_t y, const scene::Ink& ink) {
  const DotShape shape = DotShapeOf(glyphs_);
  if (x < 0 || y < 0) return;
  Cell* cell = At(static_cast<int>(x / shape.columns), static_cast<int>(y / shape.rows));
  if (cell == nullptr) return;
  const auto bit = static_cast<unsigned>(y % shape.rows * shape.columns + x % shape.columns);
  cell->dots |= 1u << bit;
  cell->ink = ink;
}

void CellGrid::DrawDots(scene::Point from, scene::Point to, const scene::Ink& ink, int dash,
                        int& travelled) {
  const DotShape shape = DotShapeOf(glyphs_);
  const double width = kCellWidth / shape.columns;
  const double height = kCellHeight / shape.rows;
  const int x0 = CellOf(from.x, width);
  const int y0 = CellOf(from.y, height);
  const int x1 = CellOf(to.x, width);
  const int y1 = CellOf(to.y, height);
  // Bresenham, both ends included.
  const int dx = std::abs(x1 - x0);
  const int dy = -std::abs(y1 - y0);
  const int step_x = x0 < x1 ? 1 : -1;
  const int step_y = y0 < y1 ? 1 : -1;
  int error = dx + dy;
  int x = x0;
  int y = y0;
  for (;; ++travelled) {
    if (DashShows(dash, travelled)) SetDot(x, y, ink);
    if (x == x1 && y == y1) return;
    const int doubled = 2 * error;
    if (doubled >= dy) {
      error += dy;
      x += step_x;
    }
    if (doubled <= dx) {
      error += dx;
      y += step_y;
    }
  }
}

void CellGrid::DrawBox(scene::Point from, scene::Point to, const scene::Ink& ink) {
  const bool horizontal = from.y == to.y;
  const double size = horizontal ? kCellWidth : kCellHeight;
  const double begin = horizontal ? std::min(from.x, to.x) : std::min(from.y, to.y);
  const double end = horizontal ? std::max(from.x, to.x) : std::max(from.y, to.y);
  const int last = std::min(CellOf(end - 1e-6, size), horizontal ? columns_ : rows_);
  for (int i = std::max(0, CellOf(begin, size)); i <= last; ++i) {
    Cell* cell =
        horizontal ? At(i, CellOf(from.y, kCellHeight)) : At(CellOf(from.x, kCellWidth), i);
    if (cell == nullptr) continue;
    const double middle = (i + 0.5) * size;
    if (begin < middle) cell->box |= horizontal ? kLeft : kUp;
    if (end > middle) cell->box |= horizontal ? kRight : kDown;
    cell->box_ink = ink;
  }
}

void CellGrid::DrawGridLine(double left, double right, double y, const scene::Ink& ink) {
  const int last = std::min(CellOf(right - 1e-6, kCellWidth), columns_ - 1);
  for (int i = std::max(0, CellOf(left, kCellWidth)); i <= last; ++i) {
    Cell* cell = At(i, CellOf(y, kCellHeight));
    if (cell == nullptr) continue;
    cell->grid = true;
    if (cell->box == 0) cell->box_ink = ink;
  }
}

void CellGrid::DrawBar(double left, double right, double y, const scene::Ink& ink) {
  const int row = CellOf(y, kCellHeight);
  const int first = std::max(0, CellOf(left + kCellWidth / 2, kCellWidth));
  const int last = std::min(CellOf(right, kCellWidth), columns_ - 1);
  for (int i = first; i <= last; ++i) {
    Cell* cell = At(i, row);
    if (cell == nullptr) return;
    const double part = std::clamp((right - i * kCellWidth) / kCellWidth, 0.0, 1.0);
    int eighths = static_cast<int>(std::lround(part * 8));
    if (i == first) eighths = std::max(eighths, 1);
    cell->eighths = std::max(cell->eighths, eighths);
    cell->ink = ink;
  }
}

void CellGrid::DrawColumn(double left, double right, double top, double bottom,
                          const scene::Ink& ink) {
  const int first = CellOf(left + kCellWidth / 2, kCellWidth);
  const int last = std::max(first, CellOf(right - kCellWidth / 2, kCellWidth));
  for (int row = CellOf(top, kCellHeight); row <= CellOf(bottom - 1e-6, kCellHeight); ++row) {
    const double part = std::clamp(((row + 1) * kCellHeight - top) / kCellHeight, 0.0, 1.0);
    for (int i = first; i <= last; ++i) {
      Cell* cell = At(i, row);
      if (cell == nullptr) continue;
      const int eighths = std::max(1, static_cast<int>(std::lround(part * 8)));
      cell->eighths = eighths;
      cell->upright = true;
      cell->ink = ink;
    }
  }
}

void CellGrid::DrawText(const scene::Text& text) {
  std::string shown = text::ForTerminal(text.text);
  if (glyphs_ == Glyphs::kAscii) shown = AsciiText(shown);
  shown = text::TruncateMiddle(shown, static_cast<size_t>(columns_));
  const auto width = static_cast<int>(text::DisplayWidth(shown));
  const double anchor = text.anchor == scene::Anchor::kStart ? 0
                        : text.anchor == scene::Anchor::kEnd ? 1
                                                             : 0.5;
  int column = static_cast<int>(std::floor(text.x / kCellWidth - anchor * width + 0.5));
  column = std::clamp(column, 0, columns_ - width);
  const int row = CellOf(text.y, kCellHeight);
  Cell* before = nullptr;
  for (size_t position = 0; position < shown.size();) {
    const size_t begin = position;
    text::DecodeUtf8(shown, position);
    const std::string_view bytes = std::string_view(shown).substr(begin, position - begin);
    const auto cells = static_cast<int>(text::DisplayWidth(bytes));
    if (cells == 0) {
      if (before != nullptr) before->text += bytes;
      continue;
    }
    before = At(column, row);
    if (before == nullptr || (cells == 2 && At(column + 1, row) == nullptr)) return;
    *before = {.text = std::string(bytes), .bold = text.bold, .ink = text.ink};
    if (cells == 2) *At(column + 1, row) = {.covered = true, .ink = text.ink};
    column += cells;
  }
}

bool CellGrid::DrawLetter(int column, int row, char letter, const scene::Ink& ink) {
  Cell* cell = At(column, row);
  if (cell == nullptr || cell->letter || cell->covered || !cell->text.empty()) return false;
  cell->text = std::string(1, letter);
  cell->letter = true;
  cell->ink = ink;
  return true;
}

int CellGrid::FindDots(int column, const scene::Ink& ink, int from_row, int to_row) const {
  for (int row = std::max(0, from_row);
       row <= std::min(to_row, rows_ - 1) && column >= 0 && column < columns_; ++row) {
    const Cell& cell = cells_[static_cast<size_t>(row) * static_cast<size_t>(columns_) +
                              static_cast<size_t>(column)];
    if (cell.dots != 0 && cell.ink == ink) return row;
  }
  return -1;
}

bool CellGrid::Blank(const Cell& cell) const {
  if (cell.covered || cell.dots != 0 || cell.box != 0 || cell.eighths > 0) return false;
  if (cell.grid && !GridGlyph(glyphs_).empty()) return false;
  return cell.text.empty() || cell.text == " ";
}

std::string CellGrid::GlyphOf(const Cell& cell, system::ColorDepth depth) const {
  if (!cell.text.empty()) return cell.text;
  if (cell.dots != 0) return DotGlyph(glyphs_, cell.dots);
  const bool few_colors = depth == system::ColorDepth::kNone || depth == system::ColorDepth::k16;
  if (cell.eighths > 0 && cell.ink.role == Role::kHeat && few_colors)
    return std::string(ShadeGlyph(glyphs_, cell.ink.number));
  if (cell.eighths > 0)
    return std::string(cell.upright ? ColumnGlyph(glyphs_, cell.eighths)
                                    : BarGlyph(glyphs_, cell.eighths));
  if (cell.box != 0) return std::string(BoxGlyph(glyphs_, cell.box));
  if (cell.grid && !GridGlyph(glyphs_).empty()) return std::string(GridGlyph(glyphs_));
  return " ";
}

const scene::Ink& CellGrid::InkOf(const Cell& cell) const {
  return !cell.text.empty() || cell.dots != 0 || cell.eighths > 0 ? cell.ink : cell.box_ink;
}

std::string CellGrid::Write(system::ColorDepth depth, bool dark) const {
  std::string out;
  for (int row = 0; row < rows_; ++row) {
    const Cell* line = &cells_[static_cast<size_t>(row) * static_cast<size_t>(columns_)];
    int used = columns_;
    while (used > 0 && Blank(line[used - 1])) --used;
    std::string current;
    for (int column = 0; column < used; ++column) {
      const Cell& cell = line[column];
      if (cell.covered) continue;
      if (depth != system::ColorDepth::kNone) {
        std::string code = Blank(cell) ? "" : ColorCode(InkOf(cell), depth, dark);
        if (cell.bold) code += code.empty() ? "1" : ";1";
        if (code != current) {
          out += code.empty()      ? "\x1b[0m"
                 : current.empty() ? "\x1b[" + code + 'm'
                                   : "\x1b[0;" + code + 'm';
          current = std::move(code);
        }
      }
      out += GlyphOf(cell, depth);
    }
    if (!current.empty()) out += "\x1b[0m";
    out += '\n';
  }
  return out;
}

}  // namespace plumb::render
