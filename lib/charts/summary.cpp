#include "charts/summary.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "fmt/format.h"
#include "scene/text_width.h"
#include "units/unit.h"

namespace plumb::charts {
namespace {

constexpr size_t kNamed = 3;          // series named with their last value
constexpr double kLongestName = 480;  // in cells' units: 60 characters

std::string Short(const std::string& name) {
  return scene::FitMiddle(scene::Medium::kCells, name, 0, kLongestName);
}

std::string LeftOut(const Selection& selection) {
  return selection.left_out == 0
             ? ""
             : fmt::format(" (of {})", selection.series.size() + selection.left_out);
}

const Selected* Extreme(const Selection& selection, bool largest) {
  const Selected* found = nullptr;
  for (const Selected& each : selection.series) {
    if (each.statistics.count == 0) continue;
    if (found == nullptr || (largest ? each.statistics.max > found->statistics.max
                                     : each.statistics.min < found->statistics.min))
      found = &each;
  }
  return found;
}

}  // namespace

std::string MomentText(Timestamp time, const TimeZone& zone) {
  const CivilTime civil = zone.ToCivil(time);
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", civil.year, civil.month,
                                 civil.day, civil.hour, civil.minute);
  if (civil.second != 0 || civil.millisecond != 0) text += fmt::format(":{:02}", civil.second);
  return text + ' ' + std::string(zone.Abbreviation(time));
}

std::string SummarizeLines(const Selection& selection, Timestamp from, Timestamp to,
                           const TimeZone& zone, bool indexed) {
  std::string text = fmt::format("{}{} series", selection.series.size(), LeftOut(selection));
  if (!indexed) text += fmt::format(" from {} to {}", MomentText(from, zone), MomentText(to, zone));
  text += '.';
  const Selected* largest = Extreme(selection, true);
  if (largest == nullptr) return text;
  const std::string at = indexed ? fmt::format("position {}", largest->statistics.max_time)
                                 : MomentText(largest->statistics.max_time, zone);
  text += fmt::format(" Largest {} ({}, {}).", units::Text(largest->unit, largest->statistics.max),
                      Short(largest->name), at);
  text += " Last:";
  const size_t named = std::min(kNamed, selection.series.size());
  for (size_t i = 0; i < named; ++i) {
    const Selected& each = selection.series[i];
    text += fmt::format("{} {} {}", i == 0 ? "" : ",", Short(each.name),
                        units::Text(each.unit, each.statistics.last));
  }
  return text + (named < selection.series.size() ? ", …" : ".");
}

std::string SummarizeBars(const Selection& selection, Timestamp time, const TimeZone& zone) {
  const size_t count = selection.series.size();
  std::string text =
      fmt::format("{}{} value{} at {}.", count, LeftOut(selection),
                  count == 1 && selection.left_out == 0 ? "" : "s", MomentText(time, zone));
  const Selected* largest = Extreme(selection, true);
  const Selected* smallest = Extreme(selection, false);
  if (largest == nullptr) return text;
  text += fmt::format(" Largest {} ({})", units::Text(largest->unit, largest->statistics.max),
                      Short(largest->name));
  if (selection.series.size() > 1)
    text += fmt::format(", smallest {} ({})", units::Text(smallest->unit, smallest->statistics.min),
                        Short(smallest->name));
  return text + '.';
}

}  // namespace plumb::charts
