// SPDX-License-Identifier: Apache-2.0
// Collects which samples of a query were rollups, so that the answer can say so.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>

#include "model/series_source.h"

namespace plumb::promql {

// May be added to by several threads.
class RollupRemarks {
 public:
  void Note(std::span<const model::RollupSpan> spans);
  // "samples up to 2026-10-01T00:00:00Z are 5m rollups"; "" if there were none.
  [[nodiscard]] std::string Text() const;

 private:
  mutable std::mutex mutex_;
  std::map<DurationMs, Timestamp> until_;  // by resolution, the latest that any series had
};

}  // namespace plumb::promql
