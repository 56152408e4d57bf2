#include "charts/chart.h"

#include <algorithm>
#include <string>
#include <vector>

#include "charts/comparable.h"
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

// Whether all values are of one and the same time.
bool OneInstant(const Data& data) {
  if (data.indexed) return false;
  if (data.start && data.end && *data.start < *data.end) return false;
  const Timestamp time = data.series.front().times.front();
  return std::all_of(data.series.begin(), data.series.end(), [&](const model::Series& series) {
    return series.times.size() == 1 && series.times.front() == time;
  });
}

Error UnknownType(std::string_view name) {
  std::vector<std::string_view> names = {"auto"};
  for (const ChartType* type : kTypes) names.push_back(type->name);
  std::string known;
  for (const std::string_view each : names)
    known += (known.empty() ? "" : ", ") + std::string(each);
  return {Exit::kUsage, "unknown chart type '" + std::string(name) + "'" +
                            text::DidYouMean(name, names) + " (there are " + known + ")"};
}

Status CheckStack(const ChartType& type, const Request& request) {
  if (request.stack == Stacking::kNone) return Ok();
  if (!type.stacks) {
    std::string known;
    for (const ChartType* each : kTypes)
      if (each->stacks) known += (known.empty() ? "" : ", ") + std::string(each->name);
    return Error{Exit::kUsage, "a chart of type '" + std::string(type.name) +
                                   "' cannot be stacked (those that can: " + known + ")"};
  }
  if (request.scale == ValueScale::kLog)
    return Error{Exit::kUsage, "sums cannot be read off a logarithmic axis: stack without --log"};
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

Status CheckRange(const Request& request) {
  if (request.min && request.max && *request.min >= *request.max)
    return Error{Exit::kUsage, "the least value of the axis must be less than the largest"};
  if (request.scale == ValueScale::kLog && request.max && *request.max <= 0)
    return Error{Exit::kUsage, "a logarithmic axis has no values of 0 and less"};
  return Ok();
}

Result<scene::Scene> Draw(Data data, const Request& request) {
  if (request.type != "auto" && FindChartType(request.type) == nullptr)
    return UnknownType(request.type);
  PLUMB_TRY(CheckRange(request));
  std::erase_if(data.series, [](const model::Series& series) { return !HasValue(series); });
  if (data.series.empty()) return Error{Exit::kNoData, "nothing to draw: the input has no values"};
  const std::string_view name = request.type != "auto" ? std::string_view(request.type)
                                : OneInstant(data)     ? "bars"
                                                       : "line";
  if (request.type == "auto" && name == "bars") KeepShares(data, request);
  const ChartType& type = *FindChartType(name);
  PLUMB_TRY(CheckStack(type, request));
  Request sized = request;
  const Style& style = StyleOf(request.medium);
  if (sized.width <= 0) sized.width = style.usual_width;
  sized.width = std::max(sized.width, style.least_width);
  if (sized.height > 0) sized.height = std::max(sized.height, style.least_height);
  return type.draw(data, sized);
}

}  // namespace plumb::charts
