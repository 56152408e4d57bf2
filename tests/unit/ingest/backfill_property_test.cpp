// What is read back does not depend on whether samples of closed hours became rows first: generated
// input goes into two stores through the same sink, whose clock is early in one, so that no hour is
// over, and late in the other; and both are asked everything.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>

#include <fmt/format.h>

#include "encoding/histogram.h"
#include "ingest/store_sink.h"
#include "store/compactor.h"
#include "store/reader.h"
#include "stored_text.h"

namespace plumb::ingest {
namespace {

using model::Labels;
using Random = std::mt19937_64;

constexpr Timestamp kBegin = 1'795'046'400'000;  // midnight
// So little that most steps spill several times.
constexpr size_t kRunBytes = 4096;

struct Given {
  int series = 0;
  Timestamp time = 0;
  double value = 0;
  std::optional<model::Histogram> histogram;
};

Labels LabelsOf(int series) {
  const int target = series % 3;
  model::LabelsBuilder labels;
  labels.Set(model::kMetricName, "m" + std::to_string(series));
  if (target > 0) labels.Set("job", "node");
  if (target > 0) labels.Set("instance", "web" + std::to_string(target));
  return labels.Build();
}

class Store {
 public:
  Store() {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-backfill-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ = *store::Environment::Open(
        folder_ / "m.plumb", {.mode = store::OpenMode::kWrite, .map_size = uint64_t{256} << 20});
    for (const auto policy : {store::DuplicatePolicy::kKeepFirst, store::DuplicatePolicy::kReplace})
      writers_.push_back(std::make_unique<store::StoreWriter>(environment_, policy));
  }
  ~Store() {
    writers_.clear();
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Loose samples, or one scrape of each target if there is a time.
  store::CommitReport Feed(const std::vector<Given>& samples, Timestamp now,
                           store::DuplicatePolicy policy,
                           std::optional<Timestamp> scrape = std::nullopt) {
    ManualClock clock(now);
    formats::RejectLog rejects;
    StoreSink sink(writers_[static_cast<size_t>(policy)].get(), clock,
                   {.backfill_memory = kRunBytes}, rejects);
    if (scrape) {
      // Of the target that loose samples have too, or of another one.
      const model::ScrapeBlock block{.job = "node",
                                     .instance = "web1",
                                     .target = *scrape / kDay % 2 == 0 ? "" : "http://web1",
                                     .time = *scrape,
                                     .samples = samples.size()};
      EXPECT_TRUE(sink.OnScrape(block).ok());
    }
    size_t line = 0;
    for (const Given& given : samples) {
      const Labels labels = LabelsOf(given.series);
      const auto taken = sink.OnSample({.labels = labels,
                                        .time = given.time,
                                        .value = given.value,
                                        .histogram = given.histogram ? &*given.histogram : nullptr,
                                        .line = ++line});
      EXPECT_TRUE(taken.ok()) << taken.error().message;
    }
    const Status finished = sink.Finish();
    EXPECT_TRUE(finished.ok()) << finished.error().message;
    EXPECT_EQ(rejects.count, 0u);
    hours_ += sink.hours();
    return sink.report();
  }

  void Compact(Timestamp now, store::LateRows late) {
    ManualClock clock(now);
    ASSERT_TRUE(store::CompactDue(*environment_, clock, {.bytes = UINT64_MAX, .late = late}).ok());
  }

  void ExpectClean() { tests::ExpectClean(environment_); }
  std::string Tell(model::TimeRange range) { return tests::StoreText(environment_, range); }
  [[nodiscard]] uint64_t hours() const { return hours_; }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<store::Environment> environment_;
  std::vector<std::unique_ptr<store::StoreWriter>> writers_;  // one a policy
  uint64_t hours_ = 0;
};

class Input {
 public:
  explicit Input(Random& random) : random_(random) {}

  std::vector<Given> Loose() {
    std::vector<Given> samples;
    switch (random_() % 6) {
      case 0:
        Page(samples, kSeries, 15 * kSecond + Any(5 * kMinute), Any(4 * kHour));
        break;
      case 1:
        Page(samples, 1 + static_cast<int>(Any(kSeries)), 40 * kMinute, Any(2 * kDay));
        break;
      case 2:
        for (int64_t i = Any(400); i >= 0; --i)
          samples.push_back(Sample(static_cast<int>(Any(kSeries)), kBegin + Any(kDays)));
        break;
      case 3: {
        const Timestamp from = kBegin + Any(kDays);
        for (int64_t i = Any(400); i >= 0; --i)
          samples.push_back(Sample(static_cast<int>(Any(kSeries)), from + Any(20 * kMinute)));
        break;
      }
      case 4:
        for (const Timestamp time : scrapes_)
          for (int i = 1; i < kSeries; i += OneIn(3) ? 1 : 3)
            if (OneIn(2)) samples.push_back(Sample(i, time));
        break;
      default:
        for (int64_t i = Any(300); i >= 0 && !seen_.empty(); --i)
          samples.push_back(seen_[static_cast<size_t>(Any(static_cast<int64_t>(seen_.size())))]);
    }
    for (Given& sample : samples)
      if (OneIn(60)) sample = Sample(sample.series, sample.time);
    // Some twice, the same or another.
    for (size_t i = 0, size = samples.size(); i < size; ++i)
      if (OneIn(40))
        samples.push_back(OneIn(2) ? samples[i] : Sample(samples[i].series, samples[i].time));
    if (OneIn(2)) std::shuffle(samples.begin(), samples.end(), random_);
    for (const Given& sample : samples)
      if (OneIn(8)) seen_.push_back(sample);
    return samples;
  }

  // After the last one, anywhere, or at the time of some sample.
  std::vector<Given> Scrape(Timestamp& time) {
    time = scrapes_.empty() || OneIn(4) ? kBegin + Any(kDays) : scrapes_.back() + Any(10 * kMinute);
    if (OneIn(6) && !seen_.empty())
      time = seen_[static_cast<size_t>(Any(static_cast<int64_t>(seen_.size())))].time;
    scrapes_.push_back(time);
    std::vector<Given> samples;
    for (int i = 1; i < kSeries; i += 3)
      if (!OneIn(3)) samples.push_back(Sample(i, time));
    return samples;
  }

  static constexpr int kSeries = 12;
  static constexpr DurationMs kDays = 3 * kDay;

 private:
  bool OneIn(uint64_t n) { return random_() % n == 0; }
  int64_t Any(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(std::max<int64_t>(below, 1)));
  }

  // Series that share their times, but for a few that lack some or have others.
  void Page(std::vector<Given>& samples, int series, DurationMs step, DurationMs length) {
    const Timestamp from = kBegin + Any(kDays - length);
    const bool by_series = OneIn(2);
    std::vector<Timestamp> times;
    for (Timestamp time = from; time < from + length && times.size() < 300; time += step)
      times.push_back(time + Any(30));
    for (const Timestamp time : times)
      for (int i = 0; i < series; ++i)
        if (!OneIn(30)) samples.push_back(Sample(i, time + (OneIn(50) ? Any(kSecond) : 0)));
    if (by_series)
      std::stable_sort(samples.begin(), samples.end(),
                       [](const Given& a, const Given& b) { return a.series < b.series; });
  }

  Given Sample(int series, Timestamp time) {
    Given given{.series = series, .time = time};
    const auto count =
        static_cast<double>((time - kBegin) / 1000 / (series + 1) + (OneIn(9) ? 1 : 0));
    given.value = OneIn(40) ? model::StaleMarker() : series % 4 == 1 ? count / 7 : count;
    if (series % 5 == 4 && !OneIn(12)) {
      model::Histogram& h = given.histogram.emplace(model::Histogram{.count = count, .sum = 0.1});
      h.positive_spans = {{0, 2}};
      h.positive_buckets = {1, count};
    }
    return given;
  }

  Random& random_;
  std::vector<Given> seen_;
  std::vector<Timestamp> scrapes_;
};

class BackfillProperty : public ::testing::TestWithParam<unsigned> {};

TEST_P(BackfillProperty, AnswersAreThoseOfRows) {
  Random random(GetParam());
  Store rows;
  Store past;
  Input input(random);
  const model::TimeRange all{kBegin - kDay, kBegin + 5 * kDay};
  for (int step = 0; step < 40; ++step) {
    const auto policy =
        random() % 3 == 0 ? store::DuplicatePolicy::kReplace : store::DuplicatePolicy::kKeepFirst;
    // Some hours are open in the middle of the data.
    const Timestamp late =
        kBegin + kDay + static_cast<int64_t>(random() % static_cast<uint64_t>(3 * kDay));
    std::optional<Timestamp> scrape;
    std::vector<Given> samples;
    if (random() % 2 == 0)
      samples = input.Scrape(scrape.emplace());
    else
      samples = input.Loose();
    const auto a = rows.Feed(samples, kBegin - 30 * kDay, policy, scrape);
    const auto b = past.Feed(samples, late, policy, scrape);
    ASSERT_EQ(a.stored, b.stored) << step;
    ASSERT_EQ(a.same, b.same) << step;
    ASSERT_EQ(a.kept, b.kept) << step;
    ASSERT_EQ(a.replaced, b.replaced) << step;
    ASSERT_EQ(a.kept_lines, b.kept_lines) << step;
    if (random() % 4 == 0) past.Compact(late, store::LateRows::kEnough);
    if (random() % 8 == 0) past.Compact(late, store::LateRows::kAny);
    past.ExpectClean();
    ASSERT_EQ(rows.Tell(all), past.Tell(all)) << step;
    for (int i = 0; i < 6; ++i) {
      const Timestamp from = kBegin + static_cast<int64_t>(random() % uint64_t{3 * kDay});
      const Timestamp to = from + static_cast<int64_t>(random() % uint64_t{3 * kHour});
      ASSERT_EQ(rows.Tell({from, to}), past.Tell({from, to})) << step;
    }
  }
  EXPECT_EQ(rows.hours(), 0u);
  EXPECT_GT(past.hours(), 50u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, BackfillProperty, ::testing::Range(1u, 17u));

}  // namespace
}  // namespace plumb::ingest
