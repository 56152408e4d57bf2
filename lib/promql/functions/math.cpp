// Functions of one number: rounding, powers, limits.
#include <cmath>
#include <limits>

#include "promql/extremes.h"
#include "promql/function.h"
#include "promql/signatures.h"

namespace plumb::promql {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double ClampBetween(double v, double min, double max) {
  if (max < min) return Absent();
  return Larger(min, Smaller(max, v));
}
double Clamp(double v, const double* limits) {
  return ClampBetween(v, limits[0], limits[1]);
}
double ClampMin(double v, const double* limit) {
  return ClampBetween(v, limit[0], kInfinity);
}
double ClampMax(double v, const double* limit) {
  return ClampBetween(v, -kInfinity, limit[0]);
}

// Ties go up, also below zero. The inverse is used because it loses less (as upstream).
double Round(double v, const double* to) {
  const double inverse = 1.0 / to[0];
  return std::floor(v * inverse + 0.5) / inverse;
}

double Sgn(double v) {
  return v < 0 ? -1 : v > 0 ? 1 : v;
}

constexpr ResultType kClampArgs[] = {ResultType::kVector, ResultType::kScalar, ResultType::kScalar};

constexpr FunctionRow kRows[] = {
    {.name = "abs",
     .args = kOneVector,
     .help = "the absolute value of every sample",
     .example = "abs(vector(-2)) => 2",
     .plain = [](double v) { return std::fabs(v); }},
    {.name = "ceil",
     .args = kOneVector,
     .help = "every sample rounded up to an integer",
     .example = "ceil(vector(1.2)) => 2",
     .plain = [](double v) { return std::ceil(v); }},
    {.name = "clamp",
     .args = kClampArgs,
     .help = "every sample moved between a lower and an upper limit",
     .example = "clamp(vector(7), 0, 5) => 5",
     .value = Clamp},
    {.name = "clamp_max",
     .args = kVectorScalar,
     .help = "every sample moved below an upper limit",
     .example = "clamp_max(vector(7), 5) => 5",
     .value = ClampMax},
    {.name = "clamp_min",
     .args = kVectorScalar,
     .help = "every sample moved above a lower limit",
     .example = "clamp_min(vector(-7), 0) => 0",
     .value = ClampMin},
    {.name = "exp",
     .args = kOneVector,
     .help = "e to the power of every sample",
     .example = "exp(vector(0)) => 1",
     .plain = [](double v) { return std::exp(v); }},
    {.name = "floor",
     .args = kOneVector,
     .help = "every sample rounded down to an integer",
     .example = "floor(vector(1.8)) => 1",
     .plain = [](double v) { return std::floor(v); }},
    {.name = "ln",
     .args = kOneVector,
     .help = "the natural logarithm of every sample",
     .example = "ln(vector(1)) => 0",
     .plain = [](double v) { return std::log(v); }},
    {.name = "log10",
     .args = kOneVector,
     .help = "the decimal logarithm of every sample",
     .example = "log10(vector(1000)) => 3",
     .plain = [](double v) { return std::log10(v); }},
    {.name = "log2",
     .args = kOneVector,
     .help = "the binary logarithm of every sample",
     .example = "log2(vector(8)) => 3",
     .plain = [](double v) { return std::log2(v); }},
    {.name = "round",
     .args = kVectorScalar,
     .variadic = 1,
     .help = "every sample rounded to the nearest multiple (of 1, if none is given), ties up",
     .example = "round(vector(7.3), 0.5) => 7.5",
     .value = Round,
     .default_scalar = 1},
    {.name = "sgn",
     .args = kOneVector,
     .help = "the sign of every sample: -1, 0 or 1",
     .example = "sgn(vector(-3)) => -1",
     .plain = Sgn},
    {.name = "sqrt",
     .args = kOneVector,
     .help = "the square root of every sample",
     .example = "sqrt(vector(9)) => 3",
     .plain = [](double v) { return std::sqrt(v); }},
};

}  // namespace

extern const FunctionFamily functions_math;
const FunctionFamily functions_math = {.title = "Rounding, powers and limits", .rows = kRows};

}  // namespace plumb::promql
