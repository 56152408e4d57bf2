#include "promql/histogram_operation.h"

#include "model/histogram_arithmetic.h"
#include "promql/histogram_trim.h"

namespace plumb::promql {

namespace {

struct Sample {
  double value = Absent();
  HistogramPtr histogram = nullptr;

  [[nodiscard]] bool present() const { return histogram != nullptr || !IsAbsent(value); }
  [[nodiscard]] std::string_view type() const {
    return histogram != nullptr ? "histogram" : "float";
  }
};

Sample SampleAt(const Operand& operand, size_t step) {
  return {.value = operand.values[step],
          .histogram = operand.histograms.empty() ? nullptr : operand.histograms[step]};
}

Sample Share(model::Histogram histogram) {
  model::CompactHistogram(histogram);
  return {.histogram = std::make_shared<const model::Histogram>(std::move(histogram))};
}

class Operator {
 public:
  Operator(const Binary& binary, Remarks& remarks) : binary_(binary), remarks_(remarks) {}

  // REQUIRES: both are there, one at least a histogram.
  Sample Combine(const Sample& left, const Sample& right) {
    if (left.histogram == nullptr) return ScaleOnRight(left, right);
    if (right.histogram == nullptr) return WithNumber(left, right);
    return WithHistogram(left, right);
  }

 private:
  Sample Refuse(const Sample& left, const Sample& right) {
    remarks_.Inform(IncompatibleTypes(left.type(), BinaryOpText(binary_.op), right.type()));
    return {};
  }

  Sample ScaleOnRight(const Sample& left, const Sample& right) {
    if (binary_.op != BinaryOp::kMul) return Refuse(left, right);
    return {.histogram = Scaled(*right.histogram, left.value)};
  }

  Sample WithNumber(const Sample& left, const Sample& right) {
    switch (binary_.op) {
      case BinaryOp::kMul:
        return {.histogram = Scaled(*left.histogram, right.value)};
      case BinaryOp::kDiv: {
        model::Histogram quotient = *left.histogram;
        model::DivideHistogram(quotient, right.value);
        return Share(std::move(quotient));
      }
      case BinaryOp::kTrimUpper:
        return Share(TrimHistogram(*left.histogram, right.value, TrimSide::kUpper));
      case BinaryOp::kTrimLower:
        return Share(TrimHistogram(*left.histogram, right.value, TrimSide::kLower));
      default:
        return Refuse(left, right);
    }
  }

  Sample WithHistogram(const Sample& left, const Sample& right) {
    switch (binary_.op) {
      case BinaryOp::kAdd:
        return Add(left, right, 1, Combination::kAddition);
      case BinaryOp::kSub:
        return Add(left, right, -1, Combination::kSubtraction);
      case BinaryOp::kEqual:
        return Compare(left, model::SameObservations(*left.histogram, *right.histogram));
      case BinaryOp::kNotEqual:
        return Compare(left, !model::SameObservations(*left.histogram, *right.histogram));
      default:
        return Refuse(left, right);
    }
  }

  Sample Add(const Sample& left, const Sample& right, double factor, Combination kind) {
    auto sum = model::AddHistograms(*left.histogram, *right.histogram, factor);
    if (!sum.ok()) {
      remarks_.Warn(IncompatibleBuckets(BinaryOpText(binary_.op)));
      return {};
    }
    // A difference may fall: it is no counter.
    if (factor < 0) sum->histogram.reset_hint = model::ResetHint::kGauge;
    RemarkAll(sum->combining, kind, remarks_);
    return Share(std::move(sum->histogram));
  }

  [[nodiscard]] Sample Compare(const Sample& left, bool holds) const {
    if (binary_.return_bool) return {.value = holds ? 1.0 : 0.0};
    return holds ? left : Sample{};
  }

  const Binary& binary_;
  Remarks& remarks_;
};

}  // namespace

void CombineHistograms(const Binary& binary, const Operand& left, const Operand& right,
                       StepSeries& out, Remarks& remarks) {
  Operator op(binary, remarks);
  for (size_t k = 0; k < out.values.size(); ++k) {
    const Sample a = SampleAt(left, k);
    const Sample b = SampleAt(right, k);
    if (a.histogram == nullptr && b.histogram == nullptr) continue;
    Sample result;
    if (a.present() && b.present()) result = op.Combine(a, b);
    out.DropAt(k);
    out.values[k] = result.value;
    if (result.histogram != nullptr) out.SetHistogram(k, std::move(result.histogram));
  }
}

HistogramPtr Scaled(const model::Histogram& histogram, double factor) {
  model::Histogram scaled = histogram;
  model::ScaleHistogram(scaled, factor);
  return Share(std::move(scaled)).histogram;
}

}  // namespace plumb::promql
