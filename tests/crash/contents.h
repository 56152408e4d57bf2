// SPDX-License-Identifier: Apache-2.0
// All samples of a store as a test keeps them in mind, and what may become of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/labels.h"
#include "model/matcher.h"
#include "model/sample.h"
#include "store/reader.h"

namespace plumb::crash {

// Bits of values by time, ascending.
using Points = std::vector<std::pair<Timestamp, uint64_t>>;

class Contents {
 public:
  // What the store has as it was stored: no rollups, no ends of series, which nobody wrote.
  static Result<Contents> Load(const store::Reader& reader);

  // Later ones of a series need not be later in time.
  void Add(const model::Labels& labels, Timestamp time, double value);
  // Sorts what was added. A sample that is there already is the same one.
  void Finish();
  // With what the other has; where both have a sample it must be the same.
  void Merge(const Contents& other);
  void Remove(const model::Matchers& matchers, model::TimeRange range);
  using Predicate = std::function<bool(const model::Labels& labels, Timestamp time)>;
  void RemoveIf(const Predicate& goes);

  [[nodiscard]] bool Has(const model::Labels& labels, Timestamp time) const;
  [[nodiscard]] size_t size() const;
  [[nodiscard]] const std::map<model::Labels, Points>& series() const { return series_; }

 private:
  std::map<model::Labels, Points> series_;  // none is empty
};

// What a step makes of a store.
struct Change {
  Contents before;  // with what is beside it
  Contents after;
  // What another process has stored meanwhile. What the step takes away of that may be there.
  Contents beside;
  // Of samples that were there before: whether they may be there after it or not.
  Contents::Predicate open = [](const model::Labels&, Timestamp) { return false; };
};

// What is there and should not be, or is missing, in words, at most a few. Of a step that did not
// come to its end each sample may be as before or as after.
enum class StepEnd { kFinished, kKilled };
std::vector<std::string> Compare(const Change& change, const Contents& seen, StepEnd end);

}  // namespace plumb::crash
