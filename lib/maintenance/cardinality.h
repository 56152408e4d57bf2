// SPDX-License-Identifier: Apache-2.0
// What a store has most series of: metrics, labels, values. Told from the index, so that a million
// series take less than a second; only a selector has the records of its series read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/duration.h"
#include "model/matcher.h"
#include "model/table.h"
#include "store/snapshot.h"

namespace plumb::maintenance {

enum class TopBy {
  kMetric,  // metrics, by series
  kLabel,   // label names, by distinct values
  kPair,    // label=value, by series
  kValue,   // values of one label, by series
};

struct TopRequest {
  TopBy by = TopBy::kMetric;
  std::string label;         // of kValue
  size_t limit = 10;         // 0: all
  model::Matchers matchers;  // none: every series
  Timestamp since = 0;       // series that came after it are new
};

struct TopEntry {
  std::string name;   // of the metric, or of the label
  std::string value;  // of kPair and kValue
  uint64_t series = 0;
  uint64_t values = 0;       // kLabel: how many distinct ones
  uint64_t value_bytes = 0;  // kLabel: the texts of these
  uint64_t fresh = 0;        // kMetric: series that are new
};

struct TopReport {
  uint64_t series = 0;        // of all entries together
  uint64_t fresh = 0;         // of these, that are new
  uint64_t entries = 0;       // before the limit
  std::vector<TopEntry> top;  // most first; of equals the one that was stored first
};

// New are series that got a number, when they were first stored, above all that are in rows, hours
// and days which begin before `since`. REQUIRES: snapshot.mutex is held
Result<TopReport> FindTop(store::Snapshot& snapshot, const TopRequest& request);

// The report as rows and columns.
model::Table TopTable(const TopReport& report, TopBy by);

}  // namespace plumb::maintenance
