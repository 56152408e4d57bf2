// SPDX-License-Identifier: Apache-2.0
// What a picture is made of, before any output is chosen: shapes, texts, and roles in place of
// colours.
//
// Coordinates grow to the right and down. In a picture for files a unit is a CSS pixel; in one for
// terminals a cell is kCellWidth x kCellHeight units, and charts lay their texts out on cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plumb::scene {

// A terminal cell in units. A square sub-pixel of braille (2 x 4 a cell) is then 4 x 4 units.
inline constexpr double kCellWidth = 8;
inline constexpr double kCellHeight = 16;

// Steps of the scale from little to much that Role::kHeat is about.
inline constexpr uint32_t kHeatSteps = 256;

// The middle of a line of text lies this part of its size above the baseline: half a capital.
inline constexpr double kHalfCapital = 0.355;

// Series colours that a palette has before dash patterns have to tell series apart.
inline constexpr uint32_t kSeriesColors = 8;

enum class Role : uint8_t {
  kBackground,
  kText,
  kMuted,  // text of less weight: axis labels, table heads
  kGrid,
  kAxis,
  kSeries,  // one of the palette; Ink::number is the series' number, from 0
  kGood,    // statuses; a status also says itself in words or by a glyph
  kWarning,
  kCritical,
  kHeat,   // of a scale from little to much; Ink::number is below kHeatSteps
  kExact,  // Ink::number is 0xRRGGBB: a colour that a dashboard asks for
};

struct Ink {
  Role role = Role::kText;
  uint32_t number = 0;
  double opacity = 1;

  bool operator==(const Ink&) const = default;
};

struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};

struct Stroke {
  Ink ink;
  double width = 1;
  int dash = 0;  // number of a dash pattern; 0 is solid
};

// Lines through points; a gap in the data is a new run. No run is empty.
struct Line {
  std::vector<std::vector<Point>> runs;
  Stroke stroke;
};

// Filled outlines, closed by the renderer.
struct Area {
  std::vector<std::vector<Point>> outlines;
  Ink ink;
};

struct Rect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  Ink ink;
  double radius = 0;
  // A column of a bar chart: terminals draw its height finer than its width.
  bool upright = false;
  // Its ink is all that it says: terminals without colours tell the statuses apart by shades.
  bool status = false;
};

struct Dots {
  std::vector<Point> centres;
  double radius = 2;
  Ink ink;
};

enum class Anchor : uint8_t { kStart, kMiddle, kEnd };

// One line of text; `y` is the middle of the line's height.
struct Text {
  double x = 0;
  double y = 0;
  std::string text;
  Anchor anchor = Anchor::kStart;
  double size = 12;
  bool bold = false;
  Ink ink;
};

struct Shape;

// What lies outside is cut off, but for kClipEdge around it, so that lines along the edge keep
// their weight.
inline constexpr double kClipEdge = 2;
struct Clip {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// Shapes that belong together: a series, say. `title` is its tooltip where the output has any.
struct Group {
  std::string title;
  std::optional<Clip> clip;
  std::vector<Shape> shapes;
};

struct Shape {
  std::variant<Line, Area, Rect, Dots, Text, Group> what;
};

struct Scene {
  double width = 0;
  double height = 0;
  std::string title;        // what it shows
  std::string description;  // what can be read from it, in a sentence: for those who do not see it
  std::vector<Shape> shapes;
};

}  // namespace plumb::scene
