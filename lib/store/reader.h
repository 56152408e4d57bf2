// SPDX-License-Identifier: Apache-2.0
// A store as a source of series.
#pragma once

#include <memory>
#include <string>

#include "model/series_source.h"
#include "store/environment.h"
#include "store/series_reading.h"
#include "store/snapshot.h"

namespace plumb::store {

// Sees the store as it was when it was opened, or renewed. A snapshot keeps the pages it sees from
// being used again: do not hold one for longer than an answer takes.
class Reader : public model::SeriesSource {
 public:
  // Opens the store at `path` for reading.
  static Result<std::unique_ptr<Reader>> Open(const std::string& path, OpenOptions options = {});
  // Reads what this process has open already.
  static Result<std::unique_ptr<Reader>> Of(std::shared_ptr<Environment> environment);

  // Sees what was committed meanwhile. Sets that were selected before keep what they saw.
  Status Renew();

  Result<std::unique_ptr<model::SeriesSet>> Select(
      const model::Selection& selection) const override;
  Result<std::optional<model::Extent>> FindExtent() const override;
  [[nodiscard]] bool closed() const override { return snapshot_->environment->bundle(); }
  [[nodiscard]] bool has_tiers() const override { return true; }
  Result<std::vector<model::Metadata>> ListMetadata() const override;
  Result<std::vector<std::string>> ListLabelNames(const model::Selection& selection) const override;
  Result<std::vector<std::string>> ListLabelValues(
      const std::string& name, const model::Selection& selection) const override;

  [[nodiscard]] Snapshot& snapshot() const { return *snapshot_; }

 private:
  explicit Reader(std::shared_ptr<Snapshot> snapshot)
      : snapshot_(std::move(snapshot)), reading_(std::make_shared<SeriesReading>(snapshot_)) {}
  Result<std::vector<std::string>> ListTexts(SymbolId name) const;
  Result<std::vector<std::string>> TextsOf(const std::vector<SymbolId>& symbols) const;
  std::shared_ptr<Snapshot> snapshot_;
  std::shared_ptr<SeriesReading> reading_;
};

}  // namespace plumb::store
