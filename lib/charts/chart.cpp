#include "charts/chart.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "charts/comparable.h"
#include "charts/compare.h"
#include "charts/heat_rows.h"
#include "charts/marks.h"
#include "charts/mirror.h"
#include "charts/multiples.h"
#include "charts/style.h"
#include "text/suggest.h"

namespace plumb::charts {

#define PLUMB_ENTRY(type, symbol) extern const type symbol;
#include "chart_registry.inc"
#undef PLUMB_ENTRY

namespace {

constexpr const ChartType* kTypes[] = {
#define PLUMB_ENTRY(type, symbol) &symbol,
#include "chart_registry.inc"
#undef PLUMB_ENTRY
};

bool HasValue(const model::Series& series) {
  return std::any_of(series.values.begin(), series.values.end(),
                     [](double v) { return !model::IsStale(v); });
}

// Leaves what a chart of this type can draw.
Status KeepDrawable(Data& data, bool native_histograms) {
  const bool had_histograms =
      std::any_of(data.series.begin(), data.series.end(),
                  [](const model::Series& series) { return !series.histograms.empty(); });
  std::erase_if(data.series, [&](const model::Series& series) {
    return !HasValue(series) && !(native_histograms && !series.histograms.empty());
  });
  if (!data.series.empty()) return Ok();
  if (had_histograms)
    return Error{Exit::kUsage,
                 "native histograms are no numbers that this chart could draw: use '-t heatmap', "
                 "or a number of each, as 'histogram_quantile(0.99, …)' or 'histogram_count(…)'"};
  return Error{Exit::kNoData, "nothing to draw: the input has no values"};
}

// Lines go on over what is missing.
void DropMissing(model::Series& series) {
  size_t kept = 0;
  for (size_t i = 0; i < series.values.size(); ++i) {
    if (!std::isfinite(series.values[i])) continue;
    series.times[kept] = series.times[i];
    series.values[kept++] = series.values[i];
  }
  if (kept == 0) return;
  series.times.resize(kept);
  series.values.resize(kept);
}

// What is drawn where nobody says it.
std::string_view UsualType(const Data& data) {
  if (IsOneInstant(data)) return "bars";
  if (IsHistogram(data)) return "heatmap";
  return HasManyScales(data) ? "table" : "line";
}

// An error if a type does not do what is asked for: `what` is "cannot be stacked".
Status CheckAbility(const ChartType& type, bool ChartType::*able, std::string_view what) {
  if (type.*able) return Ok();
  std::string known;
  for (const ChartType* each : kTypes)
    if (each->*able) known += (known.empty() ? "" : ", ") + std::string(each->name);
  return Error{Exit::kUsage, "a chart of type '" + std::string(type.name) + "' " +
                                 std::string(what) + " (those that can: " + known + ")"};
}

Status CheckAbilities(const ChartType& type, const Request& request) {
  const bool stacked = request.stack != Stacking::kNone;
  if (stacked) PLUMB_TRY(CheckAbility(type, &ChartType::stacks, "cannot be stacked"));
  if (stacked && request.scale != ValueScale::kLinear)
    return Error{Exit::kUsage, "sums cannot be read off a logarithmic axis: stack on a linear one"};
  if (request.right && stacked)
    return Error{Exit::kUsage, "what is stacked has one axis: --right is about other charts"};
  if (request.right) PLUMB_TRY(CheckAbility(type, &ChartType::two_axes, "has no right axis"));
  if (request.compare > 0)
    PLUMB_TRY(CheckAbility(type, &ChartType::compares, "cannot show an earlier period"));
  if (request.between)
    PLUMB_TRY(CheckAbility(type, &ChartType::fills_between, "cannot fill between two series"));
  if ((request.compare > 0 || request.between) && stacked)
    return Error{Exit::kUsage, "--compare and --between are about lines that are not stacked"};
  return Ok();
}

}  // namespace

std::span<const ChartType* const> ChartTypes() {
  return kTypes;
}

const ChartType* FindChartType(std::string_view name) {
  for (const ChartType* type : kTypes)
    if (type->name == name) return type;
  return nullptr;
}

Status CheckType(std::string_view name) {
  if (name == "auto" || FindChartType(name) != nullptr) return Ok();
  std::vector<std::string_view> names = {"auto"};
  for (const ChartType* type : kTypes) names.push_back(type->name);
  std::string known;
  for (const std::string_view each : names)
    known += (known.empty() ? "" : ", ") + std::string(each);
  return Error{Exit::kUsage, "unknown chart type '" + std::string(name) + "'" +
                                 text::DidYouMean(name, names) + " (there are " + known + ")"};
}

Status CheckRange(const Request& request) {
  if (request.min && request.max && *request.min >= *request.max)
    return Error{Exit::kUsage, "the least value of the axis must be less than the largest"};
  if (request.soft_min && request.soft_max && *request.soft_min >= *request.soft_max)
    return Error{Exit::kUsage,
                 "the soft lower end of the axis must be less than the soft upper end"};
  if (IsLogarithmic(request.scale) && request.max && *request.max <= 0)
    return Error{Exit::kUsage, "a logarithmic axis has no values of 0 and less"};
  return Ok();
}

Result<scene::Scene> Draw(Data data, const Request& request) {
  PLUMB_TRY(CheckType(request.type));
  PLUMB_TRY(CheckRange(request));
  TakeMarks(data);
  if (data.series.empty()) return Error{Exit::kNoData, "nothing to draw: the input has no values"};
  const std::string_view name =
      request.type != "auto" ? std::string_view(request.type) : UsualType(data);
  if (request.type == "auto" && name == "bars") KeepShares(data, request);
  const ChartType& type = *FindChartType(name);
  PLUMB_TRY(CheckAbilities(type, request));
  PLUMB_TRY(KeepDrawable(data, type.native_histograms));
  if (request.mirror) Mirror(data, *request.mirror);
  if (request.connect)
    for (model::Series& series : data.series) DropMissing(series);
  if (request.compare > 0) PLUMB_TRY(SplitPeriods(data, request.compare));
  Request sized = request;
  sized.type = name;
  const Style& style = StyleOf(request.medium);
  if (sized.width <= 0) sized.width = style.usual_width;
  sized.width = std::max(sized.width, style.least_width);
  if (sized.height > 0) sized.height = std::max(sized.height, style.least_height);
  if (!request.by.empty()) return DrawMultiples(data, sized, type);
  return type.draw(data, sized);
}

}  // namespace plumb::charts
