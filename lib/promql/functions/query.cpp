// Functions of the query itself: its times, and the larger of two scalars.
#include "promql/extremes.h"
#include "promql/function.h"
#include "promql/signatures.h"

namespace plumb::promql {

namespace {

double Seconds(int64_t ms) {
  return static_cast<double>(ms) / 1000;
}

constexpr FunctionRow kRows[] = {
    {.name = "end",
     .result = ResultType::kScalar,
     .at_modifier_safe = false,
     .experimental = true,
     .help = "the end of the query in seconds since 1970",
     .example = "end() => 600",
     .scalar = [](const StepContext& c, const double*) { return Seconds(c.query_end); }},
    {.name = "max_of",
     .args = kTwoScalars,
     .result = ResultType::kScalar,
     .experimental = true,
     .help = "the larger of two scalars",
     .example = "max_of(1, 2) => 2",
     .scalar = [](const StepContext&, const double* v) { return Larger(v[0], v[1]); }},
    {.name = "min_of",
     .args = kTwoScalars,
     .result = ResultType::kScalar,
     .experimental = true,
     .help = "the smaller of two scalars",
     .example = "min_of(1, 2) => 1",
     .scalar = [](const StepContext&, const double* v) { return Smaller(v[0], v[1]); }},
    {.name = "range",
     .result = ResultType::kScalar,
     .at_modifier_safe = false,
     .experimental = true,
     .help = "the length of the query in seconds",
     .example = "range() => 0",
     .scalar = [](const StepContext& c,
                  const double*) { return Seconds(c.query_end - c.query_start); }},
    {.name = "start",
     .result = ResultType::kScalar,
     .at_modifier_safe = false,
     .experimental = true,
     .help = "the start of the query in seconds since 1970",
     .example = "start() => 600",
     .scalar = [](const StepContext& c, const double*) { return Seconds(c.query_start); }},
    {.name = "step",
     .result = ResultType::kScalar,
     .at_modifier_safe = false,
     .experimental = true,
     .help = "the step of the query in seconds",
     .example = "step() => 0",
     .scalar = [](const StepContext& c, const double*) { return Seconds(c.query_step); }},
};

}  // namespace

extern const FunctionFamily functions_query;
const FunctionFamily functions_query = {.title = "The query itself", .rows = kRows};

}  // namespace plumb::promql
