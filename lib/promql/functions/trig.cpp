// Functions of angles.
#include <cmath>
#include <numbers>

#include "promql/function.h"
#include "promql/signatures.h"

namespace plumb::promql {

namespace {

// Above it Go's sinh and cosh are half of e^x, which is infinite from 709.78 on: a little before
// the functions themselves are, and Prometheus' answers have it so.
constexpr double kHalfExp = 21;

double Cosh(double v) {
  const double size = std::fabs(v);
  return size > kHalfExp ? std::exp(size) * 0.5 : std::cosh(v);
}
double Sinh(double v) {
  const double size = std::fabs(v);
  return size > kHalfExp ? std::copysign(std::exp(size) * 0.5, v) : std::sinh(v);
}

constexpr FunctionRow kRows[] = {
    {.name = "acos",
     .args = kOneVector,
     .help = "the arc cosine of every sample, in radians",
     .example = "acos(vector(1)) => 0",
     .plain = [](double v) { return std::acos(v); }},
    {.name = "acosh",
     .args = kOneVector,
     .help = "the inverse hyperbolic cosine of every sample",
     .example = "acosh(vector(1)) => 0",
     .plain = [](double v) { return std::acosh(v); }},
    {.name = "asin",
     .args = kOneVector,
     .help = "the arc sine of every sample, in radians",
     .example = "asin(vector(0)) => 0",
     .plain = [](double v) { return std::asin(v); }},
    {.name = "asinh",
     .args = kOneVector,
     .help = "the inverse hyperbolic sine of every sample",
     .example = "asinh(vector(0)) => 0",
     .plain = [](double v) { return std::asinh(v); }},
    {.name = "atan",
     .args = kOneVector,
     .help = "the arc tangent of every sample, in radians",
     .example = "atan(vector(0)) => 0",
     .plain = [](double v) { return std::atan(v); }},
    {.name = "atanh",
     .args = kOneVector,
     .help = "the inverse hyperbolic tangent of every sample",
     .example = "atanh(vector(0)) => 0",
     .plain = [](double v) { return std::atanh(v); }},
    {.name = "cos",
     .args = kOneVector,
     .help = "the cosine of every sample in radians",
     .example = "cos(vector(0)) => 1",
     .plain = [](double v) { return std::cos(v); }},
    {.name = "cosh",
     .args = kOneVector,
     .help = "the hyperbolic cosine of every sample",
     .example = "cosh(vector(0)) => 1",
     .plain = [](double v) { return Cosh(v); }},
    {.name = "deg",
     .args = kOneVector,
     .help = "radians to degrees",
     .example = "deg(vector(pi())) => 180",
     .plain = [](double v) { return v * 180 / std::numbers::pi; }},
    {.name = "pi",
     .result = ResultType::kScalar,
     .help = "the number pi",
     .example = "pi() => 3.141592653589793",
     .scalar = [](const StepContext&, const double*) { return std::numbers::pi; }},
    {.name = "rad",
     .args = kOneVector,
     .help = "degrees to radians",
     .example = "rad(vector(180)) => 3.141592653589793",
     .plain = [](double v) { return v * std::numbers::pi / 180; }},
    {.name = "sin",
     .args = kOneVector,
     .help = "the sine of every sample in radians",
     .example = "sin(vector(0)) => 0",
     .plain = [](double v) { return std::sin(v); }},
    {.name = "sinh",
     .args = kOneVector,
     .help = "the hyperbolic sine of every sample",
     .example = "sinh(vector(0)) => 0",
     .plain = [](double v) { return Sinh(v); }},
    {.name = "tan",
     .args = kOneVector,
     .help = "the tangent of every sample in radians",
     .example = "tan(vector(0)) => 0",
     .plain = [](double v) { return std::tan(v); }},
    {.name = "tanh",
     .args = kOneVector,
     .help = "the hyperbolic tangent of every sample",
     .example = "tanh(vector(0)) => 0",
     .plain = [](double v) { return std::tanh(v); }},
};

}  // namespace

extern const FunctionFamily functions_trig;
const FunctionFamily functions_trig = {.title = "Angles", .rows = kRows};

}  // namespace plumb::promql
