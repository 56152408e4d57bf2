#include "ingest/sorted_runs.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "store/segment_table.h"

namespace plumb::ingest {

namespace {

using store::BackfillSample;

constexpr size_t kSizeBytes = sizeof(uint32_t);  // of a histogram's size

uint32_t LoadSize(const char* bytes) {
  uint32_t size = 0;
  std::memcpy(&size, bytes, kSizeBytes);
  return size;
}

}  // namespace

void SampleRun::AddHistogram(BackfillSample sample, std::string_view bytes) {
  sample.bits = histograms.size();
  sample.histogram = 1;
  const auto size = static_cast<uint32_t>(bytes.size());
  histograms.append(reinterpret_cast<const char*>(&size), kSizeBytes);
  histograms += bytes;
  samples.push_back(sample);
}

// Reads one run from its beginning to its end.
class RunCursor {
 public:
  virtual ~RunCursor() = default;
  // Samples that come next; more are there exactly if these are not empty.
  [[nodiscard]] std::span<const BackfillSample> next() const { return next_; }
  // REQUIRES: count <= next().size()
  Status Skip(size_t count) {
    next_ = next_.subspan(count);
    return next_.empty() ? ReadMore() : Ok();
  }
  virtual Status ReadMore() = 0;
  virtual Status ReadHistogram(uint64_t at, std::string& bytes) = 0;

 protected:
  std::span<const BackfillSample> next_;
};

namespace {

class KeptCursor : public RunCursor {
 public:
  explicit KeptCursor(const SampleRun& run) : run_(run) { next_ = run.samples; }
  Status ReadMore() override { return Ok(); }
  Status ReadHistogram(uint64_t at, std::string& bytes) override {
    bytes = run_.histograms.substr(at + kSizeBytes, LoadSize(run_.histograms.data() + at));
    return Ok();
  }

 private:
  const SampleRun& run_;
};

class SpilledCursor : public RunCursor {
 public:
  SpilledCursor(const system::TemporaryFile& file, uint64_t samples, uint64_t count,
                uint64_t histograms, size_t read_ahead)
      : file_(file), at_(samples), left_(count), histograms_(histograms), read_ahead_(read_ahead) {}

  Status ReadMore() override {
    buffer_.resize(std::min<uint64_t>(left_, read_ahead_));
    const size_t bytes = buffer_.size() * sizeof(BackfillSample);
    PLUMB_TRY(file_.ReadAt(at_, reinterpret_cast<char*>(buffer_.data()), bytes));
    at_ += bytes;
    left_ -= buffer_.size();
    next_ = buffer_;
    return Ok();
  }

  Status ReadHistogram(uint64_t at, std::string& bytes) override {
    char size[kSizeBytes];
    PLUMB_TRY(file_.ReadAt(histograms_ + at, size, kSizeBytes));
    bytes.resize(LoadSize(size));
    return file_.ReadAt(histograms_ + at + kSizeBytes, bytes.data(), bytes.size());
  }

 private:
  const system::TemporaryFile& file_;
  uint64_t at_;
  uint64_t left_;
  uint64_t histograms_;
  size_t read_ahead_;  // samples
  std::vector<BackfillSample> buffer_;
};

// How many of the samples are of the group.
size_t CountOf(const SampleGroup& group, std::span<const BackfillSample> samples) {
  const auto end = std::find_if(samples.begin(), samples.end(), [&](const BackfillSample& sample) {
    return sample.series != group.series || sample.time - group.hour >= kHour;
  });
  return static_cast<size_t>(end - samples.begin());
}

// The way past rows is the store's: whatever fails of it is told as its failure.
Status OfStore(Status status) {
  if (!status.ok()) return Error{Exit::kStore, status.error().message};
  return status;
}

}  // namespace

SortedRuns::SortedRuns(std::string folder) : folder_(std::move(folder)) {}
SortedRuns::~SortedRuns() = default;
SortedRuns::SortedRuns(SortedRuns&& other) noexcept = default;

Status SortedRuns::Spill(const SampleRun& run) {
  return OfStore(Write(run));
}

Status SortedRuns::Write(const SampleRun& run) {
  if (!file_) {
    PLUMB_ASSIGN(auto made, system::TemporaryFile::Make(folder_));
    file_.emplace(std::move(made));
  }
  Spilled spilled{.samples = file_->size(), .count = run.samples.size()};
  PLUMB_TRY(file_->Append({reinterpret_cast<const char*>(run.samples.data()),
                           run.samples.size() * sizeof(BackfillSample)}));
  spilled.histograms = file_->size();
  PLUMB_TRY(file_->Append(run.histograms));
  spilled_.push_back(spilled);
  return Ok();
}

Status SortedRuns::Begin(std::span<const uint32_t> targets) {
  targets_ = targets;
  const size_t read_ahead = std::max<size_t>(
      1, kReadAhead / sizeof(BackfillSample) / std::max<size_t>(1, spilled_.size()));
  for (const Spilled& spilled : spilled_)
    cursors_.push_back(std::make_unique<SpilledCursor>(*file_, spilled.samples, spilled.count,
                                                       spilled.histograms, read_ahead));
  for (const auto& cursor : cursors_) PLUMB_TRY(OfStore(cursor->ReadMore()));
  cursors_.push_back(std::make_unique<KeptCursor>(kept_));
  for (size_t i = 0; i < cursors_.size(); ++i) Push(i);
  return Ok();
}

void SortedRuns::Push(size_t cursor) {
  const auto next = cursors_[cursor]->next();
  if (next.empty()) return;
  heap_.emplace_back(GroupOf(next[0], targets_), cursor);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

Result<bool> SortedRuns::NextBatch(const std::vector<store::TargetName>& names,
                                   store::BackfillBatch& batch) {
  size_t bytes = 0;
  std::optional<SampleGroup> last;
  // Never copied for growing; pages that stay empty cost nothing.
  batch.samples.reserve(kBatchBytes / kBytesPerSample);
  while (!heap_.empty() && bytes < kBatchBytes) {
    const SampleGroup group = heap_[0].first;
    const bool begins = !last || last->target != group.target || last->hour != group.hour;
    // What an hour brings later makes its segments be written again.
    if (begins && bytes >= kBatchBytes / 2) break;
    if (begins) batch.hours.push_back({.target = names[group.target], .start = group.hour});
    last = group;
    const size_t before = batch.samples.size();
    PLUMB_TRY(OfStore(TakeGroup(group, batch)));
    batch.hours.back().series.push_back(
        {group.series, static_cast<uint32_t>(before), static_cast<uint32_t>(batch.samples.size())});
    bytes += kBytesPerSeries + (batch.samples.size() - before) * kBytesPerSample;
  }
  return !batch.hours.empty();
}

Status SortedRuns::TakeGroup(const SampleGroup& group, store::BackfillBatch& batch) {
  const size_t before = batch.samples.size();
  size_t runs = 0;
  for (; !heap_.empty() && heap_[0].first == group; ++runs) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const size_t number = heap_.back().second;
    heap_.pop_back();
    RunCursor& cursor = *cursors_[number];
    while (const size_t count = CountOf(group, cursor.next())) {
      const auto taken = cursor.next().first(count);
      size_t at = batch.samples.size();
      batch.samples.insert(batch.samples.end(), taken.begin(), taken.end());
      for (; at < batch.samples.size(); ++at) {
        BackfillSample& sample = batch.samples[at];
        if (sample.histogram == 0) continue;
        PLUMB_TRY(cursor.ReadHistogram(sample.bits, batch.histograms.emplace_back()));
        sample.bits = batch.histograms.size() - 1;
      }
      PLUMB_TRY(cursor.Skip(count));
    }
    Push(number);
  }
  if (runs > 1) SortTimes(std::span(batch.samples).subspan(before));
  return Ok();
}

}  // namespace plumb::ingest
