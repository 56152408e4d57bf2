// plumb-raster: pictures that need pixels or fonts, for the tools that draw charts. Private: they
// start it (lib/render/rasterizer.h), so that whoever wants none does not pay for cairo.

#include "cli/tool.h"
#include "raster/picture.h"
#include "scene/picture_order.h"

namespace plumb {
namespace {

struct Options {};
void Declare(cli::Declaration&, Options&) {}

cli::RunResult Run(const Options&, cli::Io& io) {
  if (io.terminal.stdin_tty)
    return Error{Exit::kUsage, "is not for people: plumb's tools start it when -o is a picture"};
  for (;;) {
    PLUMB_ASSIGN(const auto order, scene::ReadOrder(io.in));
    if (!order) return Exit::kYes;
    PLUMB_TRY(scene::WritePicture(raster::Draw(*order), io.out));
    PLUMB_TRY(io.out.Flush());
  }
}

const cli::ToolInfo kInfo = {
    .name = "plumb-raster",
    .summary = "PNG and PDF for plumb's other tools, which start it",
    .synopsis = "<ORDERS >PICTURES",
    .examples = {},
    .footer = "Framed as lib/scene/picture_order.h says; nothing for people to call.",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::Options>(plumb::kInfo, plumb::Declare, plumb::Run, argc, argv);
}
