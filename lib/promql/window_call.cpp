#include "promql/window_call.h"

#include <algorithm>
#include <array>

#include "promql/histogram_selection.h"
#include "promql/selection.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {

namespace {

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool LooksLikeCounter(std::string_view metric) {
  constexpr std::array<std::string_view, 4> kEnds = {"_total", "_sum", "_count", "_bucket"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [metric](std::string_view end) { return EndsWith(metric, end); });
}

WindowFunction FunctionFor(const FunctionRow& row, RangeEdges edges) {
  switch (edges) {
    case RangeEdges::kAnchored:
      return row.anchored;
    case RangeEdges::kSmoothed:
      return row.smoothed;
    case RangeEdges::kPlain:
      break;
  }
  return row.window;
}

// Names of the functions that allow a modifier: `a, b, c`.
std::string AllowedFor(RangeEdges edges) {
  std::string names;
  for (const FunctionRow* row : AllFunctions()) {
    if (row->window == nullptr || FunctionFor(*row, edges) == nullptr) continue;
    if (!names.empty()) names += ", ";
    names += row->name;
  }
  return names;
}

MixedFunction MixedFunctionFor(const FunctionRow& row, RangeEdges edges) {
  switch (edges) {
    case RangeEdges::kAnchored:
      return row.mixed_anchored;
    case RangeEdges::kSmoothed:
      return row.mixed_smoothed;
    case RangeEdges::kPlain:
      break;
  }
  return row.mixed;
}

}  // namespace

Status CheckEdges(const FunctionRow& row, RangeEdges edges) {
  if (FunctionFor(row, edges) != nullptr) return Ok();
  return Error{Exit::kUsage, fmt::format("{} modifier can only be used with: {} - not with {}",
                                         edges == RangeEdges::kAnchored ? "anchored" : "smoothed",
                                         AllowedFor(edges), row.name)};
}

WindowCall::WindowCall(Evaluation& evaluation, const FunctionRow& row, RangeEdges edges,
                       const WindowGrid& grid, std::span<const std::vector<double>> scalars,
                       const GroupedMetric& grouped, const Place& place)
    : evaluation_(evaluation),
      row_(row),
      function_(FunctionFor(row, edges)),
      kernel_(edges == RangeEdges::kPlain ? row.kernel : nullptr),
      weighted_(edges == RangeEdges::kPlain ? row.weighted : nullptr),
      mixed_(MixedFunctionFor(row, edges)),
      grid_(grid),
      scalars_(scalars),
      grouped_(grouped),
      place_(place) {}

WindowCall::WindowCall(const WindowCall& whole, const StepSlice& slice,
                       std::span<const std::vector<double>> scalars)
    : evaluation_(whole.evaluation_),
      row_(whole.row_),
      function_(whole.function_),
      kernel_(whole.kernel_),
      weighted_(whole.weighted_),
      mixed_(whole.mixed_),
      grid_(whole.grid_.Of(slice)),
      scalars_(scalars),
      grouped_(whole.grouped_),
      place_(whole.place_) {}

std::vector<std::vector<double>> ScalarsOf(std::span<const std::vector<double>> scalars,
                                           const StepSlice& slice) {
  std::vector<std::vector<double>> some;
  for (const std::vector<double>& scalar : scalars) {
    const auto first = scalar.begin() + static_cast<std::ptrdiff_t>(slice.first);
    some.emplace_back(first, first + static_cast<std::ptrdiff_t>(slice.count));
  }
  return some;
}

void WindowCall::Compute(const WindowPlan& plan, std::span<const double> values,
                         const Beside& beside, const model::Labels& labels, bool drop_name,
                         ComputedBatch& out) const {
  if (plan.longest() == 0 && beside.histograms.empty()) return;
  Note(plan, beside, out.seen);
  const SeriesWindows windows{
      .plan = plan, .values = values, .scalars = scalars_, .weights = beside.weights};
  const Grouping* grouping = grouped_.grouping;
  const std::string_view metric = grouping != nullptr ? grouped_.metric : labels.metric_name();
  StepSeries series{.labels = labels, .values = {}, .drop_name = drop_name};
  series.values.resize(grid_.steps.count);
  if (weighted_ != nullptr && !beside.weights.empty()) {
    EachWindow(weighted_, windows, series.values);
  } else if (kernel_ != nullptr) {
    kernel_(windows, series.values.data());
  } else {
    EachWindow(function_, windows, series.values);
  }
  if (!beside.empty()) EachMixedWindow(windows, beside, metric, series);
  if (!series.AnyPresent()) return;
  if (row_.counter && plan.longest() > 0) NoteCounter(metric);
  // The labels of a group have no name; that it goes at the end is noted all the same.
  if (!row_.keeps_name && (grouping == nullptr || evaluation_.options.delayed_name_removal))
    DropName(evaluation_, series);
  out.series.push_back(std::move(series));
}

void WindowCall::EachWindow(WindowFunction function, const SeriesWindows& windows,
                            std::vector<double>& out) const {
  std::vector<double> scratch(scalars_.size());
  for (size_t k = 0; k < out.size(); ++k)
    out[k] = windows.plan.count(k) == 0 ? Absent() : function(windows.At(k, scratch.data()));
}

// Where there is more than floats in a window, its result is computed anew.
void WindowCall::EachMixedWindow(const SeriesWindows& windows, const Beside& beside,
                                 std::string_view metric, StepSeries& series) const {
  const std::vector<Timestamp> times = TimesOf(beside.histograms);
  const WindowPlan plan(times, grid_);
  PlacedRemarks remarks(evaluation_.annotations, place_);
  std::vector<double> scratch(scalars_.size());
  for (size_t k = 0; k < series.values.size(); ++k) {
    const bool any_histogram = plan.count(k) > 0;
    if (!any_histogram && (beside.float_starts.empty() || windows.plan.count(k) == 0)) continue;
    MixedWindow window{.floats = windows.At(k, scratch.data()),
                       .histograms = beside.histograms.subspan(plan.begin(k), plan.count(k)),
                       .float_starts = {},
                       .metric = metric,
                       .remarks = remarks};
    if (!beside.float_starts.empty())
      window.float_starts =
          beside.float_starts.subspan(windows.plan.begin(k), windows.plan.count(k));
    if (mixed_ != nullptr) {
      WindowSample sample = mixed_(window);
      series.values[k] = sample.value;
      if (sample.histogram != nullptr) series.SetHistogram(k, std::move(sample.histogram));
    } else if (window.mixed()) {
      remarks.Inform(IgnoredInRange(window.metric));
    }
  }
}

void WindowCall::Note(const WindowPlan& plan, const Beside& beside, Seen& seen) const {
  if (plan.longest() >= row_.min_samples || !beside.histograms.empty()) {
    seen.enough = true;
  } else if (seen.distance == 0) {
    seen.distance = UsualDistance({plan.times().begin(), plan.times().end()});
  }
}

void WindowCall::NoteCounter(std::string_view name) const {
  if (name.empty() || LooksLikeCounter(name)) return;
  evaluation_.annotations.Inform(
      "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: " +
          text::GoQuote(name),
      place_);
}

}  // namespace plumb::promql
