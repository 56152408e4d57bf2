// SPDX-License-Identifier: Apache-2.0
#include "reference/histograms.h"

#include "model/histogram_arithmetic.h"
#include "model/histogram_display.h"

namespace plumb::reference {

namespace {

HistogramPtr Compact(model::Histogram histogram) {
  model::CompactHistogram(histogram);
  return std::make_shared<const model::Histogram>(std::move(histogram));
}

template <typename Gathered>
HistogramPtr Gather(const std::vector<HistogramPtr>& histograms) {
  Gathered gathered(*histograms[0]);
  for (size_t i = 1; i < histograms.size(); ++i)
    if (!gathered.Add(*histograms[i]).ok()) return nullptr;
  return Compact(gathered.Close());
}

}  // namespace

HistogramPtr Times(const model::Histogram& histogram, double factor) {
  model::Histogram scaled = histogram;
  model::ScaleHistogram(scaled, factor);
  return Compact(std::move(scaled));
}

HistogramPtr By(const model::Histogram& histogram, double divisor) {
  model::Histogram divided = histogram;
  model::DivideHistogram(divided, divisor);
  return Compact(std::move(divided));
}

HistogramPtr Plus(const model::Histogram& a, const model::Histogram& b, double factor) {
  Result<model::CombinedHistogram> combined = model::AddHistograms(a, b, factor);
  return combined.ok() ? Compact(std::move(combined->histogram)) : nullptr;
}

bool SameHistogram(const model::Histogram& a, const model::Histogram& b) {
  return model::SameObservations(a, b);
}

HistogramPtr SumOf(const std::vector<HistogramPtr>& histograms) {
  return Gather<model::HistogramSum>(histograms);
}

HistogramPtr MeanOf(const std::vector<HistogramPtr>& histograms) {
  return Gather<model::HistogramMean>(histograms);
}

std::string DisplayText(const model::Histogram& histogram) {
  return model::DisplayHistogram(histogram);
}

}  // namespace plumb::reference
