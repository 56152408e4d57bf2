#include "render/svg_path.h"

#include <cmath>
#include <cstdint>

#include "base/number.h"

namespace plumb::render {
namespace {

struct Whole {
  int64_t x = 0;
  int64_t y = 0;
};

Whole Rounded(const scene::Point& point) {
  return {std::llround(point.x * kPathScale), std::llround(point.y * kPathScale)};
}

// Numbers in path data need a space between them, unless the second begins with a minus.
void AppendNumber(std::string& out, int64_t number, bool first) {
  if (!first && number >= 0) out += ' ';
  AppendInt(out, number);
}

std::vector<Whole> Simplified(const std::vector<scene::Point>& points) {
  std::vector<Whole> kept;
  for (const scene::Point& point : points) {
    const Whole at = Rounded(point);
    const size_t n = kept.size();
    if (n > 0 && kept[n - 1].x == at.x && kept[n - 1].y == at.y) continue;
    const bool level = n > 1 && kept[n - 2].y == kept[n - 1].y && kept[n - 1].y == at.y &&
                       (at.x - kept[n - 1].x > 0) == (kept[n - 1].x - kept[n - 2].x > 0);
    if (level)
      kept.back() = at;
    else
      kept.push_back(at);
  }
  return kept;
}

}  // namespace

void AppendPath(std::string& out, const std::vector<scene::Point>& points, bool close) {
  const std::vector<Whole> kept = Simplified(points);
  if (kept.empty()) return;
  out += 'M';
  AppendNumber(out, kept.front().x, true);
  AppendNumber(out, kept.front().y, false);
  out += 'l';
  if (kept.size() == 1) out += "0 0";
  for (size_t i = 1; i < kept.size(); ++i) {
    AppendNumber(out, kept[i].x - kept[i - 1].x, i == 1);
    AppendNumber(out, kept[i].y - kept[i - 1].y, false);
  }
  if (close) out += 'z';
}

}  // namespace plumb::render
