// Rollups: when they are built, and that queries over them say what they said over the samples.
#include "maintenance/rollup.h"

#include <cmath>
#include <random>

#include "promql/engine.h"
#include "promql/parser.h"
#include "store/rollup_marks.h"
#include "store/tier.h"
#include "unit/store/store_fixture.h"

namespace plumb::maintenance {
namespace {

using model::Labels;
using store::Points;

constexpr Timestamp kMidnight = 1'795'046'400'000;

using store::RetentionRules;

const RetentionRules kBoth = {
    {.selector = "", .rollups = {{5 * kMinute, std::nullopt}, {kHour, std::nullopt}}}};

class RollupTest : public store::StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  void SetRules(const RetentionRules& rules) {
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(SaveRetentionRules(*write->txn, environment_->tables(), rules).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  void Compact(Timestamp now) {
    ManualClock clock(now);
    auto report = store::CompactDue(
        *environment_, clock, {.time = kDay, .bytes = UINT64_MAX, .late = store::LateRows::kAny});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(report->done);
  }
  RollupReport Roll(Timestamp now) {
    ManualClock clock(now);
    auto report = RollUp(*environment_, clock, {.time = kDay, .bytes = UINT64_MAX});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : RollupReport{};
  }
  model::QueryResult Ask(const std::string& text, Timestamp start, Timestamp end, DurationMs step,
                         std::optional<DurationMs> tier) {
    const auto expr = promql::ParseExpression(text);
    EXPECT_TRUE(expr.ok()) << text;
    auto result = promql::Evaluate(**expr, Read(), {start, end, step, text}, {.tier = tier});
    EXPECT_TRUE(result.ok()) << result.error().message;
    return result.ok() ? *std::move(result) : model::QueryResult{};
  }
  // Lets go of the samples of a target before a time.
  void DropRaw(Timestamp before) {
    auto write = environment_->BeginWrite();
    std::vector<std::string> keys;
    {
      auto cursor = store::Cursor::Open(*write->txn, environment_->tables().seg);
      for (bool more = *cursor->First(); more; more = *cursor->Next()) {
        const store::SegmentKey key = store::DecodeSegmentKey(cursor->key());
        if (store::IsRaw(key.level) && key.start + store::PeriodLength(key.level) <= before)
          keys.emplace_back(cursor->key());
      }
    }
    for (const auto& key : keys)
      ASSERT_TRUE(write->txn->Delete(environment_->tables().seg, key).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
};

using Answer = std::map<std::string, Points>;
Answer ByLabels(const model::QueryResult& result) {
  Answer answer;
  for (const model::Series& series : result.series)
    for (size_t i = 0; i < series.times.size(); ++i)
      answer[series.labels.ToString()].emplace_back(series.times[i], series.values[i]);
  return answer;
}

// Within so much of what was expected, relatively.
void ExpectClose(const Answer& is, const Answer& wanted, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(is.size(), wanted.size()) << what;
  for (const auto& [labels, points] : wanted) {
    ASSERT_TRUE(is.contains(labels)) << what << labels;
    const Points& got = is.at(labels);
    ASSERT_EQ(got.size(), points.size()) << what << labels;
    for (size_t i = 0; i < points.size(); ++i) {
      ASSERT_EQ(got[i].first, points[i].first) << what << labels;
      const double a = got[i].second;
      const double b = points[i].second;
      if (std::isnan(b)) {
        ASSERT_TRUE(std::isnan(a)) << what << labels;
      } else {
        ASSERT_NEAR(a, b, tolerance * std::fabs(b)) << what << labels << " at " << points[i].first;
      }
    }
  }
}

// A series that is sometimes away, of one of several characters.
class Generated {
 public:
  Generated(std::mt19937_64& random, int kind) : random_(random), kind_(kind) {}
  [[nodiscard]] Labels labels(int i) const {
    constexpr std::array kNames = {"gauge", "walk", "requests_total", "falling_total", "strange"};
    return {{"__name__", kNames[static_cast<size_t>(kind_)]}, {"i", std::to_string(i)}};
  }
  std::optional<double> Next() {
    if (--away_ > 0) return std::nullopt;
    if (random_() % 400 == 0) away_ = static_cast<int>(random_() % 200);
    switch (kind_) {
      case 0:
        return value_ = static_cast<double>(random_() % 1000) / 10 - 20;
      case 1:
        return value_ += std::normal_distribution<double>()(random_);
      case 2:
        if (random_() % 700 == 0) value_ = 0;
        return value_ += static_cast<double>(random_() % 30);
      case 3:
        if (random_() % 40 == 0) value_ = static_cast<double>(random_() % 5);
        return value_ += std::exponential_distribution<double>()(random_);
      default:
        if (random_() % 300 == 0) return std::numeric_limits<double>::quiet_NaN();
        if (random_() % 300 == 0) return -0.0;
        return value_ = static_cast<double>(random_() % 3);
    }
  }

 private:
  std::mt19937_64& random_;
  int kind_;
  int away_ = 0;
  double value_ = 0;
};

struct Function {
  std::string text;  // %s: the range
  double tolerance;
  bool counters;  // only of counters, or of all others
};
const std::vector<Function> kFunctions = {
    {"min_over_time({__name__=~'.+'}[%s])", 0, true},
    {"max_over_time({__name__=~'.+'}[%s])", 0, true},
    {"min_over_time({__name__=~'.+'}[%s])", 0, false},
    {"max_over_time({__name__=~'.+'}[%s])", 0, false},
    {"last_over_time({__name__=~'.+'}[%s])", 0, true},
    {"last_over_time({__name__=~'.+'}[%s])", 0, false},
    {"count_over_time({__name__=~'.+'}[%s])", 0, true},
    {"count_over_time({__name__=~'.+'}[%s])", 0, false},
    {"present_over_time({__name__=~'.+'}[%s])", 0, false},
    {"sum_over_time({__name__=~'.+'}[%s])", 1e-12, false},
    {"avg_over_time({__name__=~'.+'}[%s])", 1e-12, false},
    {"rate({__name__=~'.+'}[%s])", 1e-12, true},
    {"increase({__name__=~'.+'}[%s])", 1e-12, true},
    {"resets({__name__=~'.+'}[%s])", 0, true},
};

class RollupProperty : public RollupTest, public ::testing::WithParamInterface<int> {
 protected:
  static constexpr int kSeries = 20;
  static constexpr int kDays = 2;

  void Fill(std::mt19937_64& random, bool jitter) {
    std::vector<Generated> series;
    for (int i = 0; i < kSeries; ++i) series.emplace_back(random, i % 5);
    std::vector<store::Block> blocks;
    const DurationMs step = 30 * kSecond;
    int away = 0;
    for (Timestamp t = kMidnight; t < kMidnight + kDays * kDay + kHour; t += step) {
      // A target that is not there for a while.
      if (random() % 1000 == 0) away = static_cast<int>(random() % 300);
      if (--away > 0) continue;
      std::vector<In> samples;
      for (int i = 0; i < kSeries; ++i)
        if (const auto value = series[static_cast<size_t>(i)].Next())
          samples.push_back({series[static_cast<size_t>(i)].labels(i), *value});
      const Timestamp time = t + (jitter ? static_cast<Timestamp>(random() % 2000) : 0);
      blocks.push_back(Scrape(time, samples));
      if (blocks.size() == 500) Commit(std::exchange(blocks, {}));
    }
    Commit(std::move(blocks));
  }
  void ExpectSame(const std::string& text, double tolerance, std::optional<DurationMs> tier,
                  DurationMs resolution, int windows) {
    const Timestamp start = kMidnight + windows * resolution;
    const Timestamp end = kMidnight + kDays * kDay;
    const std::string what = text + " ";
    const Answer wanted = ByLabels(Ask(text, start, end, resolution, 0));
    ASSERT_GE(wanted.size(), static_cast<size_t>(kSeries) / 5 * 2) << what;
    ExpectClose(ByLabels(Ask(text, start, end, resolution, tier)), wanted, tolerance, what);
  }
};

TEST_P(RollupProperty, AlignedRangesSayTheSame) {
  std::mt19937_64 random(static_cast<uint64_t>(GetParam()));
  Fill(random, GetParam() % 2 == 0);
  SetRules(kBoth);
  Compact(kMidnight + (kDays + 1) * kDay);
  EXPECT_GE(Roll(kMidnight + kDays * kDay + 2 * kMinute).days, static_cast<uint64_t>(kDays));
  ExpectClean();
  for (const store::Tier& tier : store::kTiers)
    for (const int windows : {1, 3})
      for (const Function& function : kFunctions) {
        std::string text = function.text;
        const std::string range = FormatDuration(tier.resolution * windows);
        text.replace(text.find("%s"), 2, range);
        const std::string names = function.counters ? "'.+_total'" : "'gauge|walk|strange'";
        text.replace(text.find("'.+'"), 4, names);
        ExpectSame(text, function.tolerance, tier.resolution, tier.resolution, windows);
        if (HasFatalFailure()) return;
      }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RollupProperty, ::testing::Range(0, 4));

}  // namespace
}  // namespace plumb::maintenance
