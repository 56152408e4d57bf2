// Sixel, the images of DEC's terminals (xterm -ti vt340, foot, mlterm, Windows Terminal, tmux).
#include "render/output.h"
#include "render/rasterizer.h"

namespace plumb::render {
namespace {

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  PLUMB_ASSIGN(std::string sixels, Rasterize(scene, "sixel", options));
  return sixels + '\n';
}

}  // namespace

extern const OutputType output_sixel = {.name = "sixel",
                                        .help = "an image in foot, xterm, mlterm",
                                        .medium = scene::Medium::kPicture,
                                        .render = Render};

}  // namespace plumb::render
