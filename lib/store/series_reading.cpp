#include "store/series_reading.h"

#include <algorithm>

#include "store/column_assembly.h"

namespace plumb::store {

namespace {

model::SampleColumn EmptyColumn() {
  static const auto kNone = std::make_shared<const std::vector<Timestamp>>();
  return {.times = kNone, .values = {}, .histograms = {}};
}

// Rows with keys in a life.
std::span<const RowRef> RowsIn(std::span<const RowRef> rows, const Life& life) {
  const auto first =
      std::lower_bound(rows.begin(), rows.end(), life.from,
                       [](const RowRef& row, Timestamp time) { return row.key.time < time; });
  const auto last =
      std::upper_bound(first, rows.end(), life.to,
                       [](Timestamp time, const RowRef& row) { return time < row.key.time; });
  return {first, last};
}

}  // namespace

Result<std::shared_ptr<SeriesReading::Shared>> SeriesReading::Share(const ReadTarget& target,
                                                                    model::TimeRange range) {
  const std::lock_guard guard(mutex_);
  for (const auto& known : shared_)
    if (known->target == target.id && known->range.from == range.from &&
        known->range.to == range.to)
      return known;
  auto shared = std::make_shared<Shared>();
  shared->target = target.id;
  shared->range = range;
  const std::lock_guard reading(snapshot_->mutex);
  PLUMB_ASSIGN(shared->rows, LoadRows(snapshot_->state(), target.id, target.spread, range));
  shared->layouts = FindLayoutLives(shared->rows.rows);
  // Two threads work at neighbouring batches: remember a few.
  constexpr size_t kRemembered = 4;
  if (shared_.size() == kRemembered) shared_.erase(shared_.begin());
  shared_.push_back(shared);
  return shared;
}

void SeriesReading::Count(const Part& part) {
  uint64_t bytes = 0;
  uint64_t segments = 0;
  for (const RowRef& ref : part.shared->rows.rows) bytes += ref.row.bytes().size();
  for (const StoredPeriod& period : part.periods) {
    segments += period.segments.size();
    for (const SegmentRef& segment : period.segments) bytes += segment.bytes.size();
  }
  rows_read_ += part.shared->rows.rows.size();
  segments_read_ += segments;
  bytes_read_ += bytes;
}

Result<SeriesReading::Part> SeriesReading::Load(const ReadTarget& target,
                                                std::span<const SeriesId> series,
                                                model::TimeRange range) {
  Part part;
  PLUMB_ASSIGN(part.shared, Share(target, range));
  const std::lock_guard reading(snapshot_->mutex);
  PLUMB_ASSIGN(part.periods, LoadPeriods(snapshot_->state(), target.id,
                                         {part.shared->rows.first, range.to}, series));
  Count(part);
  return part;
}

Result<std::vector<model::SampleColumn>> SeriesReading::Assemble(std::span<Part> parts,
                                                                 std::span<const SeriesId> series,
                                                                 model::TimeRange range,
                                                                 const Life& life) const {
  std::vector<TargetChunk> chunks;
  for (Part& part : parts) {
    Shared& shared = *part.shared;
    std::call_once(shared.scrapes_found,
                   [&] { shared.scrapes = FindScrapes(shared.rows.rows, part.periods); });
    const Timestamp last = LastThatEnds(shared.scrapes, life.to);
    const ChunkInput input{.first = std::max(shared.rows.first, life.from),
                           .last = last,
                           .rows = RowsIn(shared.rows.rows, {life.from, last}),
                           .periods = part.periods};
    PLUMB_ASSIGN(TargetChunk chunk,
                 GatherColumns(snapshot_->environment->path(), input, series, range));
    chunks.push_back(std::move(chunk));
  }
  return chunks.size() == 1 ? AssembleColumns(std::move(chunks[0]), range)
                            : AssembleMerged(chunks, range);
}

Result<std::vector<model::SampleColumn>> SeriesReading::Read(std::span<const ReadTarget> targets,
                                                             std::span<const SeriesId> series,
                                                             model::TimeRange range) {
  std::vector<Part> parts;
  std::vector<Life> lives(series.size(), kNoLife);
  for (const ReadTarget& target : targets) {
    PLUMB_ASSIGN(Part part, Load(target, series, range));
    AddLives(part.shared->layouts, series, lives);
    AddLives(part.periods, series, lives);
    parts.push_back(std::move(part));
  }
  const std::vector<LifeGroup> groups = GroupByLife(lives);
  if (groups.size() == 1 && groups[0].members.size() == series.size())
    return Assemble(parts, series, range, groups[0].life);
  std::vector<model::SampleColumn> columns(series.size(), EmptyColumn());
  for (const LifeGroup& group : groups) {
    std::vector<SeriesId> some;
    for (const size_t member : group.members) some.push_back(series[member]);
    PLUMB_ASSIGN(auto read, Assemble(parts, some, range, group.life));
    for (size_t i = 0; i < read.size(); ++i) columns[group.members[i]] = std::move(read[i]);
  }
  return columns;
}

}  // namespace plumb::store
