#include "ingest/sorted_runs.h"

#include <algorithm>

namespace plumb::ingest {

namespace {

// So much is written to the file at once.
constexpr size_t kWriteBytes = 1u << 20;

// The way past rows is the store's: whatever fails of it is told as its failure.
Status OfStore(Status status) {
  if (!status.ok()) return Error{Exit::kStore, status.error().message};
  return status;
}

// A group as it lies in the file.
void AppendGroup(const SampleGroup& group, std::span<const store::BackfillSample> samples,
                 std::string& out) {
  const size_t start = out.size();
  const size_t begin = start + sizeof(SpilledGroup);
  out.resize(begin + samples.size() * SampleCode::kMostBytes);
  SampleCode code(group.hour);
  char* to = out.data() + begin;
  for (const store::BackfillSample& sample : samples) to = code.Put(sample, to);
  const auto bytes = static_cast<size_t>(to - out.data()) - begin;
  SampleCode::Store(out.data() + start, SpilledGroup{.is = group,
                                                     .count = static_cast<uint32_t>(samples.size()),
                                                     .bytes = static_cast<uint32_t>(bytes)});
  out.resize(begin + bytes);
}

}  // namespace

Status SortedRuns::Spill(const SampleRun& run, std::span<const uint32_t> targets) {
  return OfStore(Write(run, targets));
}

Status SortedRuns::Write(const SampleRun& run, std::span<const uint32_t> targets) {
  if (!file_) {
    PLUMB_ASSIGN(auto made, system::TemporaryFile::Make(folder_));
    file_.emplace(std::move(made));
  }
  SpilledRun spilled{.begin = file_->size()};
  MergedCursors cursors;
  for (auto& cursor : CursorsOf(run, targets)) cursors.Add(std::move(cursor));
  PLUMB_TRY(WriteGroups(cursors));
  spilled.end = spilled.histograms = file_->size();
  PLUMB_TRY(file_->Append(run.histograms));
  spilled_.push_back(spilled);
  return Ok();
}

Status SortedRuns::WriteGroups(MergedCursors& from) {
  std::string bytes;
  std::vector<store::BackfillSample> samples;
  while (!from.empty()) {
    const SampleGroup group = from.next();
    samples.clear();
    PLUMB_TRY(from.Take(samples, nullptr));
    AppendGroup(group, samples, bytes);
    if (bytes.size() < kWriteBytes) continue;
    PLUMB_TRY(file_->Append(bytes));
    bytes.clear();
  }
  return file_->Append(bytes);
}

Status SortedRuns::Begin(SampleRun last, std::span<const uint32_t> targets) {
  const size_t read_ahead = kReadAhead / std::max<size_t>(1, spilled_.size());
  for (const SpilledRun& spilled : spilled_) {
    auto cursor = CursorOf(*file_, spilled, read_ahead);
    if (!cursor.ok()) return OfStore(cursor.error());
    cursors_.Add(*std::move(cursor));
  }
  kept_ = std::move(last);
  for (auto& cursor : CursorsOf(kept_, targets)) cursors_.Add(std::move(cursor));
  return Ok();
}

Status SortedRuns::NextBatch(const std::vector<store::TargetName>& names,
                             store::BackfillBatch& batch) {
  size_t bytes = 0;
  std::optional<SampleGroup> last;
  // Never copied for growing; pages that stay empty cost nothing.
  batch.samples.reserve(kBatchBytes / kBytesPerSample);
  while (!cursors_.empty() && bytes < kBatchBytes) {
    const SampleGroup group = cursors_.next();
    const bool begins = !last || last->target != group.target || last->hour != group.hour;
    // What an hour brings later makes its segments be written again.
    if (begins && bytes >= kBatchBytes / 2) break;
    if (begins) batch.hours.push_back({.target = names[group.target], .start = group.hour});
    last = group;
    const size_t before = batch.samples.size();
    PLUMB_TRY(OfStore(cursors_.Take(batch.samples, &batch.histograms)));
    batch.hours.back().series.push_back(
        {group.series, static_cast<uint32_t>(before), static_cast<uint32_t>(batch.samples.size())});
    bytes += kBytesPerSeries + (batch.samples.size() - before) * kBytesPerSample;
  }
  return Ok();
}

}  // namespace plumb::ingest
