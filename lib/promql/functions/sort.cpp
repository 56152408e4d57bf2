// Functions that order the result of an instant query.
#include <algorithm>
#include <cmath>

#include "promql/function.h"
#include "promql/natural_order.h"
#include "promql/signatures.h"

namespace plumb::promql {

namespace {

enum class Direction { kUp, kDown };

// NaN comes last in both directions.
template <Direction direction>
Result<StepVector> SortByValue(VectorCall& call) {
  StepVector result = std::move(call.vectors[0]);
  if (!call.instant) {
    call.WarnOfCall(
        "sort is ineffective for range queries since results are always ordered by labels");
    return result;
  }
  std::stable_sort(result.begin(), result.end(), [](const StepSeries& a, const StepSeries& b) {
    const double x = a.values[0];
    const double y = b.values[0];
    if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
    return direction == Direction::kUp ? x < y : x > y;
  });
  return result;
}

// By the given labels in turn, then by all labels, so that the order is always the same.
template <Direction direction>
Result<StepVector> SortByLabel(VectorCall& call) {
  StepVector result = std::move(call.vectors[0]);
  if (!call.instant) {
    call.WarnOfCall(
        "sort is ineffective for range queries since results are always ordered by labels");
    return result;
  }
  const auto before = [&call](const StepSeries& a, const StepSeries& b) {
    for (size_t i = 1; i < call.strings.size(); ++i) {
      const std::string_view x = a.labels.Get(call.strings[i]);
      const std::string_view y = b.labels.Get(call.strings[i]);
      if (x != y) return NaturalLess(x, y);
    }
    return a.labels < b.labels;
  };
  std::stable_sort(result.begin(), result.end(), [&](const StepSeries& a, const StepSeries& b) {
    return direction == Direction::kUp ? before(a, b) : before(b, a);
  });
  return result;
}

constexpr FunctionRow kRows[] = {
    {.name = "sort",
     .args = kOneVector,
     .keeps_name = true,
     .help = "the elements by value, smallest first (instant queries)",
     .example = "sort(vector(1)) => 1",
     .orders = true,
     .vector = SortByValue<Direction::kUp>},
    {.name = "sort_by_label",
     .args = kVectorString,
     .variadic = -1,
     .keeps_name = true,
     .experimental = true,
     .help = "the elements by the given labels in natural order (instant queries)",
     .example = "sort_by_label(vector(1), \"job\") => 1",
     .takes_histograms = true,
     .orders = true,
     .vector = SortByLabel<Direction::kUp>},
    {.name = "sort_by_label_desc",
     .args = kVectorString,
     .variadic = -1,
     .keeps_name = true,
     .experimental = true,
     .help = "the elements by the given labels in reverse natural order (instant queries)",
     .example = "sort_by_label_desc(vector(1), \"job\") => 1",
     .takes_histograms = true,
     .orders = true,
     .vector = SortByLabel<Direction::kDown>},
    {.name = "sort_desc",
     .args = kOneVector,
     .keeps_name = true,
     .help = "the elements by value, largest first (instant queries)",
     .example = "sort_desc(vector(1)) => 1",
     .orders = true,
     .vector = SortByValue<Direction::kDown>},
};

}  // namespace

extern const FunctionFamily functions_sort;
const FunctionFamily functions_sort = {.title = "Order", .rows = kRows};

}  // namespace plumb::promql
