#include "store/backfill_period.h"

#include <algorithm>

namespace plumb::store {

namespace {

// The times that the period has as it is.
std::vector<Timestamp> TimesOf(const StoredPart& part) {
  std::vector<Timestamp> times;
  for (const StoredPeriod& period : part.periods)
    times.insert(times.end(), period.times().begin(), period.times().end());
  for (const RowRef& ref : part.rows)
    if (!ref.row.Has(kRowSpread)) times.push_back(ref.key.time);
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

}  // namespace

Result<WrittenPeriod> BuildBackfill(const std::string& path, BackfillPeriod& period,
                                    std::span<const std::string> histograms,
                                    DuplicatePolicy policy) {
  WrittenPeriod written;
  for (GivenSamples& given : period.series) FoldRepeats(given, histograms, policy, written.report);
  ChunkInput own = period.own.input();
  Judgement judgement;
  if (!period.own.empty() || !period.others.empty()) {
    std::vector<ChunkInput> others;
    for (StoredPart& part : period.others) others.push_back(part.input());
    const model::TimeRange range{period.start, period.start + PeriodLength(period.level) - 1};
    PLUMB_ASSIGN(judgement, JudgeSamples(path, period.series, histograms, own, others, range,
                                         policy, written.report));
  }
  written.elsewhere = std::move(judgement.elsewhere);
  if (period.series.empty() && judgement.changes.empty()) return written;
  std::vector<NewSamples> added;
  for (const GivenSamples& given : period.series) {
    added.push_back({given.series, given.samples});
    written.report.stored += given.samples.size();
  }
  std::vector<Timestamp> times;
  if (!period.tail) times = ChooseSharedTimes(TimesOf(period.own), added);
  own.times = times;
  PLUMB_ASSIGN(written.built, BuildPeriod(path, own, judgement.changes,
                                          {.series = added, .histograms = histograms}));
  written.changed = true;
  return written;
}

}  // namespace plumb::store
