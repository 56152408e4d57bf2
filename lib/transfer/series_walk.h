// SPDX-License-Identifier: Apache-2.0
// The series of a store one after the other, each with all of its samples, the derived stale
// markers among them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/series_source.h"
#include "store/series_reading.h"
#include "store/series_search.h"
#include "store/snapshot.h"
#include "transfer/dump.h"

namespace plumb::transfer {

class SeriesWalk {
 public:
  // The group of a metric's series: groups come in order of their text, one after the other.
  using GroupOf = std::function<std::string(const std::string& metric)>;
  static Result<SeriesWalk> Make(std::shared_ptr<store::Environment> environment,
                                 const DumpSelection& selection, const GroupOf& group_of);

  // Names of labels that the series have, __name__ first.
  [[nodiscard]] const std::vector<std::string>& label_names() const { return label_names_; }

  struct Piece {
    const std::string& group;
    const model::Labels& labels;
    const model::SampleColumn& column;  // not empty; a series with very many samples has several
  };
  // Nothing of the store is held while `visit` runs.
  Status Run(const std::function<Status(const Piece&)>& visit) const;

 private:
  struct Target {
    bool spread = false;
    DurationMs interval = 0;
  };
  struct Item {
    uint32_t group = 0;
    std::vector<store::TargetId> targets;
    store::SeriesId id = 0;
  };
  struct Batch {
    std::vector<model::Labels> labels;
    std::vector<model::SampleColumn> columns;
  };

  explicit SeriesWalk(std::shared_ptr<store::Environment> environment)
      : environment_(std::move(environment)) {}
  Status Fill(store::Snapshot& s, const DumpSelection& selection, const GroupOf& group_of);
  Status AddTarget(store::Snapshot& s, store::TargetId id, model::TimeRange range);
  // How many values one of its series may have.
  [[nodiscard]] uint64_t ValuesOf(const Item& item) const;
  [[nodiscard]] size_t BatchEnd(size_t first) const;
  // One a item; none of one that is there no more.
  static Result<std::vector<model::Labels>> ReadLabels(store::Snapshot& s,
                                                       std::span<const Item> items);
  Status Append(store::SeriesReading& reading, std::span<const Item> items, model::TimeRange range,
                std::vector<model::SampleColumn>& columns) const;
  // Items from `first` on: one batch, and more while they have few samples.
  Result<Batch> Read(size_t first, model::TimeRange range) const;

  std::shared_ptr<store::Environment> environment_;
  std::vector<std::string> groups_;
  std::vector<Item> items_;
  std::map<store::TargetId, Target> targets_;
  std::vector<std::string> label_names_;
  model::TimeRange range_;  // no sample is outside
};

}  // namespace plumb::transfer
