// iTerm2's inline images: a PNG in an escape sequence (iTerm2, WezTerm, mintty).
#include "fmt/format.h"
#include "render/base64.h"
#include "render/output.h"
#include "render/rasterizer.h"

namespace plumb::render {
namespace {

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  PLUMB_ASSIGN(const std::string png, Rasterize(scene, "png", options));
  return fmt::format("\x1b]1337;File=inline=1;size={}:{}\x07\n", png.size(), Base64(png));
}

}  // namespace

extern const OutputType output_iterm = {.name = "iterm",
                                        .help = "an image in iTerm2, WezTerm, mintty",
                                        .medium = scene::Medium::kPicture,
                                        .render = Render};

}  // namespace plumb::render
