// Terminals: the scene in characters, coloured where the terminal can.
#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "render/cell_grid.h"
#include "render/glyphs.h"
#include "render/output.h"

namespace plumb::render {
namespace {

using scene::kCellHeight;
using scene::kCellWidth;
using scene::Role;

// Without colours lines are told apart by letters on them, one every so many cells.
constexpr int kLetterEvery = 14;
constexpr int kLetterStagger = 5;

// Areas are at most so much of their colour, so that lines on them are seen.
constexpr double kMostTone = 0.5;

class Painter {
 public:
  struct Manner {
    bool letters = false;  // on lines, to tell them apart without colours
    bool tones = false;    // areas are the ground of their cells, not dots
  };
  Painter(CellGrid& grid, Manner manner) : grid_(grid), manner_(manner) {}

  void Paint(const std::vector<scene::Shape>& shapes) {
    for (const scene::Shape& shape : shapes)
      std::visit([&](const auto& what) { PaintShape(what); }, shape.what);
  }

  // After everything, so that no line hides a letter.
  void PaintLetters() {
    for (const Marked& line : marked_) {
      const int width = line.right - line.left + 1;
      const int start = width < kLetterEvery
                            ? 0
                            : static_cast<int>(line.ink.number) * kLetterStagger % kLetterEvery;
      for (int column = line.left + start; column <= line.right; column += kLetterEvery)
        PaintLetter(line, column);
    }
  }

 private:
  struct Marked {
    scene::Ink ink;
    int left = 0;
    int right = 0;
    int top = 0;
    int bottom = 0;
  };

  void PaintLetter(const Marked& line, int column) {
    const char letter = static_cast<char>('A' + line.ink.number % 26);
    // Where another line covers this one the next column may be free.
    for (int tries = 0; tries < kLetterStagger && column + tries <= line.right; ++tries) {
      const int row = grid_.FindDots(column + tries, line.ink, line.top, line.bottom);
      if (row >= 0 && grid_.DrawLetter(column + tries, row, letter, line.ink)) return;
    }
  }

  void PaintShape(const scene::Line& line) {
    const scene::Ink& ink = line.stroke.ink;
    for (const auto& run : line.runs) {
      if (ink.role == Role::kGrid && run.size() == 2 && run[0].y == run[1].y) {
        grid_.DrawGridLine(run[0].x, run[1].x, run[0].y, ink);
      } else if (ink.role == Role::kAxis && run.size() == 2) {
        grid_.DrawBox(run[0], run[1], ink);
      } else {
        PaintRun(run, ink, line.stroke.dash);
      }
    }
  }

  void PaintRun(const std::vector<scene::Point>& run, const scene::Ink& ink, int dash) {
    int travelled = 0;
    Marked marked = {.ink = ink, .left = INT32_MAX, .right = -1, .top = INT32_MAX, .bottom = -1};
    for (size_t i = 0; i < run.size(); ++i) {
      grid_.DrawDots(run[i == 0 ? 0 : i - 1], run[i], ink, dash, travelled);
      const int column = static_cast<int>(std::floor(run[i].x / kCellWidth));
      const int row = static_cast<int>(std::floor(run[i].y / kCellHeight));
      marked.left = std::min(marked.left, column);
      marked.right = std::max(marked.right, column);
      marked.top = std::min(marked.top, row);
      marked.bottom = std::max(marked.bottom, row);
    }
    if (manner_.letters && ink.role == Role::kSeries) marked_.push_back(marked);
  }

  void PaintShape(const scene::Area& area) {
    if (manner_.tones) {
      for (const auto& outline : area.outlines) FillGround(outline, area.ink);
      return;
    }
    // A faint area is a hint that dots cannot give; a strong one is filled.
    constexpr double kStrong = 0.5;
    if (area.ink.opacity < kStrong) return;
    // Without colours one area could not be told from the next; their edges can, by letters.
    if (manner_.letters && area.ink.role == Role::kSeries) return;
    for (const auto& outline : area.outlines) Fill(outline, area.ink);
  }

  struct Range {
    double low = 0;
    double high = 0;
  };
  // Where an outline lies, along x or y; cut to the box for y.
  static Range RangeOf(const std::vector<scene::Point>& outline, double scene::Point::*axis) {
    Range range = {outline.front().*axis, outline.front().*axis};
    for (const scene::Point& point : outline) {
      range.low = std::min(range.low, point.*axis);
      range.high = std::max(range.high, point.*axis);
    }
    return range;
  }

  // Where the outline crosses the line `along` = at, sorted: by even-odd, between the first and the
  // second is inside.
  static std::vector<double> Crossings(const std::vector<scene::Point>& outline, double at,
                                       double scene::Point::*along, double scene::Point::*across) {
    std::vector<double> crossings;
    for (size_t i = 0; i < outline.size(); ++i) {
      const scene::Point& a = outline[i];
      const scene::Point& b = outline[(i + 1) % outline.size()];
      if ((a.*along <= at) == (b.*along <= at)) continue;
      crossings.push_back(a.*across +
                          (at - a.*along) / (b.*along - a.*along) * (b.*across - a.*across));
    }
    std::sort(crossings.begin(), crossings.end());
    return crossings;
  }

  // A line of dots a quarter of a row.
  void Fill(const std::vector<scene::Point>& outline, const scene::Ink& ink) {
    const Range range = RangeOf(outline, &scene::Point::y);
    const double bottom = std::min(range.high, bottom_);
    constexpr double kStep = kCellHeight / 4;
    for (double y = (std::floor(std::max(range.low, top_) / kStep) + 0.5) * kStep; y < bottom;
         y += kStep) {
      const auto crossings = Crossings(outline, y, &scene::Point::y, &scene::Point::x);
      for (size_t i = 0; i + 1 < crossings.size(); i += 2) {
        int travelled = 0;
        grid_.DrawDots({crossings[i], y}, {crossings[i + 1], y}, ink, 0, travelled);
      }
    }
  }

  // What lies at the middle of a column fills it.
  void FillGround(const std::vector<scene::Point>& outline, const scene::Ink& ink) {
    scene::Ink tone = ink;
    tone.opacity = std::min(tone.opacity, kMostTone);
    const Range range = RangeOf(outline, &scene::Point::x);
    // An area may begin or end within its last cell, and no other would fill that.
    const int first = static_cast<int>(std::floor(range.low / kCellWidth));
    const int last = static_cast<int>(std::ceil(range.high / kCellWidth));
    for (int column = first; column < last; ++column) {
      const double x = std::clamp((column + 0.5) * kCellWidth, range.low, range.high - 1e-6);
      const auto crossings = Crossings(outline, x, &scene::Point::x, &scene::Point::y);
      for (size_t i = 0; i + 1 < crossings.size(); i += 2)
        grid_.FillColumn(column, std::max(crossings[i], top_), std::min(crossings[i + 1], bottom_),
                         tone);
    }
  }

  void PaintShape(const scene::Rect& rect) {
    if (rect.ink.role == Role::kBackground) return;
    if (rect.upright) return PaintColumn(rect);
    for (double y = rect.y + kCellHeight / 2; y < rect.y + rect.height; y += kCellHeight)
      grid_.DrawBar(rect.x, rect.x + rect.width, y, rect.ink, rect.status);
  }

  // Without colours columns of several series are made of their letters.
  void PaintColumn(const scene::Rect& rect) {
    const double right = rect.x + rect.width;
    const double bottom = rect.y + rect.height;
    grid_.DrawColumn(rect.x, right, rect.y, bottom, rect.ink);
    if (!manner_.letters || rect.ink.role != Role::kSeries) return;
    const char letter = static_cast<char>('A' + rect.ink.number % 26);
    for (double y = rect.y; y < bottom; y = (std::floor(y / kCellHeight) + 1) * kCellHeight)
      for (double x = rect.x + kCellWidth / 2; x < right; x += kCellWidth)
        grid_.DrawLetter(static_cast<int>(x / kCellWidth), static_cast<int>(y / kCellHeight),
                         letter, rect.ink);
  }

  void PaintShape(const scene::Dots& dots) {
    for (const scene::Point& centre : dots.centres) PaintRun({centre}, dots.ink, 0);
  }

  void PaintShape(const scene::Text& text) { grid_.DrawText(text); }

  void PaintShape(const scene::Group& group) {
    if (!group.clip) return Paint(group.shapes);
    Painter inside(grid_, manner_);
    inside.top_ = group.clip->y;
    inside.bottom_ = group.clip->y + group.clip->height;
    inside.Paint(Clipped(group.shapes, *group.clip));
    marked_.insert(marked_.end(), inside.marked_.begin(), inside.marked_.end());
  }

  // Lines and dots cut to a box: what leaves it is drawn along its edge no further.
  static std::vector<scene::Shape> Clipped(std::vector<scene::Shape> shapes,
                                           const scene::Clip& clip) {
    for (scene::Shape& shape : shapes) {
      if (auto* line = std::get_if<scene::Line>(&shape.what)) {
        std::vector<std::vector<scene::Point>> kept;
        for (const auto& run : line->runs) ClipRun(run, clip, kept);
        line->runs = std::move(kept);
      } else if (auto* dots = std::get_if<scene::Dots>(&shape.what)) {
        std::erase_if(dots->centres, [&](const scene::Point& p) { return !Inside(p, clip); });
      }
    }
    return shapes;
  }

  static bool Inside(const scene::Point& p, const scene::Clip& clip) {
    return p.x >= clip.x && p.x < clip.x + clip.width && p.y >= clip.y &&
           p.y < clip.y + clip.height;
  }

  // Liang and Barsky, on top and bottom: charts keep to their left and right themselves.
  static void ClipRun(const std::vector<scene::Point>& run, const scene::Clip& clip,
                      std::vector<std::vector<scene::Point>>& kept) {
    const double top = clip.y;
    const double bottom = clip.y + clip.height - 1e-3;
    bool open = false;
    for (size_t i = 0; i + 1 < run.size() || (run.size() == 1 && i == 0); ++i) {
      const scene::Point a = run[i];
      const scene::Point b = run[run.size() == 1 ? i : i + 1];
      double enter = 0;
      double leave = 1;
      const double dy = b.y - a.y;
      for (const auto& [p, q] : {std::pair{-dy, a.y - top}, std::pair{dy, bottom - a.y}}) {
        if (p < 0)
          enter = std::max(enter, q / p);
        else if (p > 0)
          leave = std::min(leave, q / p);
        else if (q < 0)
          leave = -1;
      }
      if (enter > leave) {
        open = false;
        continue;
      }
      const auto at = [&](double t) { return scene::Point{a.x + t * (b.x - a.x), a.y + t * dy}; };
      if (!open || enter > 0) kept.push_back({at(enter)});
      kept.back().push_back(at(leave));
      open = leave >= 1;
    }
  }

  CellGrid& grid_;
  Manner manner_;
  double top_ = -1e9;  // areas end there
  double bottom_ = 1e9;
  std::vector<Marked> marked_;
};

void CollectSeries(const std::vector<scene::Shape>& shapes, std::set<uint32_t>& numbers) {
  for (const scene::Shape& shape : shapes) {
    if (const auto* group = std::get_if<scene::Group>(&shape.what))
      CollectSeries(group->shapes, numbers);
    const auto* line = std::get_if<scene::Line>(&shape.what);
    if (line != nullptr && line->stroke.ink.role == Role::kSeries)
      numbers.insert(line->stroke.ink.number);
    const auto* dots = std::get_if<scene::Dots>(&shape.what);
    const auto* rect = std::get_if<scene::Rect>(&shape.what);
    if (rect != nullptr && rect->ink.role == Role::kSeries) numbers.insert(rect->ink.number);
    if (dots != nullptr && dots->ink.role == Role::kSeries) numbers.insert(dots->ink.number);
  }
}

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  constexpr double kMostCells = 10000;  // a bound on memory, far past any screen
  const int columns =
      static_cast<int>(std::clamp(std::floor(scene.width / kCellWidth), 1.0, kMostCells));
  const int rows =
      static_cast<int>(std::clamp(std::ceil(scene.height / kCellHeight), 1.0, kMostCells));
  CellGrid grid(columns, rows, ChooseGlyphs(options));
  std::set<uint32_t> series;
  CollectSeries(scene.shapes, series);
  const bool tones =
      options.color == system::ColorDepth::k256 || options.color == system::ColorDepth::kTrue;
  Painter painter(grid, {.letters = options.color == system::ColorDepth::kNone && series.size() > 1,
                         .tones = tones});
  painter.Paint(scene.shapes);
  painter.PaintLetters();
  const bool dark = options.theme == Theme::kAuto ? options.dark : options.theme == Theme::kDark;
  return grid.Write(options.color, dark);
}

}  // namespace

extern const OutputType output_terminal = {.name = "terminal",
                                           .help = "characters, coloured where the terminal can",
                                           .medium = scene::Medium::kCells,
                                           .render = Render};

}  // namespace plumb::render
