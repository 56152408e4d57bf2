#include "promql/histogram_group.h"

#include <optional>
#include <variant>

#include "model/histogram_arithmetic.h"

namespace plumb::promql {

// What is known of the histograms at one step.
class HistogramGroup::Running {
 public:
  Running(AggregatorRow::Histograms use, const model::Histogram& first)
      : total_(Begin(use, first)) {
    NoteHint(first);
  }

  void Add(const model::Histogram& histogram, std::string_view metric, Remarks& remarks) {
    if (broken_) return;
    NoteHint(histogram);
    const auto combining = std::visit([&](auto& total) { return total.Add(histogram); }, total_);
    if (!combining.ok()) {
      remarks.Warn(MixedBucketKinds(metric));
      broken_ = true;
      return;
    }
    RemarkBounds(*combining, Combination::kAggregation, remarks);
  }

  // Null if the histograms could not be combined.
  [[nodiscard]] HistogramPtr Finish(Remarks& remarks) const {
    if (broken_) return nullptr;
    RemarkAll({.resets_conflict = reset_seen_ && no_reset_seen_}, Combination::kAggregation,
              remarks);
    model::Histogram result = std::visit([](const auto& total) { return total.Close(); }, total_);
    model::CompactHistogram(result);
    return std::make_shared<const model::Histogram>(std::move(result));
  }

 private:
  using Total = std::variant<model::HistogramSum, model::HistogramMean>;
  static Total Begin(AggregatorRow::Histograms use, const model::Histogram& first) {
    if (use == AggregatorRow::Histograms::kSummed) return model::HistogramSum(first);
    return model::HistogramMean(first);
  }

  void NoteHint(const model::Histogram& histogram) {
    reset_seen_ |= histogram.reset_hint == model::ResetHint::kReset;
    no_reset_seen_ |= histogram.reset_hint == model::ResetHint::kNotReset;
  }

  Total total_;
  bool reset_seen_ = false;
  bool no_reset_seen_ = false;
  bool broken_ = false;
};

HistogramGroup::HistogramGroup(AggregatorRow::Histograms use, size_t steps)
    : use_(use), steps_(steps) {}
HistogramGroup::~HistogramGroup() = default;
HistogramGroup::HistogramGroup(HistogramGroup&&) noexcept = default;

void HistogramGroup::Add(const StepSeries& series, Remarks& remarks) {
  for (size_t k = 0; k < steps_.size(); ++k) {
    const HistogramPtr& histogram = series.HistogramAt(k);
    if (histogram == nullptr) continue;
    if (steps_[k] == nullptr) {
      steps_[k] = std::make_unique<Running>(use_, *histogram);
    } else {
      steps_[k]->Add(*histogram, series.labels.metric_name(), remarks);
    }
  }
}

void HistogramGroup::Finish(StepSeries& result, Remarks& remarks) const {
  for (size_t k = 0; k < steps_.size(); ++k) {
    if (steps_[k] == nullptr) continue;
    if (!IsAbsent(result.values[k])) {
      remarks.Warn(MixedInAggregation());
      result.DropAt(k);
    } else if (HistogramPtr histogram = steps_[k]->Finish(remarks)) {
      result.SetHistogram(k, std::move(histogram));
    }
  }
}

std::vector<double> HistogramsAsZeros(const StepSeries& series) {
  std::vector<double> values = series.values;
  for (size_t k = 0; k < values.size(); ++k)
    if (series.HistogramAt(k) != nullptr) values[k] = 0;
  return values;
}

}  // namespace plumb::promql
