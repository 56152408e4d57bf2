#include "crash/upkeep_input.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/number.h"

namespace plumb::crash {

namespace {

constexpr std::array kJobs = {"kept", "raw", "rolled"};
constexpr std::array kMetrics = {"storm_gauge", "storm_requests_total", "storm_brief"};
constexpr int kSeries = 8;
constexpr int kNewSeries = 3;
// All times are multiples of it, so that inputs meet.
constexpr DurationMs kSpacing = 15 * kSecond;

// Counts up, but begins again every six hours; a decimal; or a number of full precision.
double ValueOf(const model::Labels& labels, Timestamp time) {
  const uint64_t hash = Hash64(fmt::format("{} {}", labels.ToString(), time));
  if (labels.metric_name() == "storm_requests_total")
    return static_cast<double>(time % (6 * kHour) / kSecond);
  if (labels.metric_name() == "storm_brief") return static_cast<double>(hash % 100'000) / 100;
  return static_cast<double>(hash >> 11) * 0x1p-53;
}

void AddSample(UpkeepInput& input, const model::Labels& labels, Timestamp time) {
  const double value = ValueOf(labels, time);
  input.samples.Add(labels, time, value);
  fmt::format_to(std::back_inserter(input.text), "{} {} {}\n", labels.ToString(),
                 FormatGeneral(value), time);
}

model::Labels LabelsOf(std::string_view metric, std::string_view job, int series) {
  return {{"__name__", metric}, {"job", job}, {"series", fmt::format("{}", series)}};
}

}  // namespace

Timestamp UpkeepInputMaker::PickTime() {
  constexpr std::array<std::pair<DurationMs, DurationMs>, 5> kAges = {{{0, kHour},
                                                                       {kHour, 12 * kHour},
                                                                       {12 * kHour, 3 * kDay},
                                                                       {3 * kDay, 7 * kDay},
                                                                       {7 * kDay, 40 * kDay}}};
  const auto& [from, to] = kAges[static_cast<size_t>(Below(kAges.size()))];
  const Timestamp time = now_ - from - Below(static_cast<int>((to - from) / kSecond)) * kSecond;
  return time - time % kSpacing;
}

UpkeepInput UpkeepInputMaker::MakeScrapes() {
  UpkeepInput input;
  const std::string_view job = kJobs[static_cast<size_t>(Below(kJobs.size()))];
  const DurationMs step = Below(2) == 0 ? kSpacing : 4 * kSpacing;
  const int count = 4 + Below(200);
  const Timestamp first = std::min(PickTime(), now_ - count * step);
  for (int i = 0; i < count; ++i) {
    const Timestamp time = first + i * step;
    // Now and then a metric is not shown: the same scrape again has other columns then.
    const int hidden = Below(12);
    const int shown = static_cast<int>(kMetrics.size()) - (hidden < 3 ? 1 : 0);
    fmt::format_to(std::back_inserter(input.text),
                   "#! scrape job={0} target=\"http://storm/{0}\" time={1} samples={2} status=ok\n",
                   job, time, shown * kSeries);
    for (size_t metric = 0; metric < kMetrics.size(); ++metric)
      for (int series = 0; series < kSeries && static_cast<int>(metric) != hidden; ++series)
        AddSample(input, LabelsOf(kMetrics[metric], job, series), time);
  }
  input.samples.Finish();
  return input;
}

UpkeepInput UpkeepInputMaker::MakeBackfill() {
  UpkeepInput input;
  const int number = ++inputs_;
  const std::string_view job = kJobs[static_cast<size_t>(Below(kJobs.size()))];
  const DurationMs step = Below(2) == 0 ? kMinute : 5 * kMinute;
  const int count = 60 + Below(240);
  const Timestamp first = std::min(PickTime(), now_ - count * step);
  std::vector<model::Labels> all;
  for (const char* metric : kMetrics)
    for (int series = 0; series < kSeries; ++series) all.push_back(LabelsOf(metric, job, series));
  for (int series = 0; series < kNewSeries; ++series)
    all.push_back({{"__name__", "storm_new"},
                   {"input", fmt::format("{}", number)},
                   {"job", job},
                   {"series", fmt::format("{}", series)}});
  // Whatever the order, it is the same.
  const bool by_time = Below(2) == 0;
  const int outer = by_time ? count : static_cast<int>(all.size());
  const int inner = by_time ? static_cast<int>(all.size()) : count;
  for (int i = 0; i < outer; ++i)
    for (int k = 0; k < inner; ++k) {
      const int at = by_time ? i : k;
      AddSample(input, all[static_cast<size_t>(by_time ? k : i)], first + at * step);
    }
  input.samples.Finish();
  return input;
}

}  // namespace plumb::crash
