// Functions between scalars, vectors and nothing.
#include <limits>
#include <set>
#include <string_view>

#include "promql/function.h"
#include "promql/histogram_over_time.h"
#include "promql/signatures.h"

namespace plumb::promql {

namespace {

// The labels that a missing series is given: those the selector asks for with `=`. Anything else
// that it asks of a label afterwards takes it away again, as upstream; what it asked before does
// not.
model::Labels AbsentLabels(const model::Matchers* matchers) {
  model::LabelsBuilder labels;
  if (matchers == nullptr) return {};
  std::set<std::string_view> given;
  for (const model::Matcher& matcher : *matchers) {
    if (matcher.name() == model::kMetricName) continue;
    if (matcher.op() == model::MatchOp::kEqual && given.insert(matcher.name()).second)
      labels.Set(matcher.name(), matcher.value());
    else
      labels.Drop(matcher.name());
  }
  return labels.Build();
}

Result<StepVector> AbsentSeries(VectorCall& call) {
  std::vector<double> missing(call.steps.count, 1.0);
  for (const StepSeries& series : call.vectors[0])
    for (size_t k = 0; k < call.steps.count; ++k)
      if (series.PresentAt(k)) missing[k] = Absent();
  StepVector result;
  result.push_back({.labels = AbsentLabels(call.selectors[0]), .values = std::move(missing)});
  return result;
}

// One array without labels; NaN where the vector has not exactly one element.
Result<StepVector> ScalarOf(VectorCall& call) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values(call.steps.count, Absent());
  std::vector<bool> many(call.steps.count);
  for (const StepSeries& series : call.vectors[0]) {
    for (size_t k = 0; k < call.steps.count; ++k) {
      if (IsAbsent(series.values[k])) continue;
      if (!IsAbsent(values[k])) many[k] = true;
      values[k] = series.values[k];
    }
  }
  for (size_t k = 0; k < call.steps.count; ++k)
    if (many[k] || IsAbsent(values[k])) values[k] = kNan;
  StepVector result;
  result.push_back({.values = std::move(values)});
  return result;
}

Result<StepVector> VectorOf(VectorCall& call) {
  StepVector result;
  result.push_back({.values = std::move(call.scalars[0])});
  return result;
}

constexpr FunctionRow kRows[] = {
    {.name = "absent",
     .args = kOneVector,
     .keeps_name = true,
     .help = "1 where the vector has no element, with the labels the selector asks for",
     .example = "absent(none{job=\"x\"}) => {job=\"x\"} 1",
     .takes_histograms = true,
     .vector = AbsentSeries},
    {.name = "absent_over_time",
     .args = kOneMatrix,
     .keeps_name = true,
     .help = "1 where no series has a sample in the range, with the labels the selector asks for",
     .example = "absent_over_time(none{job=\"x\"}[5m]) => {job=\"x\"} 1",
     .window = [](const Window&) { return 1.0; },
     .mixed = PresentMixed,
     .vector = AbsentSeries},
    {.name = "scalar",
     .args = kOneVector,
     .result = ResultType::kScalar,
     .help = "the value of a vector with one element; NaN for any other",
     .example = "scalar(vector(2)) => 2",
     .vector = ScalarOf},
    {.name = "vector",
     .args = kOneScalar,
     .keeps_name = true,
     .help = "a scalar as a vector with one element without labels",
     .example = "vector(2) => 2",
     .vector = VectorOf},
};

}  // namespace

extern const FunctionFamily functions_type;
const FunctionFamily functions_type = {.title = "Scalars, vectors, absence", .rows = kRows};

}  // namespace plumb::promql
