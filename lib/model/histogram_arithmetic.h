// SPDX-License-Identifier: Apache-2.0
// What operators do with whole native histograms.
#pragma once

#include "base/result.h"
#include "model/histogram.h"
#include "model/histogram_sum.h"

namespace plumb::model {

struct CombinedHistogram {
  Histogram histogram;
  Combining combining;
};

// a + factor * b, as HistogramSum combines them, rounded as plain additions are. Buckets that only
// one of them has are kept, also where the result is 0.
Result<CombinedHistogram> AddHistograms(const Histogram& a, const Histogram& b, double factor);

// Multiplies every count and the sum. With a negative factor the result is a gauge.
void ScaleHistogram(Histogram& histogram, double factor);
// The same, divided. Nothing is known of the buckets when the divisor is 0: they go.
void DivideHistogram(Histogram& histogram, double divisor);

// Removes the buckets that are empty.
void CompactHistogram(Histogram& histogram);

// Joins buckets to those of a coarser exponential schema. REQUIRES: schema <= histogram.schema.
Histogram Coarsened(const Histogram& histogram, int schema);

// Whether both say the same of the same buckets. What a counter did before does not count.
bool SameObservations(const Histogram& a, const Histogram& b);

// Whether a counter was reset between `before` and `now`: by the hint of `now`, else because
// something fell, a bucket vanished, or the layout changed as it can only with a restart
// (prometheus model/histogram, DetectReset).
bool DetectReset(const Histogram& now, const Histogram& before);

}  // namespace plumb::model
