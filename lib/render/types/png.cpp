// PNG: pixels, for mail, chats and whoever shows no SVG.
#include "render/output.h"
#include "render/rasterizer.h"

namespace plumb::render {
namespace {

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  return Rasterize(scene, "png", options);
}

}  // namespace

extern const OutputType output_png = {.name = "png",
                                      .extension = ".png",
                                      .help = "pixels, for mail and chats",
                                      .medium = scene::Medium::kPicture,
                                      .binary = true,
                                      .render = Render};

}  // namespace plumb::render
