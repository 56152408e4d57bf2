#include "render/rasterizer.h"

#include "scene/picture_order.h"
#include "system/helper_process.h"
#include "system/programs.h"

namespace plumb::render {
namespace {

// The largest picture there may be takes some seconds; this is for a helper that does not move.
constexpr DurationMs kPatience = kMinute;

}  // namespace

Result<std::string> Rasterize(const scene::Scene& scene, std::string_view format,
                              const Options& options) {
  PLUMB_ASSIGN(const std::string path, system::FindHelper("plumb-raster"));
  PLUMB_ASSIGN(const auto helper, system::HelperProcess::Start(path));
  helper->set_patience(kPatience);
  PLUMB_TRY(scene::WriteOrder({.format = std::string(format),
                               .scale = options.scale,
                               .ground = GroundOf(options.theme),
                               .scene = scene},
                              *helper));
  return scene::ReadPicture(*helper);
}

}  // namespace plumb::render
