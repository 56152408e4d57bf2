#include "ingest/backfill_buffer.h"

#include <utility>

#include "base/thread.h"

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
  if (thread_.joinable()) thread_.join();
}

void BackfillBuffer::AddLoose(const store::BackfillSample& sample) {
  auto& loose = growing_.loose;
  // More than there may be, so that they are never copied, and that the allocator gives the memory
  // back: pages that stay empty cost nothing.
  if (loose.capacity() == 0) loose.reserve(run_bytes_ / sizeof sample + 1);
  loose.push_back(sample);
}

// At once where there is no thread for it.
void BackfillBuffer::Start(const std::function<void()>& work) {
  thread_ = TryThread(work);
  if (!thread_.joinable()) work();
}

Status BackfillBuffer::WaitForThread() {
  if (thread_.joinable()) thread_.join();
  return std::exchange(done_, Ok());
}

Status BackfillBuffer::Spill() {
  PLUMB_TRY(WaitForThread());
  if (!runs_) runs_.emplace(folder_);
  growing_.logged = log_.Release();
  sorting_ = std::exchange(growing_, {});
  sorting_targets_ = targets_;
  Start([this] {
    SortRun(sorting_, sorting_targets_);
    done_ = runs_->Spill(sorting_, sorting_targets_);
    sorting_ = {};
  });
  return Ok();
}

Status BackfillBuffer::BeginReading() {
  reading_ = true;
  PLUMB_TRY(WaitForThread());
  if (!runs_) runs_.emplace(folder_);
  growing_.logged = log_.Release();
  SortRun(growing_, targets_);
  return runs_->Begin(std::exchange(growing_, {}), targets_);
}

// ahead_ without an hour is the end.
void BackfillBuffer::ReadAhead(const std::vector<store::TargetName>& names) {
  Start([this, &names] {
    ahead_.Clear();
    done_ = runs_->NextBatch(names, ahead_);
  });
}

Result<bool> BackfillBuffer::NextBatch(const std::vector<store::TargetName>& names,
                                       store::BackfillBatch& batch) {
  if (!reading_) {
    PLUMB_TRY(BeginReading());
    ReadAhead(names);
  }
  PLUMB_TRY(WaitForThread());
  std::swap(batch, ahead_);
  size_ -= batch.samples.size();
  if (!batch.hours.empty()) {
    ReadAhead(names);
    return true;
  }
  reading_ = false;
  runs_.reset();
  ahead_ = {};
  return false;
}

}  // namespace plumb::ingest
