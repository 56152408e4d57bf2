#include "promql/steps.h"

#include <algorithm>

namespace plumb::promql {

bool StepSeries::AnyHistogram() const {
  return std::any_of(histograms.begin(), histograms.end(),
                     [](const HistogramPtr& histogram) { return histogram != nullptr; });
}

bool StepSeries::AnyPresent() const {
  return std::any_of(values.begin(), values.end(), [](double v) { return !IsAbsent(v); }) ||
         AnyHistogram();
}

}  // namespace plumb::promql
