#include "ingest/run_cursor.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "store/segment_table.h"

namespace plumb::ingest {

namespace {

using store::BackfillSample;
using Samples = std::vector<BackfillSample>;

constexpr size_t kSizeBytes = sizeof(uint32_t);  // of a histogram's size

uint32_t LoadSize(const char* bytes) {
  uint32_t size = 0;
  std::memcpy(&size, bytes, kSizeBytes);
  return size;
}

// One that reads a run in memory.
class KeptCursor : public RunCursor {
 public:
  explicit KeptCursor(const SampleRun& run) : run_(run) {}
  Status ReadHistogram(uint64_t at, std::string& bytes) const override {
    bytes = run_.histograms.substr(at + kSizeBytes, LoadSize(run_.histograms.data() + at));
    return Ok();
  }

 protected:
  const SampleRun& run_;
};

class LoggedCursor : public KeptCursor {
 public:
  explicit LoggedCursor(const SampleRun& run) : KeptCursor(run) { FindNext(); }

  Status Take(Samples& samples) override {
    run_.logged.Append(run_.logged.groups()[at_], samples);
    ++at_;
    FindNext();
    return Ok();
  }

 private:
  void FindNext() {
    const auto& groups = run_.logged.groups();
    next_ = at_ < groups.size() ? std::optional(groups[at_].is) : std::nullopt;
  }
  size_t at_ = 0;
};

class LooseCursor : public KeptCursor {
 public:
  LooseCursor(const SampleRun& run, std::span<const uint32_t> targets)
      : KeptCursor(run), targets_(targets), rest_(run.loose) {
    FindNext();
  }

  Status Take(Samples& samples) override {
    const auto end = std::find_if(rest_.begin(), rest_.end(), [&](const BackfillSample& sample) {
      return sample.series != next_->series || sample.time - next_->hour >= kHour;
    });
    samples.insert(samples.end(), rest_.begin(), end);
    rest_ = rest_.subspan(static_cast<size_t>(end - rest_.begin()));
    FindNext();
    return Ok();
  }

 private:
  void FindNext() {
    next_ = rest_.empty() ? std::nullopt : std::optional(GroupOf(rest_.front(), targets_));
  }
  std::span<const uint32_t> targets_;
  std::span<const BackfillSample> rest_;
};

class SpilledCursor : public RunCursor {
 public:
  SpilledCursor(const system::TemporaryFile& file, const SpilledRun& run, size_t read_ahead)
      : file_(file), run_(run), read_ahead_(read_ahead) {}

  Status Take(Samples& samples) override {
    PLUMB_TRY(Hold(group_.bytes));
    TakeSamples(buffer_.data() + at_, group_.is.hour, group_.is.series, group_.count, samples,
                [](const char* at) { return at; });
    at_ += group_.bytes;
    return FindNext();
  }

  Status FindNext() {
    next_.reset();
    if (at_ == buffer_.size() && run_.begin == run_.end) return Ok();
    PLUMB_TRY(Hold(sizeof group_));
    SampleCode::Load(buffer_.data() + at_, group_);
    at_ += sizeof group_;
    next_ = group_.is;
    return Ok();
  }

  Status ReadHistogram(uint64_t at, std::string& bytes) const override {
    char size[kSizeBytes];
    PLUMB_TRY(file_.ReadAt(run_.histograms + at, size, kSizeBytes));
    bytes.resize(LoadSize(size));
    return file_.ReadAt(run_.histograms + at + kSizeBytes, bytes.data(), bytes.size());
  }

 private:
  // Makes so many bytes be there from at_ on.
  Status Hold(size_t bytes) {
    if (buffer_.size() - at_ >= bytes) return Ok();
    buffer_.erase(0, at_);
    at_ = 0;
    const size_t there = buffer_.size();
    buffer_.resize(there + std::min<uint64_t>(run_.end - run_.begin, read_ahead_ + bytes));
    PLUMB_TRY(file_.ReadAt(run_.begin, buffer_.data() + there, buffer_.size() - there));
    run_.begin += buffer_.size() - there;
    return Ok();
  }

  const system::TemporaryFile& file_;
  SpilledRun run_;  // what was not read yet
  size_t read_ahead_;
  std::string buffer_;
  size_t at_ = 0;
  SpilledGroup group_;
};

}  // namespace

void SampleRun::KeepHistogram(BackfillSample& sample, std::string_view bytes) {
  sample.bits = histograms.size();
  sample.histogram = 1;
  const auto size = static_cast<uint32_t>(bytes.size());
  histograms.append(reinterpret_cast<const char*>(&size), kSizeBytes);
  histograms += bytes;
}

std::vector<std::unique_ptr<RunCursor>> CursorsOf(const SampleRun& run,
                                                  std::span<const uint32_t> targets) {
  std::vector<std::unique_ptr<RunCursor>> cursors;
  cursors.push_back(std::make_unique<LoggedCursor>(run));
  cursors.push_back(std::make_unique<LooseCursor>(run, targets));
  return cursors;
}

Result<std::unique_ptr<RunCursor>> CursorOf(const system::TemporaryFile& file,
                                            const SpilledRun& run, size_t read_ahead) {
  auto cursor = std::make_unique<SpilledCursor>(file, run, read_ahead);
  PLUMB_TRY(cursor->FindNext());
  return std::unique_ptr<RunCursor>(std::move(cursor));
}

void MergedCursors::Add(std::unique_ptr<RunCursor> cursor) {
  cursors_.push_back(std::move(cursor));
  Push(cursors_.size() - 1);
}

void MergedCursors::Push(size_t cursor) {
  const auto& next = cursors_[cursor]->next();
  if (!next) return;
  heap_.emplace_back(*next, cursor);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

Status MergedCursors::Take(Samples& samples, std::vector<std::string>* histograms) {
  const SampleGroup group = next();
  const size_t before = samples.size();
  while (!heap_.empty() && heap_[0].first == group) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const size_t number = heap_.back().second;
    heap_.pop_back();
    RunCursor& cursor = *cursors_[number];
    const size_t begin = samples.size();
    PLUMB_TRY(cursor.Take(samples));
    for (size_t at = begin; histograms != nullptr && at < samples.size(); ++at) {
      BackfillSample& sample = samples[at];
      if (sample.histogram == 0) continue;
      PLUMB_TRY(cursor.ReadHistogram(sample.bits, histograms->emplace_back()));
      sample.bits = histograms->size() - 1;
    }
    Push(number);
    MergeTimes(std::span(samples).subspan(before), begin - before);
  }
  return Ok();
}

}  // namespace plumb::ingest
