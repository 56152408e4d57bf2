#include "charts/two_axes.h"

#include <algorithm>
#include <string>
#include <vector>

namespace plumb::charts {
namespace {

// The units of the series, in the order of the data.
std::vector<std::string> UnitsOf(const Data& data, const Selection& selection) {
  std::vector<std::string> ids;
  for (const model::Series& series : data.series)
    for (const Selected& each : selection.series)
      if (each.series == &series && std::find(ids.begin(), ids.end(), each.unit.id) == ids.end())
        ids.push_back(each.unit.id);
  return ids;
}

bool IsNamed(const Selected& each, const text::Regex& right) {
  if (each.unit.id == right.pattern() || right.Matches(each.name)) return true;
  for (const model::LabelView label : each.series->labels)
    if (right.Matches(label.value)) return true;
  return false;
}

units::Unit UnitOf(const Selection& selection, bool right) {
  const Selected* first = nullptr;
  for (const Selected& each : selection.series) {
    if (each.right != right) continue;
    if (first == nullptr) first = &each;
    if (each.unit.id != first->unit.id) return units::FindUnit("short");
  }
  return first != nullptr ? first->unit : units::FindUnit("short");
}

}  // namespace

void ChooseAxes(const Data& data, const Request& request, Selection& selection) {
  // What lies between two series, and several charts beside each other, share one axis.
  const bool one_axis = request.between || request.cover_low;
  if (request.right) {
    for (Selected& each : selection.series) each.right = IsNamed(each, *request.right);
  } else if (const auto ids = UnitsOf(data, selection); ids.size() == 2 && !one_axis) {
    for (Selected& each : selection.series) each.right = each.unit.id == ids[1];
  }
  const auto is_right = [](const Selected& each) { return each.right; };
  // With nothing on the left, the right axis is the only one.
  if (std::all_of(selection.series.begin(), selection.series.end(), is_right))
    for (Selected& each : selection.series) each.right = false;
  selection.unit = UnitOf(selection, false);
  if (std::none_of(selection.series.begin(), selection.series.end(), is_right)) return;
  selection.right_unit = UnitOf(selection, true);
  for (Selected& each : selection.series)
    if (each.right) each.name += " (right)";
}

}  // namespace plumb::charts
