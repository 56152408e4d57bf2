// SPDX-License-Identifier: Apache-2.0
// The histograms that an instant selector sees.
#pragma once

#include "model/series_source.h"
#include "promql/evaluation.h"

namespace plumb::promql {

// Which sample each step sees: the newest one within the lookback.
struct SeenSamples {
  const std::vector<Timestamp>* times = nullptr;
  DurationMs lookback = 0;
  std::vector<uint32_t> index;  // one a step; kNotSeen

  static constexpr uint32_t kNotSeen = UINT32_MAX;
};

std::vector<Timestamp> TimesOf(std::span<const model::HistogramPoint> points);

// Puts histograms into `series` where they are newer than the float that `floats` says; `floats`
// has no steps if the column has no floats.
void PickHistograms(const model::SampleColumn& column, const SeenSamples& floats,
                    const SeenSamples& histograms, Reads reads, StepSeries& series);

// The histograms of a `smoothed` selector: each on the line between those around it. Floats among
// them are not to be had: then there is a warning and no sample.
void SmoothHistograms(const model::SampleColumn& column, const LookTimes& look, DurationMs lookback,
                      Remarks& remarks, StepSeries& series);

}  // namespace plumb::promql
