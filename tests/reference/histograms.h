// SPDX-License-Identifier: Apache-2.0
// Whole native histograms in the reference evaluator. Their arithmetic is that of lib/model, which
// has tests of its own: what is looked at here is which histograms meet, and in what order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "value.h"

namespace plumb::reference {

HistogramPtr Times(const model::Histogram& histogram, double factor);
HistogramPtr By(const model::Histogram& histogram, double divisor);
// a + factor * b; nullptr where they do not go together.
HistogramPtr Plus(const model::Histogram& a, const model::Histogram& b, double factor);
bool SameHistogram(const model::Histogram& a, const model::Histogram& b);
// nullptr where they do not go together. REQUIRES: histograms not empty
HistogramPtr SumOf(const std::vector<HistogramPtr>& histograms);
HistogramPtr MeanOf(const std::vector<HistogramPtr>& histograms);
std::string DisplayText(const model::Histogram& histogram);

}  // namespace plumb::reference
