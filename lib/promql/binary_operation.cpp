#include "promql/binary_operation.h"

#include "base/wide_loops.h"
#include "promql/set_operation.h"
#include "promql/vector_matching.h"

#include <bit>
#include <cmath>

namespace plumb::promql {

namespace {

uint64_t BitsOf(double value) {
  return std::bit_cast<uint64_t>(value);
}

// `compute` gives the bits of a result: a choice between whole numbers is no jump.
template <typename Compute>
void Each(std::span<const double> left, std::span<const double> right, std::span<double> out,
          Compute compute) {
  for (size_t k = 0; k < out.size(); ++k) {
    const bool absent = IsAbsent(left[k]) | IsAbsent(right[k]);
    const uint64_t result = compute(left[k], right[k]);
    out[k] = std::bit_cast<double>(absent ? model::kStaleBits : result);
  }
}

template <typename Compute>
void EachNumber(std::span<const double> left, std::span<const double> right, std::span<double> out,
                Compute compute) {
  Each(left, right, out, [compute](double a, double b) { return BitsOf(compute(a, b)); });
}

template <typename Holds>
void Compare(const Binary& binary, Keep keep, std::span<const double> left,
             std::span<const double> right, std::span<double> out, Holds holds) {
  const auto kept = [holds](double a, double b, double value) {
    return holds(a, b) ? BitsOf(value) : model::kStaleBits;
  };
  if (binary.return_bool) {
    EachNumber(left, right, out, [holds](double a, double b) { return holds(a, b) ? 1.0 : 0.0; });
  } else if (keep == Keep::kLeft) {
    Each(left, right, out, [kept](double a, double b) { return kept(a, b, a); });
  } else {
    Each(left, right, out, [kept](double a, double b) { return kept(a, b, b); });
  }
}

// A comparison of scalars gives 0 or 1; only with `bool` does the parser let it pass.
Status StreamScalars(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                     const SeriesSink& sink) {
  PLUMB_ASSIGN(const std::vector<double> left, EvaluateScalar(evaluation, *binary.left, steps));
  PLUMB_ASSIGN(const std::vector<double> right, EvaluateScalar(evaluation, *binary.right, steps));
  StepSeries series;
  series.values.resize(steps.count);
  Combine(evaluation, binary, Keep::kLeft, {left}, {right}, series);
  return sink(std::move(series));
}

Status StreamVectorAndScalar(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                             Keep vector_side, const SeriesSink& sink) {
  const bool vector_left = vector_side == Keep::kLeft;
  const Expr& vector = vector_left ? *binary.left : *binary.right;
  PLUMB_ASSIGN(const std::vector<double> scalar,
               EvaluateScalar(evaluation, vector_left ? *binary.right : *binary.left, steps));
  const bool drops = DropsName(binary);
  MergingSink merging(evaluation, sink,
                      drops && !evaluation.options.delayed_name_removal && NamesVary(vector));
  PLUMB_TRY(StreamVector(evaluation, vector, steps, [&](StepSeries&& series) {
    const Operand operand{series.values, series.histograms};
    // A filter leaves the element of the vector, also where the vector stands right.
    if (vector_left) {
      Combine(evaluation, binary, Keep::kLeft, operand, {scalar}, series);
    } else {
      Combine(evaluation, binary, Keep::kRight, {scalar}, operand, series);
    }
    if (drops) DropName(evaluation, series);
    return merging.Add(std::move(series));
  }));
  return merging.Flush();
}

PLUMB_WIDE_LOOPS
void CombineFloats(const Binary& binary, Keep keep, std::span<const double> left,
                   std::span<const double> right, std::span<double> out) {
  switch (binary.op) {
    case BinaryOp::kAdd:
      return EachNumber(left, right, out, [](double a, double b) { return a + b; });
    case BinaryOp::kSub:
      return EachNumber(left, right, out, [](double a, double b) { return a - b; });
    case BinaryOp::kMul:
      return EachNumber(left, right, out, [](double a, double b) { return a * b; });
    case BinaryOp::kDiv:
      return EachNumber(left, right, out, [](double a, double b) { return a / b; });
    case BinaryOp::kMod:
      return EachNumber(left, right, out, [](double a, double b) { return std::fmod(a, b); });
    case BinaryOp::kPow:
      return EachNumber(left, right, out, [](double a, double b) { return std::pow(a, b); });
    case BinaryOp::kAtan2:
      return EachNumber(left, right, out, [](double a, double b) { return std::atan2(a, b); });
    case BinaryOp::kEqual:
      return Compare(binary, keep, left, right, out, std::equal_to<>());
    case BinaryOp::kNotEqual:
      return Compare(binary, keep, left, right, out, std::not_equal_to<>());
    case BinaryOp::kGreater:
      return Compare(binary, keep, left, right, out, std::greater<>());
    case BinaryOp::kGreaterEqual:
      return Compare(binary, keep, left, right, out, std::greater_equal<>());
    case BinaryOp::kLess:
      return Compare(binary, keep, left, right, out, std::less<>());
    case BinaryOp::kLessEqual:
      return Compare(binary, keep, left, right, out, std::less_equal<>());
    case BinaryOp::kAnd:
    case BinaryOp::kOr:
    case BinaryOp::kUnless:
    case BinaryOp::kTrimUpper:
    case BinaryOp::kTrimLower:
      break;
  }
  Each(left, right, out, [](double, double) { return model::kStaleBits; });
}

bool IsTrim(BinaryOp op) {
  return op == BinaryOp::kTrimUpper || op == BinaryOp::kTrimLower;
}

bool AnyFloats(std::span<const double> left, std::span<const double> right) {
  for (size_t k = 0; k < left.size(); ++k)
    if (!IsAbsent(left[k]) && !IsAbsent(right[k])) return true;
  return false;
}

}  // namespace

void Combine(Evaluation& evaluation, const Binary& binary, Keep keep, const Operand& left,
             const Operand& right, StepSeries& out) {
  PlacedRemarks remarks(evaluation.annotations, binary.place);
  // Only histograms can be trimmed.
  if (IsTrim(binary.op) && AnyFloats(left.values, right.values))
    remarks.Inform(IncompatibleTypes("float", BinaryOpText(binary.op), "float"));
  CombineFloats(binary, keep, left.values, right.values, out.values);
  if (!left.histograms.empty() || !right.histograms.empty())
    CombineHistograms(binary, left, right, out, remarks);
}

bool DropsName(const Binary& binary) {
  if (binary.return_bool) return true;
  return !IsComparison(binary.op) && !IsSetOperator(binary.op) && !IsTrim(binary.op);
}

Status StreamBinary(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                    const SeriesSink& sink) {
  if (IsSetOperator(binary.op)) return StreamSetOperation(evaluation, binary, steps, sink);
  if (binary.matching) return StreamMatched(evaluation, binary, steps, sink);
  const bool left_scalar = TypeOf(*binary.left) == ResultType::kScalar;
  const bool right_scalar = TypeOf(*binary.right) == ResultType::kScalar;
  if (left_scalar && right_scalar) return StreamScalars(evaluation, binary, steps, sink);
  return StreamVectorAndScalar(evaluation, binary, steps, right_scalar ? Keep::kLeft : Keep::kRight,
                               sink);
}

}  // namespace plumb::promql
