// SPDX-License-Identifier: Apache-2.0
// Selectors: reads series from the source and finds the samples that each step sees.
#pragma once

#include "promql/evaluation.h"

namespace plumb::promql {

// The newest sample within the lookback before each step; a stale marker hides what is before it.
Status StreamSelector(Evaluation& evaluation, const VectorSelector& selector, const Steps& steps,
                      Reads reads, const SeriesSink& sink);
// The same for matchers that are no selector of the expression.
Status StreamMatchers(Evaluation& evaluation, const model::Matchers& matchers,
                      const LookTimes& look, const Steps& steps, Reads reads,
                      const SeriesSink& sink);

// The lookback of series whose samples are usually `interval` apart (0: not known).
DurationMs LookbackFor(const EngineOptions& options, DurationMs interval);
// The longest lookback that any series can have.
DurationMs LongestLookback(const EngineOptions& options);
// The usual distance of times: their median; 0 for less than two.
DurationMs UsualDistance(const std::vector<Timestamp>& times);

// Whether several threads are worth their start, for so many values.
unsigned ThreadsFor(const EngineOptions& options, size_t values);

// What is known of counter resets of histograms: what their hints say, or what the samples read
// before them show (promql/reset_hints.h).
enum class ResetHints { kAsRead, kDetected };
// Which of them a selector of the expression is to be read with.
ResetHints HintsFor(const Evaluation& evaluation, const VectorSelector& selector);

// Reads a batch and counts what was read against the limit.
Result<std::vector<model::SampleColumn>> ReadBatch(Evaluation& evaluation,
                                                   const model::SeriesSet& set,
                                                   const model::SeriesSet::Batch& batch,
                                                   model::TimeRange range, ResetHints hints);

}  // namespace plumb::promql
