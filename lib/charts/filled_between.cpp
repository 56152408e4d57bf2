#include "charts/filled_between.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "text/suggest.h"

namespace plumb::charts {
namespace {

constexpr double kFaint = 0.18;

const Selected* Find(const Selection& selection, std::string_view name) {
  const auto at = std::find_if(selection.series.begin(), selection.series.end(),
                               [&](const Selected& each) { return each.name == name; });
  return at == selection.series.end() ? nullptr : &*at;
}

bool HasNumberAt(const model::Series& series, Timestamp time) {
  const auto at = std::lower_bound(series.times.begin(), series.times.end(), time);
  return at != series.times.end() && *at == time &&
         std::isfinite(series.values[static_cast<size_t>(at - series.times.begin())]);
}

// The numbers at times at which the other has one as well.
model::Series Shared(const model::Series& series, const model::Series& other) {
  model::Series shared;
  for (size_t i = 0; i < series.times.size(); ++i) {
    if (!std::isfinite(series.values[i]) || !HasNumberAt(other, series.times[i])) continue;
    shared.times.push_back(series.times[i]);
    shared.values.push_back(series.values[i]);
  }
  return shared;
}

}  // namespace

Status CheckBetween(const Selection& selection, const Between& between) {
  for (const std::string* name : {&between.low, &between.high}) {
    if (Find(selection, *name) != nullptr) continue;
    std::vector<std::string_view> names;
    for (const Selected& each : selection.series) names.push_back(each.name);
    std::string known;
    constexpr size_t kListed = 8;
    for (size_t i = 0; i < std::min(names.size(), kListed); ++i)
      known += (i == 0 ? "'" : ", '") + std::string(names[i]) + "'";
    return Error{Exit::kUsage, "--between: no series is called '" + *name + "'" +
                                   text::DidYouMean(*name, names) + " (there are " + known +
                                   (names.size() > kListed ? ", …)" : ")")};
  }
  return Ok();
}

scene::Shape DrawBetween(const Selection& selection, const Between& between, const Plot& plot) {
  const Selected& low = *Find(selection, between.low);
  const Selected& high = *Find(selection, between.high);
  const model::Series below = Shared(*low.series, *high.series);
  const model::Series above = Shared(*high.series, *low.series);
  scene::Area area;
  area.ink = high.ink();
  area.ink.opacity = kFaint;
  // Both have the same times, so runs of one with the gaps of the other are runs of both.
  for (const Run& run : FindRuns(above, plot.rules)) {
    if (run.count < 2) continue;
    std::vector<scene::Point> outline = plot.PointsOf(above, run);
    const std::vector<scene::Point> back = plot.PointsOf(below, run);
    outline.insert(outline.end(), back.rbegin(), back.rend());
    area.outlines.push_back(std::move(outline));
  }
  scene::Group group = plot.GroupOf(high);
  group.title = low.name + " to " + high.name;
  if (!area.outlines.empty()) group.shapes.push_back({std::move(area)});
  return {std::move(group)};
}

}  // namespace plumb::charts
