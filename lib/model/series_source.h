// SPDX-License-Identifier: Apache-2.0
// Where series are read from: a store, a text file, memory. What the evaluator pulls its samples
// through.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "model/matcher.h"
#include "model/metadata.h"
#include "model/read_cost.h"
#include "model/rollup.h"
#include "model/series.h"

namespace plumb::model {

// Samples of one series. Series that were scraped together share the same `times` object, so that a
// consumer can compute what depends only on times (window bounds) once: compare the pointers.
struct SampleColumn {
  std::shared_ptr<const std::vector<Timestamp>> times;  // strictly increasing; never null
  std::vector<double> values;                           // one a time; stale markers included
  std::vector<HistogramPoint> histograms;
  // Since when each value counts; 0 where that is not known. Empty where it is for none.
  std::vector<Timestamp> start_times = {};
  // How many samples each value stands for; empty: one each.
  std::vector<double> weights = {};
  std::vector<RollupSpan> rollups = {};  // coarsest first, ascending; empty: there are none

  [[nodiscard]] bool empty() const { return values.empty() && histograms.empty(); }
};

// The series that a selection found, in no particular order, in batches that are cheapest read
// together (series of one target). A consistent snapshot for as long as it lives. Thread-safe once
// made.
class SeriesSet {
 public:
  struct Batch {
    size_t first = 0;  // index of its first series
    size_t count = 0;
    // The usual distance of samples, recorded at collection; 0 if not known.
    DurationMs interval = 0;
    // The coarsest rollups that may stand for samples, and until when; 0: none.
    RollupSpan rollups = {};
  };

  virtual ~SeriesSet() = default;
  [[nodiscard]] virtual size_t size() const = 0;
  [[nodiscard]] virtual const Labels& labels(size_t index) const = 0;
  [[nodiscard]] virtual const std::vector<Batch>& batches() const = 0;
  // The samples in `range` of each series of a batch, or of some neighbours in it, in order of
  // index. A series without any has an empty column.
  virtual Result<std::vector<SampleColumn>> Read(const Batch& batch, TimeRange range) const = 0;
  // What all reading so far touched; nothing where the source has its samples in memory, or cannot
  // tell.
  [[nodiscard]] virtual ReadCost cost() const { return {}; }
};

struct Selection {
  Matchers matchers;
  TimeRange range;  // series that have no sample in it may be left out
  RollupValue value = RollupValue::kSamples;
  // Only samples as they were stored (0), or only rollups of this resolution; nullopt: samples
  // where there are some, else the finest rollups.
  std::optional<DurationMs> tier = std::nullopt;
  // Sorted names of the labels that matter to who asks: SeriesSet::labels has no others. nullopt:
  // all matter.
  std::optional<std::vector<std::string>> labels = std::nullopt;
  // Whether a series that ended in a range, but was not scraped in it, must have its stale marker
  // all the same. To find those takes looking at what was before, however far back that is.
  bool lone_ends = true;
};

struct Extent {
  Timestamp oldest = 0;
  Timestamp newest = 0;
};

class SeriesSource {
 public:
  virtual ~SeriesSource() = default;
  virtual Result<std::unique_ptr<SeriesSet>> Select(const Selection& selection) const = 0;
  // Times of the oldest and newest sample; nullopt if there is none at all.
  virtual Result<std::optional<Extent>> FindExtent() const = 0;
  // A closed source (text, a bundle) does not grow: "now" is its newest sample.
  [[nodiscard]] virtual bool closed() const = 0;
  // Whether there may be rollups, so that a selection may ask for them.
  [[nodiscard]] virtual bool has_tiers() const { return false; }
  // Metric families with type, help and unit, sorted by name.
  virtual Result<std::vector<Metadata>> ListMetadata() const = 0;
  // Sorted names of labels, and values of one label, over the series that match (all, if none is
  // given).
  virtual Result<std::vector<std::string>> ListLabelNames(const Selection& selection) const;
  virtual Result<std::vector<std::string>> ListLabelValues(const std::string& name,
                                                           const Selection& selection) const;
};

}  // namespace plumb::model
