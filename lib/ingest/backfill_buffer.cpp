#include "ingest/backfill_buffer.h"

#include <utility>

namespace plumb::ingest {

namespace {

void SortRun(SampleRun& run, std::span<const uint32_t> targets) {
  std::vector<store::BackfillSample> spare;
  spare.reserve(run.loose.capacity());
  run.logged.Sort(targets);
  SortSamples(run.loose, spare, targets);
}

}  // namespace

BackfillBuffer::BackfillBuffer(std::string folder, size_t run_bytes)
    : folder_(std::move(folder)), run_bytes_(run_bytes) {}

BackfillBuffer::~BackfillBuffer() {
  if (spilling_.joinable()) spilling_.join();
}

void BackfillBuffer::AddLoose(const store::BackfillSample& sample) {
  auto& loose = growing_.loose;
  // More than there may be, so that they are never copied, and that the allocator gives the memory
  // back: pages that stay empty cost nothing.
  if (loose.capacity() == 0) loose.reserve(run_bytes_ / sizeof sample + 1);
  loose.push_back(sample);
}

Status BackfillBuffer::WaitForSpill() {
  if (spilling_.joinable()) spilling_.join();
  return std::exchange(spilled_, Ok());
}

Status BackfillBuffer::Spill() {
  PLUMB_TRY(WaitForSpill());
  if (!runs_) runs_.emplace(folder_);
  growing_.logged = log_.Release();
  sorting_ = std::exchange(growing_, {});
  sorting_targets_ = targets_;
  spilling_ = std::thread([this] {
    SortRun(sorting_, sorting_targets_);
    spilled_ = runs_->Spill(sorting_, sorting_targets_);
    sorting_ = {};
  });
  return Ok();
}

Status BackfillBuffer::BeginReading() {
  reading_ = true;
  PLUMB_TRY(WaitForSpill());
  if (!runs_) runs_.emplace(folder_);
  growing_.logged = log_.Release();
  SortRun(growing_, targets_);
  return runs_->Begin(std::exchange(growing_, {}), targets_);
}

Result<bool> BackfillBuffer::NextBatch(const std::vector<store::TargetName>& names,
                                       store::BackfillBatch& batch) {
  if (!reading_) PLUMB_TRY(BeginReading());
  PLUMB_ASSIGN(const bool more, runs_->NextBatch(names, batch));
  size_ -= batch.samples.size();
  if (more) return true;
  reading_ = false;
  runs_.reset();
  return false;
}

}  // namespace plumb::ingest
