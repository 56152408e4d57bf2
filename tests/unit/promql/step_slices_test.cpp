// Queries of days, which are evaluated in slices: what comes out is what comes out at once.
#include "promql/step_slices.h"

#include <gtest/gtest.h>

#include <random>

#include <fmt/format.h>

#include "model/memory_source.h"
#include "promql/engine.h"
#include "promql/parser.h"

namespace plumb::promql {
namespace {

constexpr Timestamp kStart = 1'700'000'000'000;
constexpr DurationMs kInterval = 10 * kMinute;
constexpr Timestamp kEnd = kStart + 7 * kDay;

// The series of another source, in batches that say how far apart samples are: only then are there
// slices.
class SpacedSet : public model::SeriesSet {
 public:
  explicit SpacedSet(std::unique_ptr<model::SeriesSet> set)
      : set_(std::move(set)), batches_(set_->batches()) {
    for (Batch& batch : batches_) batch.interval = kInterval;
  }
  [[nodiscard]] size_t size() const override { return set_->size(); }
  [[nodiscard]] const model::Labels& labels(size_t index) const override {
    return set_->labels(index);
  }
  [[nodiscard]] const std::vector<Batch>& batches() const override { return batches_; }
  Result<std::vector<model::SampleColumn>> Read(const Batch& batch,
                                                model::TimeRange range) const override {
    return set_->Read(batch, range);
  }

 private:
  std::unique_ptr<model::SeriesSet> set_;
  std::vector<Batch> batches_;
};

class SpacedSource : public model::SeriesSource {
 public:
  explicit SpacedSource(const model::SeriesSource& source) : source_(source) {}
  Result<std::unique_ptr<model::SeriesSet>> Select(
      const model::Selection& selection) const override {
    PLUMB_ASSIGN(auto set, source_.Select(selection));
    return std::unique_ptr<model::SeriesSet>(std::make_unique<SpacedSet>(std::move(set)));
  }
  Result<std::optional<model::Extent>> FindExtent() const override { return source_.FindExtent(); }
  [[nodiscard]] bool closed() const override { return true; }
  Result<std::vector<model::Metadata>> ListMetadata() const override {
    return source_.ListMetadata();
  }

 private:
  const model::SeriesSource& source_;
};

// Counters, gauges and native histograms that come, end, and have gaps of all lengths.
const model::MemorySource& Week() {
  static const auto source = [] {
    auto made = std::make_unique<model::MemorySource>();
    std::mt19937 random(7);
    for (int s = 0; s < 30; ++s) {
      const std::string name = s < 10 ? "a_total" : s < 20 ? "gauge" : "latency";
      const model::Labels labels{{"__name__", name}, {"i", std::to_string(s % 10)}};
      const Timestamp from =
          s % 3 == 0 ? kStart + static_cast<DurationMs>(random() % 5) * kDay : kStart;
      double value = 0;
      for (Timestamp t = from; t < kEnd; t += kInterval) {
        if (random() % 200 == 0) t += static_cast<DurationMs>(random() % 300) * kInterval;
        value = random() % 40 == 0 ? 0 : value + static_cast<double>(random() % 100) / 3;
        if (random() % 60 == 0) {
          made->Add(labels, t, model::StaleMarker());
        } else if (name == "latency") {
          made->AddHistogram(labels, t,
                             {.schema = 0,
                              .count = value,
                              .sum = 2 * value,
                              .positive_spans = {{.offset = 1, .length = 1}},
                              .positive_buckets = {value}});
        } else {
          made->Add(labels, t, value);
        }
      }
    }
    made->Finish();
    return made;
  }();
  return *source;
}

std::string TextOf(const model::QueryResult& result) {
  std::string text;
  for (const model::Series& series : result.series) {
    text += series.labels.ToString();
    for (size_t i = 0; i < series.times.size(); ++i)
      text += fmt::format(" {}@{}", series.values[i], series.times[i]);
    for (const model::HistogramPoint& point : series.histograms)
      text += fmt::format(" {}/{}@{}", point.histogram->count, point.histogram->sum, point.time);
    text += '\n';
  }
  return text;
}

TEST(StepSlices, GiveWhatOneEvaluationGives) {
  const SpacedSource spaced(Week());
  for (const std::string text : {"a_total",
                                 "gauge offset 7h",
                                 "latency",
                                 "timestamp(gauge)",
                                 "gauge @ end()",
                                 "rate(a_total[1h])",
                                 "increase(a_total[25m] offset 1d)",
                                 "rate(latency[1h])",
                                 "histogram_quantile(0.5, rate(latency[50m]))",
                                 "max_over_time(gauge[1h])",
                                 "quantile_over_time(scalar(count(gauge)) / 20, gauge[1h])",
                                 "rate(a_total[3d])",
                                 "rate(a_total[1h] anchored)",
                                 "rate(a_total[1h] smoothed)",
                                 "a_total smoothed",
                                 "predict_linear(gauge[1h], time() % 1000)",
                                 "absent(a_total{i=\"0\"})",
                                 "max_over_time(sum(rate(a_total[30m]))[1h:10m])",
                                 "sum(rate(a_total[1h])) / count(gauge)",
                                 "count_over_time(latency[1h])",
                                 "resets(latency[2h])"}) {
    SCOPED_TRACE(text);
    const auto expr = ParseExpression(text);
    ASSERT_TRUE(expr.ok()) << expr.error().message;
    for (const DurationMs step : {13 * kMinute, 5 * kHour, 30 * kHour}) {
      const QueryParams params = {.start = kStart, .end = kEnd, .step = step};
      const EngineOptions options = {.lookback = 25 * kMinute};
      const auto once = Evaluate(**expr, Week(), params, options);
      const auto sliced = Evaluate(**expr, spaced, params, options);
      ASSERT_TRUE(once.ok() && sliced.ok());
      EXPECT_EQ(TextOf(*once), TextOf(*sliced));
      EXPECT_EQ(once->annotations.size(), sliced->annotations.size());
    }
  }
}

TEST(StepSlices, CoverAllStepsOnce) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    const Steps steps{.start = kStart,
                      .step = 1 + static_cast<DurationMs>(random() % (2 * kDay)),
                      .count = 1 + random() % 3000};
    const DurationMs reach = static_cast<DurationMs>(random() % (random() % 2 == 0 ? kHour : kDay));
    const auto slices = SlicesOf({.count = 1, .interval = kInterval}, steps, steps.step, reach);
    size_t next = 0;
    for (const StepSlice& slice : slices) {
      ASSERT_EQ(slice.first, next);
      ASSERT_GT(slice.count, 0u);
      ASSERT_EQ(slice.Of(steps).At(0), steps.At(slice.first));
      next += slice.count;
    }
    ASSERT_EQ(next, steps.count);
    if (slices.size() < 2) continue;
    const DurationMs length = static_cast<DurationMs>(slices[0].count) * steps.step;
    ASSERT_GE(2 * length, std::min(16 * reach, 2 * steps.step));
  }
}

TEST(StepSlices, NotWhereWhatIsReadHangsTogether) {
  const Steps month{.start = kStart, .step = kHour, .count = 720};
  EXPECT_GT(SlicesOf({.count = 1, .interval = kInterval}, month, kHour, kHour).size(), 20u);
  EXPECT_EQ(SlicesOf({.count = 1, .interval = 0}, month, kHour, kHour).size(), 1u);
  EXPECT_EQ(SlicesOf({.count = 1, .interval = kInterval, .rollups = {.resolution = kHour}}, month,
                     kHour, kHour)
                .size(),
            1u);
  EXPECT_EQ(SlicesOf({.count = 1, .interval = kInterval}, month, 0, kHour).size(), 1u);
  EXPECT_EQ(SlicesOf({.count = 1, .interval = kInterval}, month, kHour, 3 * kDay).size(), 1u);
}

}  // namespace
}  // namespace plumb::promql
