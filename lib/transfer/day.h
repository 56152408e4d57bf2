// SPDX-License-Identifier: Apache-2.0
// What a target has of one day, in a shape that says nothing of how a store keeps it: the scrapes,
// and of each series what came with them and what did not; or its rollups of some days, which came
// with none. As bytes: docs/dump-format.md.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.h"
#include "encoding/byte_reader.h"
#include "encoding/histogram_column.h"
#include "store/tier.h"

namespace plumb::transfer {

struct Scrape {
  Timestamp time = 0;
  bool complete = false;  // every line that it announced came
  bool failed = false;    // the target could not be read
  bool operator==(const Scrape&) const = default;
};

// The samples of one series. A time is in one of the lists only.
struct DayColumn {
  // Of floats that came with a scrape: which one, ascending, and the values.
  std::vector<uint32_t> scrapes;
  std::vector<double> values;
  std::vector<uint32_t> histogram_scrapes;
  std::vector<encoding::HistogramPointer> histograms;
  // Those that did not, by time: nothing ends them.
  std::vector<Timestamp> loose_times;
  std::vector<double> loose_values;
  std::vector<Timestamp> loose_histogram_times;
  std::vector<encoding::HistogramPointer> loose_histograms;

  [[nodiscard]] bool empty() const { return samples() == 0; }
  [[nodiscard]] size_t samples() const {
    return values.size() + histograms.size() + loose_values.size() + loose_histograms.size();
  }
};

struct Day {
  Timestamp start = 0;          // midnight, UTC
  std::vector<Scrape> scrapes;  // by time, all of that day
  // Of rollups: which number of the windows that end in (start, start + tier->period].
  const store::Tier* tier = nullptr;
  store::TierColumn column = store::TierColumn::kCount;

  // Whether a sample may have this time.
  [[nodiscard]] bool MayHave(Timestamp time) const;
};
std::string EncodeDay(const Day& day);
std::optional<Day> DecodeDay(std::string_view payload);

// Numbers of a tier's period in the order in which they come: the counts say which windows there
// are.
inline constexpr std::array kRollupOrder = {store::TierColumn::kCount, store::TierColumn::kSamples,
                                            store::TierColumn::kMin, store::TierColumn::kMax,
                                            store::TierColumn::kSum};

// The days of a target whose rollups are still to be built (store/rollup_marks.h), in the place of
// a day. `days` ascend. nullopt: no such payload, or it makes no sense.
std::string EncodeMarks(const std::vector<Timestamp>& days);
bool AreMarks(std::string_view payload);
std::optional<std::vector<Timestamp>> DecodeMarks(std::string_view payload);

using TimeList = std::shared_ptr<const std::vector<Timestamp>>;

// The last lists of loose times of a day, so that series which share one name it by its number.
// Whoever writes and whoever reads remembers the same ones.
class TimeLists {
 public:
  // How far back a list is that was there already, from 1 on; 0: it was not, and is the last now.
  size_t FindOrAdd(const std::vector<Timestamp>& times);
  void Add(TimeList list);
  // nullptr if there is none so far back. REQUIRES: back > 0
  [[nodiscard]] TimeList Get(uint64_t back) const;

  static constexpr size_t kRemembered = 64;
  static constexpr size_t kRememberedTimes = size_t{1} << 24;

 private:
  std::deque<TimeList> lists_;  // the last one at the end
  size_t times_ = 0;
};

// The columns of a day as entries, one behind the other. The series of an entry is a number: a
// target's series are counted from 1 in the order in which they come first.
class ColumnWriter {
 public:
  explicit ColumnWriter(const Day& day) : day_(day) {}
  // REQUIRES: numbers ascend; column not empty
  void Append(std::string& out, uint32_t number, const DayColumn& column);
  // The same for the next number, a series that did not come before. REQUIRES: labels (their
  // canonical bytes) ascend in the order of labels
  void AppendNew(std::string& out, uint32_t number, const std::string& labels,
                 const DayColumn& column);

 private:
  void AppendColumn(std::string& out, const DayColumn& column);
  void AppendTimes(std::string& out, const std::vector<Timestamp>& times);
  const Day& day_;
  TimeLists lists_;
  uint32_t number_before_ = 0;
  std::string labels_before_;
};

// An entry that was not decoded yet.
struct ColumnEntry {
  uint32_t number = 0;
  bool added = false;  // the series is new: `labels` says which
  std::string labels;  // canonical bytes (model/labels.h); checked
  uint8_t kinds = 0;
  TimeList loose;  // times of loose floats; null if there are none
  TimeList loose_histograms;
  std::string_view bytes;  // of the values, in what was given to Take
};

class ColumnReader {
 public:
  // `series`: how many the target had before this day.
  ColumnReader(const Day& day, uint32_t series) : day_(day), series_(series) {}
  // Takes the next entry. False if the bytes make no sense.
  bool Take(encoding::ByteReader& in, ColumnEntry& entry);

 private:
  bool TakeLabels(encoding::ByteReader& in, std::string& labels);
  bool TakeTimes(encoding::ByteReader& in, TimeList& list);
  const Day& day_;
  uint32_t series_;
  TimeLists lists_;
  uint32_t number_before_ = 0;
  std::string labels_before_;
};

// The samples of an entry. False if the bytes make no sense.
bool DecodeColumn(const ColumnEntry& entry, size_t scrapes, DayColumn& column);

}  // namespace plumb::transfer
