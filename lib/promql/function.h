// SPDX-License-Identifier: Apache-2.0
// The functions of PromQL as rows: everything that is known of a function stands in its row, in the
// file of its family under functions/. Parser, evaluator, `--functions`, manual and tests read the
// rows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/matcher.h"
#include "model/query_result.h"
#include "model/series_source.h"
#include "promql/mixed_window.h"
#include "promql/steps.h"
#include "promql/window.h"

namespace plumb::promql {

using model::ResultType;

// The instant at which a value is computed, and the query it belongs to.
struct StepContext {
  Timestamp time = 0;
  Timestamp query_start = 0;
  Timestamp query_end = 0;
  DurationMs query_step = 0;
};

// The evaluated arguments of a call, for functions that need whole vectors. Entry i of each list
// belongs to argument i; of the other types it is empty.
class VectorCall {
 public:
  virtual ~VectorCall() = default;
  Steps steps;
  std::vector<StepVector> vectors;
  std::vector<std::vector<double>> scalars;  // one value a step
  std::vector<std::string> strings;
  // The matchers of each argument that is a bare selector; nullptr for the others.
  std::vector<const model::Matchers*> selectors;
  // The query has one instant only, so that the order of the result is what is seen.
  bool instant = false;
  bool delayed_name_removal = false;

  // Remarks upon an argument: its place is added to the text, which is upstream's without
  // `PromQL warning: ` or `PromQL info: `.
  virtual void Warn(size_t argument, std::string text) = 0;
  virtual void Inform(size_t argument, std::string text) = 0;
  // The same upon the whole call.
  virtual void WarnOfCall(std::string text) = 0;

  // The times (in seconds) of the samples that a selector with these matchers has at each step,
  // with the offset and @ of the first selector in argument 0. An error if one is a histogram.
  virtual Result<StepVector> SelectTimes(const model::Matchers& matchers) = 0;
};

// A bare double -> double, for functions of one vector and no further argument.
using PlainFunction = double (*)(double);
// A sample and the scalar arguments at its step, optional ones filled in; Absent() drops the
// sample.
using ValueFunction = double (*)(double value, const double* scalars);
// The floats of a window, at least one; Absent() gives no sample.
using WindowFunction = double (*)(const Window& window);
// The same as the WindowFunction for all steps of a series, skipping work; writes one value a step.
using WindowKernel = void (*)(const SeriesWindows& windows, double* out);
// Whole vectors; the result's names are as given: the evaluator drops none of them.
using VectorFunction = Result<StepVector> (*)(VectorCall& call);
using ScalarFunction = double (*)(const StepContext& context, const double* scalars);
// Why these scalar arguments are not accepted; nullopt if they are.
using ScalarCheck = std::optional<std::string> (*)(const double* scalars);

// A histogram's number, for functions that take histograms one by one.
using HistogramValueFunction = double (*)(const model::Histogram& histogram);

// What a function needs of histograms that it is given, at whatever depth.
enum class HistogramUse {
  kNone,     // nothing of its own: it hands them on, or has no use for them
  kStats,    // count and sum
  kBuckets,  // the buckets
};

// What is read of a sample, in seconds where it is a time.
enum class Reads {
  kValues,
  kFloatTimes,  // of floats; histograms are kept as they are
  kTimes,       // of an expression that is no selector: the evaluation time
  kStartTimes,  // when the counting began, 0 where that is not known; of other expressions: nothing
};

struct FunctionRow {
  std::string_view name;
  // Types of the arguments. With `variadic` != 0 the last one may be left out or repeated: at most
  // `variadic` times where that is positive, any number of times where it is negative (as
  // upstream).
  std::span<const ResultType> args = {};
  int variadic = 0;
  ResultType result = ResultType::kVector;
  bool keeps_name = false;
  // False: depends on the evaluation time even where all its arguments are pinned with `@`.
  bool at_modifier_safe = true;
  bool experimental = false;
  // This argument is a label selector that may match everything (info); -1: none.
  int selector_arg = -1;
  std::string_view help = {};     // one line
  std::string_view example = {};  // "expression => result", at time 600 over no data; run as a test

  // --- Implementation: one of the four shapes value, window, vector, scalar. ---
  // A function is given histograms only where its row says so; else they are left out before.
  HistogramUse histogram_use = HistogramUse::kNone;

  PlainFunction plain = nullptr;
  ValueFunction value = nullptr;
  // Of histograms. Without `plain` and `value`, floats are left out.
  HistogramValueFunction histogram_value = nullptr;
  // An optional scalar argument that is missing has this value.
  double default_scalar = 0;
  // A missing vector argument is vector(time()).
  bool defaults_to_time = false;
  // What the function is given of the samples of its vector argument.
  Reads reads = Reads::kValues;

  WindowFunction window = nullptr;
  WindowKernel kernel = nullptr;
  // What is to be read of windows of which only rollups are left, and the function for windows with
  // such values in them; nullptr: `window` will do.
  model::RollupValue rollup = model::RollupValue::kSamples;
  WindowFunction weighted = nullptr;
  // Ranges with `anchored` / `smoothed`; nullptr: the modifier is not allowed here.
  WindowFunction anchored = nullptr;
  WindowFunction smoothed = nullptr;
  // The same for windows with histograms, or with start times if `finds_resets`; nullptr: the
  // histograms in a window are ignored, with an info if there are floats as well.
  MixedFunction mixed = nullptr;
  MixedFunction mixed_anchored = nullptr;
  MixedFunction mixed_smoothed = nullptr;
  // Looks for counter resets between the samples of a window.
  bool finds_resets = false;
  // Samples a window must have for a result; for the hint at a range that is too short.
  size_t min_samples = 1;
  // Meant for counters: a metric whose name does not say so gets an info.
  bool counter = false;
  // This argument is a quantile: values outside [0, 1] get a warning; -1: none.
  int quantile_arg = -1;
  ScalarCheck check = nullptr;

  // Takes vectors with histograms.
  bool takes_histograms = false;
  // The result of an instant query keeps the order it is given in.
  bool orders = false;
  // Whether the growth from the first to the last sample of the window is extended to its edges.
  enum class Extends { kNo, kDifference, kGrowth, kGrowthPerSecond };
  Extends extends = Extends::kNo;
  // May stand beside `window`: then it works upon the windows' results (absent_over_time).
  VectorFunction vector = nullptr;
  ScalarFunction scalar = nullptr;
};

// One file under functions/. Its name is the file's.
struct FunctionFamily {
  std::string_view title;  // for the list of functions
  std::span<const FunctionRow> rows;
};

// nullptr if there is none of this name. Names are case-sensitive.
const FunctionRow* FindFunction(std::string_view name);
// All rows, sorted by name.
std::span<const FunctionRow* const> AllFunctions();
// Sorted by file name.
std::span<const FunctionFamily* const> AllFunctionFamilies();

}  // namespace plumb::promql
