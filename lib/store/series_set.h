// SPDX-License-Identifier: Apache-2.0
// The series that a selection found in a store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "model/series_source.h"
#include "store/series_reading.h"
#include "store/series_search.h"
#include "store/target_facts.h"
#include "store/tier.h"

namespace plumb::store {

class StoreSeriesSet : public model::SeriesSet {
 public:
  // Of the reading's snapshot, whose mutex it takes.
  static Result<std::unique_ptr<StoreSeriesSet>> Make(std::shared_ptr<SeriesReading> reading,
                                                      const model::Selection& selection);

  // Calls `visit` with each series that Make would take, in order of their numbers. Takes the
  // snapshot's mutex.
  static Status Visit(const std::shared_ptr<Snapshot>& snapshot, const model::Selection& selection,
                      const std::function<Status(SeriesId id, const SeriesView& record)>& visit);

  [[nodiscard]] size_t size() const override { return labels_.size(); }
  [[nodiscard]] const model::Labels& labels(size_t index) const override { return labels_[index]; }
  [[nodiscard]] const std::vector<Batch>& batches() const override { return batches_; }
  Result<std::vector<model::SampleColumn>> Read(const Batch& batch,
                                                model::TimeRange range) const override;
  [[nodiscard]] model::ReadCost cost() const override { return meter_.total(); }

 private:
  struct Chosen {
    SeriesId id = 0;
    uint32_t group = 0;  // which of groups_ its targets are
    SeriesView record;
  };
  StoreSeriesSet(std::shared_ptr<Snapshot> snapshot, const model::Selection& selection)
      : snapshot_(std::move(snapshot)),
        value_(selection.value),
        tier_(selection.tier),
        lone_ends_(selection.lone_ends) {}
  Status FindTiers();
  Result<const TargetFacts*> Facts(TargetId target, model::TimeRange range);
  Status VisitInRange(const model::Selection& selection,
                      const std::function<Status(SeriesId id, const SeriesView& record)>& visit);
  Result<uint32_t> GroupOf(const SeriesView& record, model::TimeRange range);
  [[nodiscard]] std::vector<Chosen> Grouped(const std::vector<Chosen>& chosen) const;
  Result<Batch> StartBatch(const std::vector<TargetId>& targets, model::TimeRange range);
  Status Fill(const std::vector<Chosen>& chosen, const model::Selection& selection);
  Result<std::vector<SymbolId>> SymbolsOf(const std::vector<std::string>& names) const;
  Result<std::vector<model::SampleColumn>> ReadSamples(std::span<const TargetId> targets,
                                                       std::span<const SeriesId> series,
                                                       model::TimeRange range,
                                                       EarlierScrapes earlier) const;
  [[nodiscard]] std::vector<const Tier*> TiersOf(std::span<const TargetId> targets,
                                                 model::TimeRange range) const;
  Status AddTiers(std::span<const Tier* const> tiers, std::span<const TargetId> targets,
                  std::span<const SeriesId> series, model::TimeRange range,
                  std::vector<model::SampleColumn>& columns) const;

  std::shared_ptr<Snapshot> snapshot_;
  model::RollupValue value_;
  std::optional<DurationMs> tier_;  // the only one to be read; 0: samples
  bool lone_ends_;
  bool wants_intervals_ = true;  // those of targets, for batches
  bool has_tiers_ = false;       // the store has some that may be read
  // Targets under which series have something in the range, and the numbers of these sets.
  std::vector<std::vector<TargetId>> groups_;
  std::map<std::vector<TargetId>, uint32_t> group_numbers_;
  TargetId last_target_ = 0;
  uint32_t last_group_ = 0;
  uint32_t group_ = 0;
  std::vector<SeriesId> ids_;
  std::vector<model::Labels> labels_;
  std::vector<Batch> batches_;
  std::vector<std::vector<TargetId>> batch_targets_;  // one a batch
  std::map<TargetId, TargetFacts> facts_;
  std::shared_ptr<SeriesReading> reading_;
  mutable ReadMeter meter_;
};

}  // namespace plumb::store
