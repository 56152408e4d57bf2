// Over generated series, queries over rollups say what they said over the samples.
#include <random>

#include "rollup_fixture.h"

namespace plumb::maintenance {
namespace {

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
INSTANTIATE_TEST_SUITE_P(Seeds, RollupProperty, ::testing::Range(0, 3));

// Both tiers know of times that samples are still there for; which of them is asked must not show.
TEST_P(RollupProperty, WhatIsLetGoIsReadFromRollups) {
  std::mt19937_64 random(static_cast<uint64_t>(GetParam()) + 100);
  Fill(random, GetParam() % 2 == 0);
  SetRules(kBoth);
  Compact(kMidnight + (kDays + 1) * kDay);
  Roll(kMidnight + (kDays + 1) * kDay);
  const Timestamp start = kMidnight + 3 * kHour;
  const Timestamp end = kMidnight + kDays * kDay;
  const std::vector<Function> functions = {
      {"min_over_time({__name__=~'.+'}[3h])", 0, false},
      {"max_over_time({__name__=~'.+'}[1h])", 0, false},
      {"count_over_time({__name__=~'.+'}[3h])", 0, false},
      {"last_over_time({__name__=~'.+'}[1h])", 0, false},
      {"sum_over_time({__name__=~'gauge|walk|strange'}[2h])", 1e-12, false},
      {"avg_over_time({__name__=~'gauge|walk|strange'}[2h])", 1e-12, false},
      {"rate({__name__=~'.+_total'}[1h])", 1e-12, false},
      {"increase({__name__=~'.+_total'}[4h])", 1e-12, false},
      {"resets({__name__=~'.+_total'}[2h])", 0, false},
  };
  std::vector<Answer> wanted;
  for (const Function& function : functions)
    wanted.push_back(ByLabels(Ask(function.text, start, end, kHour, std::nullopt)));
  for (const Timestamp before :
       {kMidnight + kDay / 2, kMidnight + kDay, kMidnight + kDay + kHour}) {
    DropRaw(before);
    ExpectClean();
    for (size_t i = 0; i < functions.size(); ++i) {
      const auto result = Ask(functions[i].text, start, end, kHour, std::nullopt);
      ExpectClose(ByLabels(result), wanted[i], functions[i].tolerance, functions[i].text);
      ASSERT_EQ(result.annotations.size(), 1u) << functions[i].text;
      EXPECT_NE(result.annotations[0].text.find("5m rollups"), std::string::npos);
    }
  }
  if (HasFatalFailure()) return;
  // Ends that are in the middle of a coarser window ask nothing of it.
  const auto finer = ByLabels(Ask("rate({__name__=~'.+_total'}[1h])", start + 35 * kMinute,
                                  end - 25 * kMinute, kHour, 5 * kMinute));
  const auto any = ByLabels(Ask("rate({__name__=~'.+_total'}[1h])", start + 35 * kMinute,
                                kMidnight + kDay - 25 * kMinute, kHour, std::nullopt));
  for (const auto& [labels, points] : any)
    for (const auto& point : points) {
      const Points& of = finer.at(labels);
      EXPECT_NE(std::find(of.begin(), of.end(), point), of.end()) << labels << " " << point.first;
    }
  // Then of 5m rollups, too.
  auto write = environment_->BeginWrite();
  for (const store::TierColumn column : store::kTierColumns)
    ASSERT_TRUE(store::ReplacePeriod(
                    *write->txn, environment_->tables(),
                    {.level = store::kTiers[0].LevelOf(column), .target = 1, .start = kMidnight},
                    {})
                    .ok());
  ASSERT_TRUE(write->txn->Commit().ok());
  for (size_t i = 0; i < functions.size(); ++i) {
    const auto result = Ask(functions[i].text, start, end, kHour, std::nullopt);
    ExpectClose(ByLabels(result), wanted[i], functions[i].tolerance, functions[i].text);
    ASSERT_EQ(result.annotations.size(), 1u);
    EXPECT_NE(result.annotations[0].text.find("are 1h rollups"), std::string::npos);
  }
}

}  // namespace
}  // namespace plumb::maintenance
