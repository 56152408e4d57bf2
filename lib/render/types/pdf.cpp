// PDF: a page, for print.
#include "render/output.h"
#include "render/rasterizer.h"

namespace plumb::render {
namespace {

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  return Rasterize(scene, "pdf", options);
}

}  // namespace

extern const OutputType output_pdf = {.name = "pdf",
                                      .extension = ".pdf",
                                      .help = "a page, for print",
                                      .medium = scene::Medium::kPicture,
                                      .binary = true,
                                      .render = Render};

}  // namespace plumb::render
