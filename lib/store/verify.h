// SPDX-License-Identifier: Apache-2.0
// Walks everything in a store and says what does not fit together.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "store/snapshot.h"

namespace plumb::store {

struct VerifyReport {
  uint64_t rows = 0;
  uint64_t segments = 0;
  uint64_t samples = 0;
  uint64_t series = 0;
  uint64_t layouts = 0;
  uint64_t targets = 0;
  uint64_t postings = 0;
  uint64_t problem_count = 0;
  std::vector<std::string> problems;  // the first hundred, in words
  [[nodiscard]] bool clean() const { return problem_count == 0; }
};

// Checks of one state of the store: checksums of rows, segments and layouts; that everything in a
// segment can be read, is of its hour or day, and is nowhere else; that rows lie inside their bytes
// and name series that know their target; that a series is found by its hash and under each of its
// labels, and nowhere else; that symbols and texts belong together; that no id is beyond its
// counter. An error only if the walk itself fails.
Result<VerifyReport> Verify(Snapshot& snapshot, const Progress& progress = {});

}  // namespace plumb::store
