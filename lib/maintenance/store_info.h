// SPDX-License-Identifier: Apache-2.0
// What there is to know of a store at a glance. Quick however large it is: nothing here reads all
// samples or all series.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/series_source.h"
#include "store/retention_rules.h"
#include "store/sample_estimate.h"
#include "store/usage.h"

namespace plumb::maintenance {

struct StoreInfo {
  std::string path;
  bool bundle = false;
  std::string uuid;
  uint32_t version = 0;
  store::Features features;
  store::Usage usage;
  store::SampleEstimate samples;
  std::optional<model::Extent> extent;  // none: the store has no samples
  uint64_t targets = 0;
  uint64_t series = 0;
  uint64_t metrics = 0;
  uint64_t label_names = 0;
  uint64_t label_values = 0;
  uint64_t rows = 0;
  uint64_t due_targets = 0;              // that have rows of hours or days that are over
  std::optional<Timestamp> due_since;    // start of the oldest such hour or day
  std::optional<Timestamp> oldest_open;  // hour that has rows and is not over
  store::RetentionRules retention;

  [[nodiscard]] uint64_t sample_count() const { return samples.in_rows + samples.in_segments; }
};

// REQUIRES: nobody else uses the snapshot meanwhile
Result<StoreInfo> CollectInfo(const std::shared_ptr<store::Environment>& environment,
                              Timestamp now);

}  // namespace plumb::maintenance
