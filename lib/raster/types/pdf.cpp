// PDF: one page of lines and texts, with the fonts it needs.
#include <cairo-pdf.h>

#include <algorithm>

#include "fmt/format.h"
#include "raster/canvas.h"
#include "raster/handles.h"
#include "raster/picture.h"
#include "text/escape.h"

namespace plumb::raster {
namespace {

constexpr double kPointsPerUnit = 0.75;  // 72 and 96 to the inch
constexpr double kMostPoints = 14'400;   // of a page's side in PDF 1.5: 200 inches
// When a picture was made says nothing, and would make each one different.
constexpr const char* kDate = "2026-01-01T00:00:00Z";

cairo_status_t Append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void Describe(const scene::Scene& scene, cairo_surface_t* surface) {
  const auto set = [surface](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface, what, text.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, text::ForTerminal(scene.title));
  set(CAIRO_PDF_METADATA_SUBJECT, text::ForTerminal(scene.description));
  set(CAIRO_PDF_METADATA_CREATOR, "plumb");
  set(CAIRO_PDF_METADATA_CREATE_DATE, kDate);
}

Result<std::string> DrawPdf(const scene::PictureOrder& order) {
  const double factor = kPointsPerUnit * order.scale;
  const double width = order.scene.width * factor;
  const double height = order.scene.height * factor;
  if (std::max(width, height) > kMostPoints)
    return Error{Exit::kUsage, fmt::format("a page of {:.0f} x {:.0f} points is too large for PDF: "
                                           "at most {:.0f} a side",
                                           width, height, kMostPoints)};
  PLUMB_ASSIGN(const auto fonts, Fonts::Load());
  std::string bytes;
  const Surface surface(cairo_pdf_surface_create_for_stream(Append, &bytes, width, height));
  Describe(order.scene, surface.get());
  const Context context(cairo_create(surface.get()));
  cairo_scale(context.get(), factor, factor);
  DrawScene(order.scene, order.ground, *fonts, context.get());
  cairo_show_page(context.get());
  cairo_surface_finish(surface.get());
  if (const cairo_status_t status = cairo_status(context.get()); status != CAIRO_STATUS_SUCCESS)
    return Error{Exit::kOutside, fmt::format("cairo: {}", cairo_status_to_string(status))};
  return bytes;
}

}  // namespace

extern const PictureFormat picture_pdf = {"pdf", DrawPdf};

}  // namespace plumb::raster
