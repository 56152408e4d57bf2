#include "transfer/rollup_writer.h"

#include <algorithm>
#include <span>

#include "store/segment_table.h"
#include "transfer/rollups.h"

namespace plumb::transfer {

using store::SeriesId;

// The counts say which windows there are.
Status RollupWriter::FindWanted(store::Snapshot& snapshot, store::TargetId target, const Day& day,
                                const Coming& coming) {
  wanted_.clear();
  std::vector<SeriesId> all;
  for (const auto& [id, entry] : coming) all.push_back(id);
  for (size_t first = 0; first < all.size(); first += kRollupBatch) {
    const auto batch = std::span(all).subspan(first, std::min(kRollupBatch, all.size() - first));
    PLUMB_ASSIGN(const auto there, ReadRollups(snapshot, target, day, batch));
    for (size_t i = 0; i < batch.size(); ++i) {
      const std::vector<Timestamp>& ends = *coming.at(batch[i])->loose;
      std::set_difference(ends.begin(), ends.end(), there[i].loose_times.begin(),
                          there[i].loose_times.end(), std::back_inserter(wanted_[batch[i]]));
    }
  }
  return Ok();
}

Status RollupWriter::Write(store::Snapshot& snapshot, store::TargetId target, const Day& day,
                           const Coming& coming, const Decode& decode, bool merge) {
  if (merge && day.column == kRollupOrder.front())
    PLUMB_TRY(FindWanted(snapshot, target, day, coming));
  RollupBuilder builder;
  for (const auto& [id, entry] : coming)
    for (const TimeList& list : {entry->loose, entry->loose_histograms})
      if (list != nullptr) builder.AddList(list);
  const store::SegmentKey key{
      .level = day.tier->LevelOf(day.column), .target = target, .start = day.start};
  PLUMB_ASSIGN(const auto head,
               store::LoadPeriodHead(snapshot.state(), key.level, key.target, key.start));
  if (head) builder.AddTimes(head->times());
  PLUMB_ASSIGN(std::vector<SeriesId> all, RollupSeries(snapshot, target, day));
  for (const auto& [id, entry] : coming) all.push_back(id);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (size_t first = 0; first < all.size(); first += kRollupBatch) {
    const auto batch = std::span(all).subspan(first, std::min(kRollupBatch, all.size() - first));
    PLUMB_ASSIGN(auto columns, ReadRollups(snapshot, target, day, batch));
    for (size_t i = 0; i < batch.size(); ++i) {
      if (const auto entry = coming.find(batch[i]); entry != coming.end()) {
        DayColumn added;
        PLUMB_TRY(decode(*entry->second, added));
        if (merge) KeepWindows(*day.tier, wanted_[batch[i]], added);
        AddWindows(std::move(added), columns[i]);
      }
      if (!columns[i].empty()) builder.Add(batch[i], std::move(columns[i]));
    }
  }
  return store::ReplacePeriod(*snapshot.txn, snapshot.tables(), key, builder.Finish());
}

}  // namespace plumb::transfer
