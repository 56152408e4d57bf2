#include "store/segment_check.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "store/period_samples.h"
#include "store/target_rows.h"
#include "store/tier.h"

namespace plumb::store {

namespace {

using encoding::SegmentPart;
using encoding::SegmentView;

bool SamePeriod(const SegmentKey& a, const SegmentKey& b) {
  return a.level == b.level && a.target == b.target && a.start == b.start;
}

class SegmentChecker {
 public:
  SegmentChecker(Snapshot& snapshot, const SegmentSurroundings& known,
                 const std::function<void(const std::string&)>& tell,
                 const std::function<void()>& step)
      : state_(snapshot.state()), known_(known), tell_(tell), step_(step) {}

  Result<SegmentCounts> Run() {
    if (state_.tables.seg == 0) return counts_;
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(state_.txn, state_.tables.seg));
    PLUMB_ASSIGN(bool more, cursor.First());
    while (more) {
      ++counts_.segments;
      step_();
      if (cursor.key().size() != kSegmentKeySize) {
        tell_("a segment's key makes no sense");
      } else {
        PLUMB_TRY(CheckOne(DecodeSegmentKey(cursor.key()), cursor.value()));
      }
      PLUMB_ASSIGN(more, cursor.Next());
    }
    PLUMB_TRY(FinishPeriod());
    return counts_;
  }

 private:
  template <typename... Parts>
  void Problem(fmt::format_string<Parts...> text, Parts&&... parts) {
    good_ = false;
    tell_(fmt::format("the segment of target {} at {}: ", key_.target, key_.start) +
          fmt::format(text, std::forward<Parts>(parts)...));
  }

  Status CheckOne(const SegmentKey& key, std::string_view bytes) {
    const bool first = !begun_ || !SamePeriod(key, key_);
    if (first) {
      PLUMB_TRY(FinishPeriod());
      good_ = true;
      last_series_ = 0;
      times_.clear();
      blocks_.clear();
    }
    begun_ = true;
    key_ = key;
    tier_ = TierOf(key.level);
    if (tier_ == nullptr && !IsRaw(key.level)) {
      Problem("its level {} is not known", static_cast<int>(key.level));
      return Ok();
    }
    if (key.start % PeriodLength(key.level) != 0) Problem("it begins within a period");
    if (!known_.targets.contains(key.target)) Problem("the target is not there");
    auto view = SegmentView::Parse(bytes, key.first);
    if (!SegmentView::VerifyChecksum(EncodeSegmentKey(key), bytes) || !view) {
      Problem("its bytes or its checksum are wrong");
      return Ok();
    }
    CheckHead(*view, first);
    CheckEntries(*view);
    return Ok();
  }

  void CheckHead(const SegmentView& view, bool first) {
    if (first) {
      times_ = view.times();
      blocks_ = view.blocks();
    } else if (view.times() != times_ || view.blocks() != blocks_) {
      Problem("its times are not those of the others of its period");
    }
    CheckTimes(view.times());
  }

  void CheckTimes(const std::vector<Timestamp>& times) {
    for (const Timestamp time : times)
      if (PeriodStart(key_.level, time) != key_.start)
        return Problem("a time is not of its period");
    const bool at_ends = tier_ != nullptr && key_.level != tier_->LevelOf(TierColumn::kSamples);
    for (const Timestamp time : times)
      if (at_ends && tier_->WindowEnd(time) != time)
        return Problem("a number of a window is not at its end");
    if (std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) != times.end())
      Problem("its times are out of order");
  }

  void CheckEntries(SegmentView& view) {
    const auto& entries = view.entries();
    if (entries.empty() ? key_.first != 0 : entries[0].series != key_.first)
      Problem("its key names another series than it begins with");
    std::vector<Timestamp> times;  // of the series
    SegmentPart part;
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool next = i == 0 || entries[i].series != entries[i - 1].series;
      if (next && entries[i].series <= last_series_) Problem("its series are out of order");
      if (next) CheckRepeats(times, last_series_);
      last_series_ = entries[i].series;
      CheckSeries(last_series_);
      if (!view.Read(i, part)) {
        Problem("the column of series {} makes no sense", last_series_);
        continue;
      }
      AddPart(view, part, times);
    }
    CheckRepeats(times, last_series_);
  }

  void AddPart(const SegmentView& view, const SegmentPart& part, std::vector<Timestamp>& times) {
    if (IsRaw(key_.level)) counts_.samples += part.values.size() + part.histograms.size();
    const auto target = known_.targets.find(key_.target);
    if (part.own_times() && IsRaw(key_.level) && target != known_.targets.end() && !target->second)
      Problem("series {} has times of its own where none may be", part.series);
    CheckTimes(part.times);
    times.insert(times.end(), part.times.begin(), part.times.end());
    for (const uint32_t row : part.rows) times.push_back(view.times()[row]);
  }

  void CheckRepeats(std::vector<Timestamp>& times, SeriesId series) {
    std::sort(times.begin(), times.end());
    if (std::adjacent_find(times.begin(), times.end()) != times.end())
      Problem("series {} has two samples at one time", series);
    times.clear();
  }

  void CheckSeries(SeriesId id) {
    const auto series = known_.series.find(id);
    if (series == known_.series.end()) return Problem("series {} is not there", id);
    const auto& targets = series->second.targets;
    if (!std::binary_search(targets.begin(), targets.end(), key_.target))
      Problem("series {} does not know that it is under the target", id);
  }

  // Looks for samples of the period that are elsewhere too: in rows, or in the hours of a day.
  Status FinishPeriod() {
    if (!begun_ || !good_ || !IsRaw(key_.level)) return Ok();
    const model::TimeRange range{key_.start, key_.start + PeriodLength(key_.level) - 1};
    // What is damaged is told where it is read itself.
    const auto loaded = LoadRowsOf(state_, key_.target, range);
    if (!loaded.ok()) return Ok();
    const std::vector<RowRef>& rows = *loaded;
    std::vector<StoredPeriod> hours;
    if (key_.level == Level::kDay) PLUMB_TRY(LoadHours(range, hours));
    if (rows.empty() && hours.empty()) return Ok();
    PLUMB_ASSIGN(const auto samples, PeriodSamples::Load(state_, key_));
    for (const RowRef& ref : rows)
      for (size_t i = 0; i < ref.row.header().columns; ++i)
        if (ref.row.IsPresent(i))
          PLUMB_TRY(CheckOnce(*samples, ref.layout->series[i], ref.key.time + ref.row.OffsetMs(i)));
    SegmentPart part;
    for (StoredPeriod& hour : hours)
      for (SegmentRef& segment : hour.segments)
        for (size_t i = 0; i < segment.view.entries().size(); ++i)
          if (segment.view.Read(i, part)) PLUMB_TRY(CheckPart(*samples, hour.times(), part));
    return Ok();
  }

  Status LoadHours(model::TimeRange range, std::vector<StoredPeriod>& hours) {
    PLUMB_ASSIGN(auto start, FindPeriodFrom(state_, Level::kHour, key_.target, range.from));
    while (start && *start <= range.to) {
      auto hour = LoadPeriod(state_, Level::kHour, key_.target, *start);
      if (hour.ok() && *hour) hours.push_back(**std::move(hour));
      PLUMB_ASSIGN(start, FindPeriodFrom(state_, Level::kHour, key_.target, *start + 1));
    }
    return Ok();
  }

  Status CheckPart(PeriodSamples& samples, const std::vector<Timestamp>& times,
                   const SegmentPart& part) {
    for (const Timestamp time : part.times) PLUMB_TRY(CheckOnce(samples, part.series, time));
    for (const uint32_t row : part.rows) PLUMB_TRY(CheckOnce(samples, part.series, times[row]));
    return Ok();
  }

  Status CheckOnce(PeriodSamples& samples, SeriesId series, Timestamp time) {
    PLUMB_ASSIGN(const auto found, samples.Find(series, time));
    if (found) Problem("series {} has a sample at {} elsewhere too", series, time);
    return Ok();
  }

  StoreState state_;
  const SegmentSurroundings& known_;
  const std::function<void(const std::string&)>& tell_;
  const std::function<void()>& step_;
  SegmentCounts counts_;
  // Of the period that is being read.
  bool begun_ = false;
  bool good_ = true;
  SegmentKey key_;
  const Tier* tier_ = nullptr;  // null: samples as they were stored
  SeriesId last_series_ = 0;
  std::vector<Timestamp> times_;
  std::vector<encoding::SegmentBlock> blocks_;
};

}  // namespace

Result<SegmentCounts> CheckSegments(Snapshot& snapshot, const SegmentSurroundings& known,
                                    const std::function<void(const std::string&)>& tell,
                                    const std::function<void()>& step) {
  return SegmentChecker(snapshot, known, tell, step).Run();
}

}  // namespace plumb::store
