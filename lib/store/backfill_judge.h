// SPDX-License-Identifier: Apache-2.0
// Judges new samples of a period: which are stored already, with the same value or another.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/row_writer.h"
#include "store/sample_change.h"
#include "store/shared_times.h"
#include "store/target_chunk.h"

namespace plumb::store {

// Samples of one series in a period, as they came.
struct GivenSamples {
  SeriesId series = 0;
  std::span<BackfillSample> samples;  // by time, equal ones in the order of their coming
};

// Of several samples of a series at one time leaves one: the first, or the last with kReplace.
void FoldRepeats(GivenSamples& given, std::span<const std::string> histograms,
                 DuplicatePolicy policy, CommitReport& report);

struct Judgement {
  std::vector<SampleChange> changes;  // of samples that lie in the period itself; series ascending
  std::vector<Cell> elsewhere;        // new values for samples that lie elsewhere
};

// Leaves of `given` what is not stored yet: neither in `own`, the period that they go into, nor in
// `others`. REQUIRES: folded; series ascending; inputs with every segment that may have one of them
Result<Judgement> JudgeSamples(const std::string& path, std::vector<GivenSamples>& given,
                               std::span<const std::string> histograms, const ChunkInput& own,
                               std::span<const ChunkInput> others, model::TimeRange period,
                               DuplicatePolicy policy, CommitReport& report);

}  // namespace plumb::store
