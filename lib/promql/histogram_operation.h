// SPDX-License-Identifier: Apache-2.0
// Binary operators where one side or both are native histograms.
#pragma once

#include <span>

#include "promql/ast.h"
#include "promql/histogram_remarks.h"
#include "promql/steps.h"

namespace plumb::promql {

// One side of an operator: values, and histograms beside them (as in StepSeries).
struct Operand {
  std::span<const double> values;
  std::span<const HistogramPtr> histograms = {};
};

// Fills in the steps at which a side is a histogram; out.values must be Absent() there. `out` may
// be one of the operands.
void CombineHistograms(const Binary& binary, const Operand& left, const Operand& right,
                       StepSeries& out, Remarks& remarks);

// The histogram times a factor, compact; a gauge if the factor is negative.
HistogramPtr Scaled(const model::Histogram& histogram, double factor);

}  // namespace plumb::promql
