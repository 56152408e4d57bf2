#include "store/series_reading.h"

#include <algorithm>

#include "store/column_assembly.h"

namespace plumb::store {

namespace {

// Rows that are remembered, each in a hundred bytes: those of a thousand targets for minutes.
constexpr size_t kMostRows = 1 << 17;

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
                                                                    model::TimeRange range,
                                                                    EarlierScrapes earlier) {
  const std::lock_guard guard(mutex_);
  const std::tuple key(target.id, range.from, range.to, earlier);
  if (const auto known = shared_.find(key); known != shared_.end()) return known->second;
  auto shared = std::make_shared<Shared>();
  const std::lock_guard reading(snapshot_->mutex);
  PLUMB_ASSIGN(shared->rows,
               LoadRows(snapshot_->state(), target.id, target.spread, range, earlier));
  shared->layouts = FindLayoutLives(shared->rows.rows);
  for (const RowRef& row : shared->rows.rows) shared->row_bytes += row.row.size();
  rows_ += shared->rows.rows.size() + 1;
  if (rows_ > kMostRows) {
    shared_.clear();
    rows_ = 0;
  }
  shared_.emplace(key, shared);
  return shared;
}

model::ReadCost SeriesReading::Part::cost() const {
  model::ReadCost cost{.rows = shared->rows.rows.size(), .bytes = shared->row_bytes};
  for (const StoredPeriod& period : stored.periods) {
    cost.segments += period.segments.size();
    for (const SegmentRef& segment : period.segments) cost.bytes += segment.bytes.size();
  }
  return cost;
}

Result<SeriesReading::Part> SeriesReading::Load(const ReadTarget& target,
                                                std::span<const SeriesId> series,
                                                model::TimeRange range, EarlierScrapes earlier) {
  Part part;
  PLUMB_ASSIGN(part.shared, Share(target, range, earlier));
  std::vector<FoundPeriod> found;
  {
    const std::lock_guard reading(snapshot_->mutex);
    PLUMB_ASSIGN(found, FindPeriods(snapshot_->state(), target.id,
                                    {part.shared->rows.first, range.to}, series));
  }
  PLUMB_ASSIGN(part.stored, CopyPeriods(*snapshot_->environment, found));
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
                   [&] { shared.scrapes = FindScrapes(shared.rows.rows, part.stored.periods); });
    const Timestamp last = LastThatEnds(shared.scrapes, life.to);
    const ChunkInput input{.first = std::max(shared.rows.first, life.from),
                           .last = last,
                           .rows = RowsIn(shared.rows.rows, {life.from, last}),
                           .periods = part.stored.periods};
    PLUMB_ASSIGN(TargetChunk chunk,
                 GatherColumns(snapshot_->environment->path(), input, series, range));
    chunks.push_back(std::move(chunk));
  }
  return chunks.size() == 1 ? AssembleColumns(std::move(chunks[0]), range)
                            : AssembleMerged(chunks, range);
}

Result<std::vector<model::SampleColumn>> SeriesReading::Read(std::span<const ReadTarget> targets,
                                                             std::span<const SeriesId> series,
                                                             model::TimeRange range,
                                                             EarlierScrapes earlier,
                                                             ReadMeter* meter) {
  std::vector<Part> parts;
  std::vector<Life> lives(series.size(), kNoLife);
  for (const ReadTarget& target : targets) {
    PLUMB_ASSIGN(Part part, Load(target, series, range, earlier));
    AddLives(part.shared->layouts, series, lives);
    AddLives(part.stored.periods, series, lives);
    if (meter != nullptr) meter->Add(part.cost());
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
