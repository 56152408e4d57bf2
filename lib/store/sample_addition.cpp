#include "store/sample_addition.h"

#include <algorithm>

#include "encoding/histogram.h"

namespace plumb::store {

namespace {

Result<encoding::HistogramPointer> Decode(const std::string& bytes) {
  auto histogram = encoding::DecodeHistogram(bytes);
  if (!histogram) return Error{Exit::kStore, "a histogram that is to be stored makes no sense"};
  return encoding::HistogramPointer(
      std::make_shared<const model::Histogram>(*std::move(histogram)));
}

// Nothing is there yet, and each time has a float: what most of a backfill looks like.
bool FillWhole(const TargetChunk& chunk, std::span<const BackfillSample> samples,
               ChunkColumn& column) {
  if (column.absent.size() != chunk.times.size() || samples.size() != chunk.times.size() ||
      !column.histograms_at.empty() || !chunk.blocks.empty())
    return false;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].time != chunk.times[i] || samples[i].histogram != 0) return false;
    column.values[i] = std::bit_cast<double>(samples[i].bits);
  }
  column.absent.clear();
  return true;
}

std::vector<uint32_t> Without(const std::vector<uint32_t>& list,
                              const std::vector<uint32_t>& taken) {
  std::vector<uint32_t> rest;
  std::set_difference(list.begin(), list.end(), taken.begin(), taken.end(),
                      std::back_inserter(rest));
  return rest;
}

class Addition {
 public:
  Addition(const TargetChunk& chunk, ChunkColumn& column) : chunk_(chunk), column_(column) {}

  Status Put(const BackfillSample& sample, std::span<const std::string> histograms) {
    const auto& times = chunk_.times;
    while (at_ < times.size() && times[at_] < sample.time) ++at_;
    const bool shared = at_ < times.size() && times[at_] == sample.time;
    if (shared && IsScrape()) column_.loose.push_back(at_);
    if (sample.histogram == 0) {
      PutFloat(sample, shared);
      return Ok();
    }
    PLUMB_ASSIGN(auto histogram, Decode(histograms[sample.bits]));
    if (shared) column_.histograms_at.push_back(at_);
    (shared ? column_.histograms : column_.spread_histograms)
        .push_back({sample.time, std::move(histogram)});
    return Ok();
  }

  void Finish() {
    column_.absent = Without(column_.absent, floats_);
    std::sort(column_.loose.begin(), column_.loose.end());
    std::sort(column_.histograms_at.begin(), column_.histograms_at.end());
    std::sort(column_.histograms.begin(), column_.histograms.end(),
              [](const auto& a, const auto& b) { return a.time < b.time; });
  }

 private:
  void PutFloat(const BackfillSample& sample, bool shared) {
    const double value = std::bit_cast<double>(sample.bits);
    if (!shared) {
      column_.spread.push_back({sample.time, value});
      return;
    }
    column_.values[at_] = value;
    floats_.push_back(at_);
  }

  bool IsScrape() {
    const auto& blocks = chunk_.blocks;
    while (block_ < blocks.size() && blocks[block_].at < at_) ++block_;
    return block_ < blocks.size() && blocks[block_].at == at_;
  }

  const TargetChunk& chunk_;
  ChunkColumn& column_;
  uint32_t at_ = 0;
  size_t block_ = 0;
  std::vector<uint32_t> floats_;  // indexes of times that are absent no longer
};

}  // namespace

Status AddSamples(const TargetChunk& chunk, std::span<const BackfillSample> samples,
                  std::span<const std::string> histograms, ChunkColumn& column) {
  if (FillWhole(chunk, samples, column)) return Ok();
  Addition addition(chunk, column);
  for (const BackfillSample& sample : samples) PLUMB_TRY(addition.Put(sample, histograms));
  addition.Finish();
  return Ok();
}

}  // namespace plumb::store
