// Windows with start times or histograms against the plain definitions for floats.
#include "promql/histogram_rate.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "promql/function.h"
#include "promql/start_time.h"

namespace plumb::promql {
namespace {

class Collected : public Remarks {
 public:
  void Warn(const std::string& text) override { texts.push_back(text); }
  void Inform(const std::string& text) override { texts.push_back(text); }
  std::vector<std::string> texts;
};

// A counter with resets, as floats and as the counts of histograms.
struct Counter {
  std::vector<Timestamp> times;
  std::vector<double> values;
  std::vector<model::HistogramPoint> points;

  explicit Counter(std::mt19937& random) {
    Timestamp t = 0;
    double value = 0;
    const size_t count = 1 + random() % 8;
    for (size_t i = 0; i < count; ++i) {
      t += 10'000 + static_cast<Timestamp>(random() % 9000);
      value = random() % 4 == 0 ? static_cast<double>(random() % 5)
                                : value + static_cast<double>(random() % 50);
      times.push_back(t);
      values.push_back(value);
      model::Histogram histogram;
      histogram.count = value;
      points.push_back(
          {.time = t, .histogram = std::make_shared<const model::Histogram>(histogram)});
    }
  }

  [[nodiscard]] Window AsFloats() const {
    return {.times = times,
            .values = values,
            .from = times.front() - 3000,
            .to = times.back() + 2000,
            .time = times.back() + 2000};
  }
};

TEST(HistogramRate, WithoutKnownStartsIsThePlainFunction) {
  std::mt19937 random(1);
  for (const char* name : {"rate", "increase", "irate", "idelta", "delta", "resets", "changes"}) {
    const FunctionRow& row = *FindFunction(name);
    for (int i = 0; i < 500; ++i) {
      const Counter counter(random);
      const std::vector<Timestamp> unknown(counter.times.size());
      Collected remarks;
      const Window window = counter.AsFloats();
      const WindowSample mixed = row.mixed({.floats = window,
                                            .histograms = {},
                                            .float_starts = unknown,
                                            .metric = "x",
                                            .remarks = remarks});
      EXPECT_EQ(std::bit_cast<uint64_t>(mixed.value), std::bit_cast<uint64_t>(row.window(window)))
          << name;
      EXPECT_TRUE(remarks.texts.empty());
    }
  }
}

TEST(HistogramRate, TheCountGrowsAsAFloatWould) {
  std::mt19937 random(2);
  for (const char* name : {"rate", "increase", "irate", "idelta", "delta", "resets", "changes"}) {
    const FunctionRow& row = *FindFunction(name);
    for (int i = 0; i < 500; ++i) {
      const Counter counter(random);
      const Window window = counter.AsFloats();
      Window empty = window;
      empty.times = {};
      empty.values = {};
      Collected remarks;
      const WindowSample sample = row.mixed({.floats = empty,
                                             .histograms = counter.points,
                                             .float_starts = {},
                                             .metric = "x",
                                             .remarks = remarks});
      const double expected = row.window(window);
      const double got = sample.histogram != nullptr ? sample.histogram->count : sample.value;
      ASSERT_EQ(IsAbsent(expected), IsAbsent(got)) << name;
      if (IsAbsent(expected)) continue;
      EXPECT_NEAR(got, expected, 1e-9) << name;
    }
  }
}

TEST(StartTime, SaysWhetherTheCountingBeganAnew) {
  EXPECT_TRUE(IsStartTimeReset({.start = 10, .time = 100}, {.start = 150, .time = 200}));
  EXPECT_FALSE(IsStartTimeReset({.start = 10, .time = 100}, {.start = 10, .time = 200}));
  // Not known, or not to be believed.
  EXPECT_FALSE(IsStartTimeReset({.start = 10, .time = 100}, {.start = 0, .time = 200}));
  EXPECT_FALSE(IsStartTimeReset({.start = 10, .time = 100}, {.start = 200, .time = 200}));
  // A delta begins where the one before ended; a cumulative one without a known start as well.
  EXPECT_TRUE(IsStartTimeReset({.start = 10, .time = 100}, {.start = 100, .time = 200}));
  EXPECT_FALSE(IsStartTimeReset({.start = 0, .time = 100}, {.start = 100, .time = 200}));
  EXPECT_FALSE(IsStartTimeReset({.start = 100, .time = 100}, {.start = 100, .time = 200}));
  EXPECT_FALSE(IsStartTimeReset({.start = 150, .time = 100}, {.start = 100, .time = 200}));
  EXPECT_TRUE(CountTwice({.start = 10, .time = 100}, {.start = 50, .time = 200}));
  EXPECT_FALSE(CountTwice({.start = 10, .time = 100}, {.start = 100, .time = 200}));
}

}  // namespace
}  // namespace plumb::promql
