// Kitty's graphics protocol: a PNG in escape sequences (kitty, ghostty, WezTerm, Konsole).
#include <algorithm>

#include "render/base64.h"
#include "render/output.h"
#include "render/rasterizer.h"

namespace plumb::render {
namespace {

// The protocol takes pieces of this size at most.
constexpr size_t kPiece = 4096;

Result<std::string> Render(const scene::Scene& scene, const Options& options) {
  PLUMB_ASSIGN(const std::string png, Rasterize(scene, "png", options));
  const std::string text = Base64(png);
  std::string out;
  for (size_t at = 0; at < text.size(); at += kPiece) {
    // a=T: show it here; f=100: a PNG; q=2: no answer; m=1: more to come.
    out += at == 0 ? "\x1b_Ga=T,f=100,q=2,m=" : "\x1b_Gm=";
    out += at + kPiece < text.size() ? "1;" : "0;";
    out += text.substr(at, kPiece);
    out += "\x1b\\";
  }
  return out + '\n';
}

}  // namespace

extern const OutputType output_kitty = {.name = "kitty",
                                        .help = "an image in kitty, ghostty, WezTerm",
                                        .medium = scene::Medium::kPicture,
                                        .render = Render};

}  // namespace plumb::render
