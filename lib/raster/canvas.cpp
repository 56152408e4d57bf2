#include "raster/canvas.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "raster/dense_line.h"
#include "raster/handles.h"
#include "raster/visual_order.h"
#include "scene/dash.h"
#include "scene/text_width.h"
#include "text/escape.h"

namespace plumb::raster {
namespace {

using scene::Role;

// DejaVu is wider than the usual sans-serif fonts that texts are measured for, and looks larger;
// at this part of the size it is as wide and as large as those.
constexpr double kFontPart = 0.93;
// What a bold text may take more than a usual one.
constexpr double kBoldPart = 1.2;

// Cairo counts in 1/256 of a pixel in 32 bits.
double Near(double position) {
  constexpr double kFar = 1e6;
  return std::clamp(position, -kFar, kFar);
}

class Canvas {
 public:
  Canvas(scene::Ground ground, Fonts& fonts, cairo_t* context)
      : ground_(ground), fonts_(fonts), context_(context) {
    cairo_set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
    // Each picture looks the same whatever the machine's settings are.
    const FontOptions options(cairo_font_options_create());
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(context_, options.get());
  }

  void Draw(const std::vector<scene::Shape>& shapes) {
    for (const scene::Shape& shape : shapes)
      std::visit([this](const auto& what) { DrawShape(what); }, shape.what);
  }

 private:
  void Use(const scene::Ink& ink) {
    constexpr double kFull = 255;
    const scene::Rgb color = ColorOf(ink, ground_);
    cairo_set_source_rgba(context_, color.red / kFull, color.green / kFull, color.blue / kFull,
                          OpacityOf(ink, ground_));
  }

  // Cells of a scale of heat lie edge to edge: smoothed edges would be seams between them.
  void Fill(const scene::Ink& ink) {
    if (ink.role == Role::kHeat) cairo_set_antialias(context_, CAIRO_ANTIALIAS_NONE);
    cairo_fill(context_);
    cairo_set_antialias(context_, CAIRO_ANTIALIAS_DEFAULT);
  }

  // Lines through the points that there are; one alone becomes a line of no length, which round
  // caps make a dot.
  void Trace(const std::vector<scene::Point>& points) {
    bool first = true;
    for (const scene::Point& point : points) {
      if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
      const double x = Near(point.x);
      const double y = Near(point.y);
      if (first) cairo_move_to(context_, x, y);
      if (!first || points.size() == 1) cairo_line_to(context_, x, y);
      first = false;
    }
  }

  void DrawShape(const scene::Line& line) {
    const Role role = line.stroke.ink.role;
    const bool crisp = role == Role::kGrid || role == Role::kAxis;
    Use(line.stroke.ink);
    cairo_set_line_width(context_, line.stroke.width);
    cairo_set_line_cap(context_, crisp ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    const std::span<const double> dash = scene::DashOf(line.stroke.dash);
    cairo_set_dash(context_, dash.data(), static_cast<int>(dash.size()), 0);
    if (crisp || !dash.empty() || !PixelsOf(line.stroke)) {
      for (const auto& run : line.runs) Trace(run);
      cairo_stroke(context_);
      return;
    }
    std::vector<Band> bands;
    for (const auto& run : line.runs) {
      const LineParts parts = FindDenseParts(run);
      for (const auto& part : parts.runs) Trace(part);
      bands.insert(bands.end(), parts.bands.begin(), parts.bands.end());
    }
    cairo_stroke(context_);
    FillBands(bands, line.stroke.width);
  }

  // Whether dense parts may be filled: into pixels, of a line about as thin as they are, and one
  // that does not show where it covers itself.
  [[nodiscard]] bool PixelsOf(const scene::Stroke& stroke) const {
    constexpr double kThin = 3;
    return cairo_surface_get_type(cairo_get_target(context_)) == CAIRO_SURFACE_TYPE_IMAGE &&
           stroke.width <= kThin && OpacityOf(stroke.ink, ground_) >= 1;
  }

  // As wide as the line is, so that a lone spike has its weight.
  void FillBands(const std::vector<Band>& bands, double width) {
    if (bands.empty()) return;
    for (const Band& band : bands)
      cairo_rectangle(context_, band.x + (1 - width) / 2, band.top - width / 2, width,
                      band.bottom - band.top + width);
    cairo_fill(context_);
  }

  void DrawShape(const scene::Area& area) {
    Use(area.ink);
    for (const auto& outline : area.outlines) {
      Trace(outline);
      cairo_close_path(context_);
    }
    Fill(area.ink);
  }

  void DrawShape(const scene::Rect& rect) {
    // Nothing stands behind a picture on unknown ground.
    if (rect.ink.role == Role::kBackground && ground_ == scene::Ground::kUnknown) return;
    const double values[] = {rect.x, rect.y, rect.width, rect.height};
    if (!std::all_of(std::begin(values), std::end(values),
                     [](double v) { return std::isfinite(v); }))
      return;
    Use(rect.ink);
    const double x = Near(rect.x);
    const double y = Near(rect.y);
    const double width = Near(rect.width);
    const double height = Near(rect.height);
    const double radius = std::min({rect.radius, width / 2, height / 2});
    if (!(radius > 0)) {
      cairo_rectangle(context_, x, y, width, height);
    } else {
      constexpr double kQuarter = std::numbers::pi / 2;
      const double right = x + width - radius;
      const double bottom = y + height - radius;
      cairo_new_sub_path(context_);
      cairo_arc(context_, right, y + radius, radius, -kQuarter, 0);
      cairo_arc(context_, right, bottom, radius, 0, kQuarter);
      cairo_arc(context_, x + radius, bottom, radius, kQuarter, 2 * kQuarter);
      cairo_arc(context_, x + radius, y + radius, radius, 2 * kQuarter, 3 * kQuarter);
      cairo_close_path(context_);
    }
    Fill(rect.ink);
  }

  void DrawShape(const scene::Dots& dots) {
    Use(dots.ink);
    cairo_set_line_width(context_, dots.radius * 2);
    cairo_set_line_cap(context_, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(context_, nullptr, 0, 0);
    for (const scene::Point& centre : dots.centres) Trace({centre});
    cairo_stroke(context_);
  }

  void DrawShape(const scene::Text& text) {
    if (!std::isfinite(text.x) || !std::isfinite(text.y) || !(text.size > 0)) return;
    const std::string shown = text::ForTerminal(text.text);
    const GlyphRun run = fonts_.Lay(InVisualOrder(shown), text.bold);
    const double size = std::min(text.size, 1000.0) * kFontPart;
    const double room =
        TextWidth(scene::Medium::kPicture, shown, text.size) * (text.bold ? kBoldPart : 1);
    const double squeeze = run.width * size > room && run.width > 0 ? room / (run.width * size) : 1;
    const double width = run.width * size * squeeze;
    const double left = text.x - (text.anchor == scene::Anchor::kStart ? 0
                                  : text.anchor == scene::Anchor::kEnd ? width
                                                                       : width / 2);
    Use(text.ink);
    cairo_matrix_t matrix;
    cairo_matrix_init_scale(&matrix, size * squeeze, size);
    cairo_set_font_matrix(context_, &matrix);
    Show(run, Near(left), Near(text.y + text.size * scene::kHalfCapital), size * squeeze);
  }

  // Glyphs of one face at a time.
  void Show(const GlyphRun& run, double left, double baseline, double size) {
    std::vector<cairo_glyph_t> glyphs;
    for (size_t i = 0; i < run.glyphs.size(); ++i) {
      const Glyph& glyph = run.glyphs[i];
      glyphs.push_back({glyph.index, left + glyph.x * size, baseline});
      if (i + 1 < run.glyphs.size() && run.glyphs[i + 1].face == glyph.face) continue;
      cairo_set_font_face(context_, glyph.face);
      cairo_show_glyphs(context_, glyphs.data(), static_cast<int>(glyphs.size()));
      glyphs.clear();
    }
  }

  void DrawShape(const scene::Group& group) {
    if (!group.clip) return Draw(group.shapes);
    constexpr double kEdge = scene::kClipEdge;
    const scene::Clip& clip = *group.clip;
    cairo_save(context_);
    cairo_rectangle(context_, Near(clip.x - kEdge), Near(clip.y - kEdge),
                    Near(clip.width + 2 * kEdge), Near(clip.height + 2 * kEdge));
    cairo_clip(context_);
    Draw(group.shapes);
    cairo_restore(context_);
  }

  scene::Ground ground_;
  Fonts& fonts_;
  cairo_t* context_;
};

}  // namespace

void DrawScene(const scene::Scene& scene, scene::Ground ground, Fonts& fonts, cairo_t* context) {
  Canvas(ground, fonts, context).Draw(scene.shapes);
}

}  // namespace plumb::raster
