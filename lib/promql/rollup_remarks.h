// SPDX-License-Identifier: Apache-2.0
// Collects which samples of a query were rollups, so that the answer can say so.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "model/rollup.h"

namespace plumb::promql {

// May be added to by several threads.
class RollupRemarks {
 public:
  void Note(std::span<const model::RollupSpan> spans);
  // Coarsest first, one a resolution, as late as any series had it; finer ones that end earlier are
  // left out.
  [[nodiscard]] std::vector<model::RollupSpan> Spans() const;

 private:
  mutable std::mutex mutex_;
  std::map<DurationMs, Timestamp> until_;  // by resolution
};

// "samples up to 2026-10-01T00:00:00Z are 5m rollups". REQUIRES: not empty
std::string RollupText(std::span<const model::RollupSpan> spans);

}  // namespace plumb::promql
