#include "promql/step_slices.h"

#include <algorithm>
#include <utility>

namespace plumb::promql {

namespace {

// The columns of a batch are no larger than some megabytes then; and each slice reads the segments
// at its edges once more.
constexpr DurationMs kLeastLength = kDay;
// How many times as long as its reach a slice must be.
constexpr DurationMs kLeastReaches = 16;

}  // namespace

std::vector<StepSlice> SlicesOf(const model::SeriesSet::Batch& batch, const Steps& steps,
                                DurationMs step, DurationMs reach) {
  const DurationMs length = std::max(kLeastLength, kLeastReaches * reach);
  const bool whole = step <= 0 || batch.interval == 0 || batch.rollups.resolution != 0;
  const size_t each =
      whole ? steps.count : static_cast<size_t>(std::max<DurationMs>(length / step, 1));
  std::vector<StepSlice> slices;
  for (size_t first = 0; first < steps.count; first += each)
    slices.push_back({.first = first, .count = std::min(each, steps.count - first)});
  // A short one at the end is not worth its reading.
  if (slices.size() > 1 && slices.back().count < each / 2) {
    const size_t rest = slices.back().count;
    slices.pop_back();
    slices.back().count += rest;
  }
  return slices;
}

void SliceJoin::Add(const StepSlice& slice, StepVector series, std::span<const size_t> places) {
  for (size_t i = 0; i < series.size(); ++i) {
    StepSeries& part = series[i];
    std::optional<StepSeries>& joined = joined_[places[i]];
    if (!joined)
      joined = {.labels = std::move(part.labels),
                .values = std::vector<double>(steps_, Absent()),
                .drop_name = part.drop_name};
    std::copy(part.values.begin(), part.values.end(),
              joined->values.begin() + static_cast<std::ptrdiff_t>(slice.first));
    for (size_t k = 0; k < part.histograms.size(); ++k)
      if (part.histograms[k] != nullptr)
        joined->SetHistogram(slice.first + k, std::move(part.histograms[k]));
  }
}

StepVector SliceJoin::Take() {
  StepVector series;
  for (std::optional<StepSeries>& joined : joined_)
    if (joined) series.push_back(*std::move(joined));
  return series;
}

}  // namespace plumb::promql
