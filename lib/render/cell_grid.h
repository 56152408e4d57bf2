// SPDX-License-Identifier: Apache-2.0
// A picture of terminal cells: dots, lines, bars and texts, and its bytes with colours.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "render/output.h"
#include "scene/scene.h"

namespace plumb::render {

class CellGrid {
 public:
  // `glyphs` is not kAuto.
  CellGrid(int columns, int rows, Glyphs glyphs);

  // All positions are in units of the scene; what lies outside of the grid is not drawn.

  // A line from point to point in dots. Where lines share a cell their dots do too, in the later
  // colour. Dashed lines leave dots out; `travelled` is the number of dots drawn before, and is
  // moved on.
  void DrawDots(scene::Point from, scene::Point to, const scene::Ink& ink, int dash,
                int& travelled);
  // A horizontal or vertical line in box-drawing characters; it reaches to the middles of its end
  // cells only, if it ends there.
  void DrawBox(scene::Point from, scene::Point to, const scene::Ink& ink);
  // A horizontal line of the grid, under everything else.
  void DrawGridLine(double left, double right, double y, const scene::Ink& ink);
  // A filled bar one row high, its right end in eighths of a cell. Of a `status` bar the ink is
  // all that it says: without colours shades say it.
  void DrawBar(double left, double right, double y, const scene::Ink& ink, bool status = false);
  // A filled column; its upper end in eighths of a cell.
  void DrawColumn(double left, double right, double top, double bottom, const scene::Ink& ink);
  // The ground of a column of cells from `top` to `bottom`, in eighths of a cell, under everything
  // else. What is filled later covers what was filled before, and two fills that meet in a cell
  // share it. Needs 256 colours; its opacity makes the tone.
  void FillColumn(int column, double top, double bottom, const scene::Ink& ink);
  // Text; cut where the grid ends. On a full bar it keeps the bar's colour behind it.
  void DrawText(const scene::Text& text);
  // A letter over whatever dots are in that cell; a cell that has one already keeps it.
  bool DrawLetter(int column, int row, char letter, const scene::Ink& ink);

  // The row that holds dots of `ink` in a column, -1 if there is none.
  [[nodiscard]] int FindDots(int column, const scene::Ink& ink, int from_row, int to_row) const;

  // Lines of text without trailing blanks, with colours of this depth.
  [[nodiscard]] std::string Write(system::ColorDepth depth, bool dark) const;

 private:
  // A part of a cell that is filled, in eighths.
  struct Tone {
    scene::Ink ink;
    int eighths = 0;
  };
  struct Cell {
    std::string text;  // characters; a wide one leaves the next cell `covered`
    bool covered = false;
    bool letter = false;
    bool bold = false;
    unsigned dots = 0;
    unsigned box = 0;
    int eighths = 0;
    bool upright = false;  // the eighths are counted from below
    bool grid = false;
    bool status = false;  // a bar whose ink is told by shades where there are no colours
    scene::Ink ink;
    scene::Ink box_ink;
    std::optional<scene::Ink> bar;  // that the text stands on
    Tone upper;                     // from the cell's upper end
    Tone lower;                     // from its lower end, over the other where they meet
  };
  struct Look {
    std::string glyph;
    std::string code;  // parameters of its colours, "" for the terminal's own
  };

  Cell* At(int column, int row);
  void SetDot(int64_t x, int64_t y, const scene::Ink& ink);
  [[nodiscard]] std::string GlyphOf(const Cell& cell, system::ColorDepth depth) const;
  [[nodiscard]] const scene::Ink& InkOf(const Cell& cell) const;
  [[nodiscard]] Look LookOf(const Cell& cell, system::ColorDepth depth, bool dark) const;
  [[nodiscard]] bool Blank(const Cell& cell) const;

  int columns_;
  int rows_;
  Glyphs glyphs_;
  std::vector<Cell> cells_;
};

}  // namespace plumb::render
