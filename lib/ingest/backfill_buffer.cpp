#include "ingest/backfill_buffer.h"

#include <utility>

namespace plumb::ingest {

BackfillBuffer::BackfillBuffer(std::string folder, size_t run_bytes)
    : folder_(std::move(folder)), run_bytes_(run_bytes) {
  Reserve();
}

// A whole run, so that it is never copied for growing: pages that stay empty cost nothing.
void BackfillBuffer::Reserve() {
  growing_.samples.reserve(run_bytes_ / sizeof(store::BackfillSample) + 1);
}

BackfillBuffer::~BackfillBuffer() {
  if (spilling_.joinable()) spilling_.join();
}

Status BackfillBuffer::AddHistogram(const store::BackfillSample& sample, uint32_t target,
                                    std::string_view bytes) {
  NoteTarget(sample.series, target);
  growing_.AddHistogram(sample, bytes);
  ++size_;
  return growing_.bytes() >= run_bytes_ ? Spill() : Ok();
}

Status BackfillBuffer::WaitForSpill() {
  if (spilling_.joinable()) spilling_.join();
  return std::exchange(spilled_, Ok());
}

Status BackfillBuffer::Spill() {
  PLUMB_TRY(WaitForSpill());
  if (!runs_) runs_.emplace(folder_);
  std::swap(growing_, sorting_);
  growing_.samples.clear();
  growing_.histograms.clear();
  Reserve();
  sorting_targets_ = targets_;
  spilling_ = std::thread([this] {
    SortSamples(sorting_.samples, spare_, sorting_targets_);
    spilled_ = runs_->Spill(sorting_);
  });
  return Ok();
}

Status BackfillBuffer::BeginReading() {
  reading_ = true;
  PLUMB_TRY(WaitForSpill());
  if (!runs_) runs_.emplace(folder_);
  sorting_ = {};
  SortSamples(growing_.samples, spare_, targets_);
  spare_ = {};
  runs_->Keep(std::exchange(growing_, {}));
  return runs_->Begin(targets_);
}

Result<bool> BackfillBuffer::NextBatch(const std::vector<store::TargetName>& names,
                                       store::BackfillBatch& batch) {
  if (!reading_) PLUMB_TRY(BeginReading());
  PLUMB_ASSIGN(const bool more, runs_->NextBatch(names, batch));
  size_ -= batch.samples.size();
  if (more) return true;
  reading_ = false;
  runs_.reset();
  Reserve();
  return false;
}

}  // namespace plumb::ingest
