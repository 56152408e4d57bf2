#include "transfer/day_builder.h"

#include <algorithm>

#include "store/compactor.h"
#include "store/row.h"

namespace plumb::transfer {

namespace {

using encoding::SegmentPart;

enum Kind : size_t { kFloats = 0, kHistograms = 1, kOwnFloats = 2, kOwnHistograms = 3 };
constexpr size_t kOwn = 2;  // what makes a kind one with times of its own

constexpr uint32_t kNoPeriod = UINT32_MAX;

size_t HourOf(Timestamp time, Timestamp start) {
  return static_cast<size_t>((time - start) / kHour);
}

void PutValue(SegmentPart& part, double value) {
  part.values.push_back(value);
}
void PutValue(SegmentPart& part, encoding::HistogramPointer value) {
  part.histograms.push_back(std::move(value));
}

}  // namespace

DayPlan::DayPlan(const Day& day) : day_(day) {
  for (const Scrape& scrape : day.scrapes) times_.push_back(scrape.time);
}

void DayPlan::AddList(const TimeList& list) {
  const auto [at, added] = places_.try_emplace(list.get(), lists_.size());
  if (added) lists_.emplace_back(list, 0);
  ++lists_[at->second].second;
}

void DayPlan::AddTimes(const std::vector<Timestamp>& times) {
  std::vector<Timestamp> both;
  both.reserve(times_.size() + times.size());
  std::set_union(times_.begin(), times_.end(), times.begin(), times.end(),
                 std::back_inserter(both));
  times_ = std::move(both);
}

void DayPlan::Count(const std::vector<Timestamp>& times, std::array<size_t, kHours>& counts) const {
  for (const Timestamp time : times) ++counts[HourOf(time, day_.start)];
}

// Times that series share tell how far apart the target's samples are. So a list is not shared
// where it would put its times between those of others, as happens where each container of a page
// has the time at which it was looked at: rows of a store would not share these either (kSpread in
// store/row.h).
bool DayPlan::IsToBeShared(const std::vector<Timestamp>& list, size_t uses) const {
  size_t there = 0;
  size_t between = 0;
  for (const Timestamp time : list) {
    const auto place = std::lower_bound(times_.begin(), times_.end(), time);
    const Timestamp minute = store::FloorToSpread(time);
    if (place != times_.end() && *place == time) {
      ++there;
    } else if ((place != times_.end() && store::FloorToSpread(*place) == minute) ||
               (place != times_.begin() && store::FloorToSpread(*(place - 1)) == minute)) {
      ++between;
    }
  }
  if (there * 2 >= list.size()) return true;
  return (uses > 1 || times_.empty()) && between * 2 < list.size();
}

void DayPlan::Finish() {
  std::stable_sort(lists_.begin(), lists_.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::array<size_t, kHours> most{};
  for (const auto& [list, uses] : lists_) {
    if (IsToBeShared(*list, uses)) {
      AddTimes(*list);
      continue;
    }
    std::array<size_t, kHours> counts{};
    Count(*list, counts);
    for (size_t hour = 0; hour < kHours; ++hour) most[hour] = std::max(most[hour], counts[hour]);
  }
  std::array<size_t, kHours> counts{};
  Count(times_, counts);
  for (size_t hour = 0; hour < kHours; ++hour)
    busy_[hour] = std::max(counts[hour], most[hour]) >= store::kFewTimes;
}

DayBuilder::DayBuilder(const Day& day, const DayPlan& plan) : day_(day), times_(plan.times()) {
  MakePeriods(plan);
  size_t at = 0;
  for (const Scrape& scrape : day.scrapes) {
    while (times_[at] < scrape.time) ++at;
    time_of_scrape_.push_back(static_cast<uint32_t>(at));
    const Place place = places_[at];
    periods_[place.period]->blocks.push_back({place.row, scrape.complete, scrape.failed});
  }
}

void DayBuilder::MakePeriods(const DayPlan& plan) {
  uint32_t of_day = kNoPeriod;
  for (size_t hour = 0; hour < DayPlan::kHours; ++hour) {
    uint32_t& number = period_of_hour_[hour];
    if (!plan.IsHour(hour) && of_day != kNoPeriod) {
      number = of_day;
      continue;
    }
    number = static_cast<uint32_t>(periods_.size());
    auto period = std::make_unique<Period>();
    if (plan.IsHour(hour)) {
      period->start = day_.start + static_cast<DurationMs>(hour) * kHour;
    } else {
      period->level = store::Level::kDay;
      period->start = day_.start;
      of_day = number;
    }
    periods_.push_back(std::move(period));
  }
  for (const Timestamp time : times_) {
    const uint32_t number = period_of_hour_[HourOf(time, day_.start)];
    std::vector<Timestamp>& times = periods_[number]->times;
    places_.push_back({number, static_cast<uint32_t>(times.size())});
    times.push_back(time);
  }
}

SegmentPart& DayBuilder::Part(uint32_t period, size_t kind) {
  periods_[period]->touched = true;
  return periods_[period]->parts[kind];
}

// Samples with scrapes and loose ones go into one column, in order of time.
template <typename Value>
void DayBuilder::AddKind(size_t kind, const std::vector<uint32_t>& scrapes,
                         std::vector<Value> values, const std::vector<Timestamp>& loose_times,
                         std::vector<Value> loose_values) {
  size_t scrape = 0;
  const auto put_scraped_before = [&](Timestamp end) {
    for (; scrape < scrapes.size() && day_.scrapes[scrapes[scrape]].time < end; ++scrape) {
      const Place place = places_[time_of_scrape_[scrapes[scrape]]];
      SegmentPart& part = Part(place.period, kind);
      part.rows.push_back(place.row);
      PutValue(part, std::move(values[scrape]));
    }
  };
  auto shared = times_.begin();
  for (size_t i = 0; i < loose_times.size(); ++i) {
    const Timestamp time = loose_times[i];
    put_scraped_before(time);
    shared = std::lower_bound(shared, times_.end(), time);
    if (shared == times_.end() || *shared != time) {
      SegmentPart& part = Part(period_of_hour_[HourOf(time, day_.start)], kind + kOwn);
      part.times.push_back(time);
      PutValue(part, std::move(loose_values[i]));
      own_times_ = true;
      continue;
    }
    const Place place = places_[static_cast<size_t>(shared - times_.begin())];
    SegmentPart& part = Part(place.period, kind);
    part.rows.push_back(place.row);
    const auto& blocks = periods_[place.period]->blocks;
    const auto block = std::lower_bound(
        blocks.begin(), blocks.end(), place.row,
        [](const encoding::SegmentBlock& known, uint32_t row) { return known.at < row; });
    if (block != blocks.end() && block->at == place.row) part.loose.push_back(place.row);
    PutValue(part, std::move(loose_values[i]));
  }
  put_scraped_before(INT64_MAX);
}

void DayBuilder::Add(store::SeriesId series, DayColumn column) {
  AddKind(kFloats, column.scrapes, std::move(column.values), column.loose_times,
          std::move(column.loose_values));
  AddKind(kHistograms, column.histogram_scrapes, std::move(column.histograms),
          column.loose_histogram_times, std::move(column.loose_histograms));
  for (const auto& period : periods_)
    if (period->touched) AddTo(*period, series);
}

void DayBuilder::AddTo(Period& period, store::SeriesId series) {
  std::vector<SegmentPart> parts;
  for (SegmentPart& part : period.parts) {
    if (part.values.empty() && part.histograms.empty()) continue;
    part.series = series;
    parts.push_back(std::move(part));
    part = {};
  }
  period.touched = false;
  if (!period.packer) period.packer.emplace(period.times, period.blocks);
  period.packer->Add(series, parts);
}

std::vector<BuiltDayPeriod> DayBuilder::Finish() {
  std::vector<BuiltDayPeriod> built;
  for (const auto& period : periods_) {
    // Scrapes that brought nothing are known by their times.
    if (!period->packer && !period->blocks.empty())
      period->packer.emplace(period->times, period->blocks);
    if (period->packer) built.push_back({period->level, period->start, period->packer->Finish()});
  }
  return built;
}

}  // namespace plumb::transfer
