#include "store/backfill_writer.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "base/thread.h"
#include "store/backfill_period.h"
#include "store/compactor.h"
#include "store/target_table.h"

namespace plumb::store {

namespace {

// A sample takes about so many bytes as a row's column, and that is written once and read once more
// when the row is compacted: new samples that make less of this than the segments that would have
// to be written again are better kept in rows until there are more.
constexpr size_t kRowBytesWorth = 5;
// Of a period with so many segments only the last is written again, where that is enough. The times
// of a segment then stay as they are, which smaller periods can change at little cost.
constexpr size_t kManySegments = 64;
// Below so many samples a second thread costs more than it gives.
constexpr size_t kWorthAThread = 20'000;
constexpr size_t kMaxThreads = 4;

size_t CountSamples(std::span<const GivenSamples> series) {
  size_t samples = 0;
  for (const GivenSamples& given : series) samples += given.samples.size();
  return samples;
}

// Whether rows and new samples of an hour are at fewer times than make it worth segments of its
// own.
bool HasFewTimes(const ClosedHour& hour, const std::vector<RowRef>& rows) {
  std::vector<Timestamp> times;
  const auto add = [&times](Timestamp time) {
    const auto place = std::lower_bound(times.begin(), times.end(), time);
    if (place == times.end() || *place != time) times.insert(place, time);
    return times.size() < kFewTimes;
  };
  for (const RowRef& ref : rows)
    if (!add(ref.key.time)) return false;
  for (const GivenSamples& given : hour.series)
    for (const BackfillSample& sample : given.samples)
      if (!add(sample.time)) return false;
  return true;
}

// Copies the samples of several hours of a target together, by series.
void GatherHours(std::vector<GivenSamples> series, BackfillPeriod& period) {
  std::stable_sort(series.begin(), series.end(),
                   [](const auto& a, const auto& b) { return a.series < b.series; });
  period.gathered.reserve(CountSamples(series));
  for (const GivenSamples& given : series) {
    const auto start = period.gathered.size();
    period.gathered.insert(period.gathered.end(), given.samples.begin(), given.samples.end());
    const std::span<BackfillSample> samples = std::span(period.gathered).subspan(start);
    GivenSamples* last = period.series.empty() ? nullptr : &period.series.back();
    if (last != nullptr && last->series == given.series)
      last->samples = {last->samples.data(), last->samples.size() + samples.size()};
    else
      period.series.push_back({given.series, samples});
  }
}

class BackfillWriter {
 public:
  BackfillWriter(Transaction& txn, const Tables& tables, LayoutTable& layouts, RowWriter& rows,
                 std::span<const std::string> histograms, DuplicatePolicy policy, Timestamp now)
      : txn_(txn),
        tables_(tables),
        state_{txn, tables, layouts},
        rows_(rows),
        histograms_(histograms),
        policy_(policy),
        now_(now) {}

  Status Run(std::span<ClosedHour> hours, NextIds& next, CommitReport& report) {
    // First everything is read, then everything written: what was read lies in the map.
    for (ClosedHour& hour : hours) PLUMB_TRY(PlanHour(hour));
    PLUMB_TRY(PlanDay());
    PLUMB_TRY(Build());
    bool wrote = false;
    for (size_t i = 0; i < periods_.size(); ++i) {
      PLUMB_TRY(Put(periods_[i], *written_[i]));
      wrote = wrote || written_[i]->changed;
      report.Add(written_[i]->report);
    }
    if (wrote) rows_.Forget();
    for (size_t i = 0; i < periods_.size(); ++i)
      PLUMB_TRY(rows_.WriteLoose(txn_, *periods_[i].to, written_[i]->elsewhere, next, report));
    for (auto& [to, cells] : left_) PLUMB_TRY(rows_.WriteLoose(txn_, *to, cells, next, report));
    return rows_.Finish(txn_);
  }

 private:
  struct FewTimes {
    Destination* to = nullptr;
    Timestamp day = 0;
    std::vector<GivenSamples> series;
    std::vector<RowRef> rows;
  };

  Status PlanHour(ClosedHour& hour) {
    PLUMB_ASSIGN(std::vector<RowRef> rows,
                 LoadRowsOf(state_, hour.to.target, {hour.start, hour.start + kHour - 1}));
    const Timestamp day = PeriodStart(Level::kDay, hour.start);
    if (few_ && (few_->to->target != hour.to.target || few_->day != day)) PLUMB_TRY(PlanDay());
    if (HasFewTimes(hour, rows)) {
      PLUMB_ASSIGN(const auto there,
                   FindPeriodFrom(state_, Level::kHour, hour.to.target, hour.start));
      if (!there || *there != hour.start) {
        AddToDay(hour, day, std::move(rows));
        return Ok();
      }
    }
    BackfillPeriod period{.to = &hour.to,
                          .level = Level::kHour,
                          .start = hour.start,
                          .series = std::move(hour.series),
                          .own = {.rows = std::move(rows)}};
    return PlanPeriod(std::move(period));
  }

  void AddToDay(ClosedHour& hour, Timestamp day, std::vector<RowRef> rows) {
    if (now_ <= day + kDay + kGrace) return LeaveInRows(hour.to, hour.series);
    if (!few_) few_ = FewTimes{.to = &hour.to, .day = day};
    // The hours of a day may have come with different lists of where else their series were.
    for (const TargetId other : hour.to.elsewhere)
      if (std::find(few_->to->elsewhere.begin(), few_->to->elsewhere.end(), other) ==
          few_->to->elsewhere.end())
        few_->to->elsewhere.push_back(other);
    std::move(hour.series.begin(), hour.series.end(), std::back_inserter(few_->series));
    std::move(rows.begin(), rows.end(), std::back_inserter(few_->rows));
  }

  Status PlanDay() {
    if (!few_) return Ok();
    BackfillPeriod period{.to = few_->to,
                          .level = Level::kDay,
                          .start = few_->day,
                          .own = {.rows = std::move(few_->rows)}};
    GatherHours(std::move(few_->series), period);
    few_.reset();
    return PlanPeriod(std::move(period));
  }

  // Finds what is there of the period and of its series.
  Status PlanPeriod(BackfillPeriod period) {
    const TargetId target = period.to->target;
    PLUMB_ASSIGN(const PeriodSize size, MeasurePeriod(state_, period.level, target, period.start));
    period.tail = IsTail(period, size);
    if (CountSamples(period.series) * kRowBytesWorth < (period.tail ? kSegmentSize : size.bytes)) {
      LeaveInRows(*period.to, period.series);
      return Ok();
    }
    if (size.segments > 0) {
      PLUMB_ASSIGN(auto stored, period.tail
                                    ? LoadPeriodTail(state_, period.level, target, period.start)
                                    : LoadPeriod(state_, period.level, target, period.start));
      if (stored) period.own.periods.push_back(*std::move(stored));
    }
    PLUMB_TRY(PlanOthers(period));
    periods_.push_back(std::move(period));
    return Ok();
  }

  static bool IsTail(const BackfillPeriod& period, const PeriodSize& size) {
    return size.segments >= kManySegments && period.own.rows.empty() &&
           period.series.front().series >= size.last;
  }

  // Other targets; and the target's day, where an hour of few samples may have joined it earlier.
  Status PlanOthers(BackfillPeriod& period) {
    std::vector<SeriesId> series;
    for (const GivenSamples& given : period.series) series.push_back(given.series);
    const model::TimeRange range{period.start, period.start + PeriodLength(period.level) - 1};
    for (const TargetId target : period.to->elsewhere) {
      if (target == period.to->target) continue;
      StoredPart part;
      PLUMB_ASSIGN(part.rows, LoadRowsOf(state_, target, range));
      PLUMB_ASSIGN(part.periods, LoadPeriods(state_, target, range, series));
      if (!part.empty()) period.others.push_back(std::move(part));
    }
    if (period.level == Level::kDay) return Ok();
    StoredPart day;
    PLUMB_ASSIGN(day.periods, LoadPeriods(state_, period.to->target, range, series));
    std::erase_if(day.periods, [](const auto& each) { return each.level != Level::kDay; });
    if (!day.empty()) period.others.push_back(std::move(day));
    return Ok();
  }

  void LeaveInRows(Destination& to, std::span<const GivenSamples> series) {
    auto& [destination, cells] = left_.emplace_back(&to, std::vector<Cell>());
    for (const GivenSamples& given : series)
      for (const BackfillSample& sample : given.samples) {
        cells.push_back({.series = given.series,
                         .line = sample.line,
                         .time = sample.time,
                         .bits = sample.bits});
        if (sample.histogram != 0) cells.back().histogram = &histograms_[sample.bits];
      }
  }

  Status Build() {
    size_t samples = 0;
    for (const BackfillPeriod& period : periods_) samples += CountSamples(period.series);
    written_.resize(periods_.size(), Error{});
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      for (size_t i = next++; i < periods_.size(); i = next++)
        written_[i] = BuildBackfill(txn_.path(), periods_[i], histograms_, policy_);
    };
    std::vector<HelperThread> threads;
    const size_t wanted = std::min({periods_.size(), samples / kWorthAThread, kMaxThreads,
                                    size_t{std::thread::hardware_concurrency()}});
    for (size_t i = 1; i < wanted; ++i) threads.push_back(TryThread(work));
    work();
    for (HelperThread& thread : threads)
      if (thread.joinable()) thread.join();
    for (const auto& written : written_)
      if (!written.ok()) return written.error();
    return Ok();
  }

  Status Put(const BackfillPeriod& period, const WrittenPeriod& written) {
    if (!written.changed) return Ok();
    // Deleting may change the pages that the others look at.
    std::vector<std::string> keys;
    for (const RowRef& ref : period.own.rows) keys.push_back(EncodeRowKey(ref.key));
    const SeriesId from = period.tail ? period.own.periods[0].segments[0].first : SeriesId{0};
    for (const std::string& key : keys) PLUMB_TRY(txn_.Delete(tables_.row, key));
    PLUMB_TRY(ReplacePeriod(
        txn_, tables_,
        {.level = period.level, .target = period.to->target, .start = period.start, .first = from},
        written.built.segments));
    TargetRecord& record = *period.to->record;
    if (!written.built.own_times || record.spread) return Ok();
    record.spread = true;
    return SaveTarget(txn_, tables_, period.to->target, record);
  }

  Transaction& txn_;
  const Tables& tables_;
  StoreState state_;
  RowWriter& rows_;
  std::span<const std::string> histograms_;
  DuplicatePolicy policy_;
  Timestamp now_;
  std::optional<FewTimes> few_;  // of the day that is being planned
  std::vector<BackfillPeriod> periods_;
  std::vector<Result<WrittenPeriod>> written_;  // one a period
  std::vector<std::pair<Destination*, std::vector<Cell>>> left_;
};

}  // namespace

void ClosedHour::Sort() {
  const auto by_number = [](const GivenSamples& a, const GivenSamples& b) {
    return a.series < b.series;
  };
  if (!std::is_sorted(series.begin(), series.end(), by_number))
    std::stable_sort(series.begin(), series.end(), by_number);
  size_t out = 0;
  for (const GivenSamples& given : series) {
    if (out == 0 || series[out - 1].series != given.series) {
      series[out++] = given;
      continue;
    }
    GivenSamples& last = series[out - 1];
    std::vector<BackfillSample>& both =
        merged.emplace_back(last.samples.begin(), last.samples.end());
    both.insert(both.end(), given.samples.begin(), given.samples.end());
    std::stable_sort(both.begin(), both.end(),
                     [](const BackfillSample& a, const BackfillSample& b) {
                       return a.time != b.time ? a.time < b.time : a.line < b.line;
                     });
    last.samples = both;
  }
  series.resize(out);
}

Status WriteBackfill(Transaction& txn, const Tables& tables, LayoutTable& layouts, RowWriter& rows,
                     std::span<ClosedHour> hours, std::span<const std::string> histograms,
                     DuplicatePolicy policy, Timestamp now, NextIds& next, CommitReport& report) {
  return BackfillWriter(txn, tables, layouts, rows, histograms, policy, now)
      .Run(hours, next, report);
}

}  // namespace plumb::store
