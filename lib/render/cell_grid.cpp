#include "render/cell_grid.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "render/cell_color.h"
#include "render/glyphs.h"
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

void CellGrid::DrawBar(double left, double right, double y, const scene::Ink& ink, bool status) {
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
    cell->status = status;
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

void CellGrid::FillColumn(int column, double top, double bottom, const scene::Ink& ink) {
  constexpr double kEighth = kCellHeight / 8;
  const int last = std::min(CellOf(bottom - 1e-6, kCellHeight), rows_ - 1);
  for (int row = std::max(0, CellOf(top, kCellHeight)); row <= last; ++row) {
    Cell* cell = At(column, row);
    if (cell == nullptr) return;
    const double begin = row * kCellHeight;
    const auto from = static_cast<int>(std::lround(std::max(top - begin, 0.0) / kEighth));
    const auto to = static_cast<int>(std::lround(std::min(bottom - begin, kCellHeight) / kEighth));
    if (to <= from) continue;
    if (from > 0 && to < 8) {
      // A strip in the middle: no glyph is as thin, and the line at its edge shows it.
      if (to - from >= 4) cell->upper = {ink, 8};
    } else if (from > 0) {
      cell->lower = {ink, 8 - from};
    } else {
      cell->upper = {ink, to};
      if (to == 8) cell->lower = {};
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
    const bool on_bar = before->eighths == 8 && !before->upright;
    *before = {.text = std::string(bytes),
               .bold = text.bold,
               .ink = text.ink,
               .bar = on_bar ? before->ink : before->bar,
               .upper = before->upper,
               .lower = before->lower};
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
  if (cell.covered || cell.dots != 0 || cell.box != 0 || cell.eighths > 0 || cell.bar) return false;
  if (cell.upper.eighths > 0 || cell.lower.eighths > 0) return false;
  if (cell.grid && !GridGlyph(glyphs_).empty()) return false;
  return cell.text.empty() || cell.text == " ";
}

std::string CellGrid::GlyphOf(const Cell& cell, system::ColorDepth depth) const {
  if (!cell.text.empty()) return cell.text;
  if (cell.dots != 0) return DotGlyph(glyphs_, cell.dots);
  const bool few_colors = depth == system::ColorDepth::kNone || depth == system::ColorDepth::k16;
  if (cell.eighths > 0 && cell.ink.role == Role::kHeat && few_colors)
    return std::string(ShadeGlyph(glyphs_, cell.ink.number));
  if (cell.eighths > 0 && cell.status && depth == system::ColorDepth::kNone)
    return std::string(StatusGlyph(glyphs_, cell.ink.role));
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

CellGrid::Look CellGrid::LookOf(const Cell& cell, system::ColorDepth depth, bool dark) const {
  // Reversed, so that the bar goes on in its own colour whatever the depth.
  const bool on_bar = cell.bar && depth != system::ColorDepth::kNone;
  if (on_bar && depth != system::ColorDepth::k16)
    return {cell.text,
            "7;" + GlyphCode(*cell.bar, depth, dark) + ';' + ToneCode(cell.ink, depth, dark, true)};
  // Shades have no colour that could go on.
  if (on_bar && cell.bar->role != Role::kHeat)
    return {cell.text, "7;" + GlyphCode(*cell.bar, depth, dark)};
  const bool bare = cell.text.empty() && cell.dots == 0 && cell.eighths == 0 && cell.box == 0;
  const Tone& upper = cell.upper;
  const Tone& lower = cell.lower;
  if (upper.eighths == 0 && lower.eighths == 0) {
    const bool coloured = depth != system::ColorDepth::kNone && !Blank(cell);
    return {GlyphOf(cell, depth), coloured ? GlyphCode(InkOf(cell), depth, dark) : ""};
  }
  if (!bare) {
    // What fills more of the cell is behind the glyph, if half of it is filled at all.
    const int above = std::min(upper.eighths, 8 - lower.eighths);
    const Tone& most = lower.eighths > above ? lower : upper;
    std::string code = GlyphCode(InkOf(cell), depth, dark);
    if (lower.eighths + above >= 4)
      code += (code.empty() ? "" : ";") + ToneCode(most.ink, depth, dark, true);
    return {GlyphOf(cell, depth), code};
  }
  if (lower.eighths > 0) {
    std::string code = ToneCode(lower.ink, depth, dark, false);
    if (upper.eighths > 0) code += ";" + ToneCode(upper.ink, depth, dark, true);
    return {std::string(ColumnGlyph(glyphs_, lower.eighths)), code};
  }
  if (upper.eighths == 8) return {" ", ToneCode(upper.ink, depth, dark, true)};
  // There are no glyphs that hang from above: the rest below them, reversed.
  return {std::string(ColumnGlyph(glyphs_, 8 - upper.eighths)),
          "7;" + ToneCode(upper.ink, depth, dark, false)};
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
      auto [glyph, code] = LookOf(cell, depth, dark);
      if (cell.bold && depth != system::ColorDepth::kNone) code += code.empty() ? "1" : ";1";
      if (code != current) {
        out += code.empty()      ? "\x1b[0m"
               : current.empty() ? "\x1b[" + code + 'm'
                                 : "\x1b[0;" + code + 'm';
        current = std::move(code);
      }
      out += glyph;
    }
    if (!current.empty()) out += "\x1b[0m";
    out += '\n';
  }
  return out;
}

}  // namespace plumb::render
