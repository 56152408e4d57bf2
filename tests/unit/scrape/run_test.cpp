#include "scrape/run.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "formats/stream_writer.h"
#include "scrape/schedule.h"
#include "scrape/target_list.h"

namespace plumb::scrape {
namespace {

constexpr Timestamp kStart = 1'795'343'685'000;

// Answers each target after a time of its own; time passes only while somebody waits.
class FakeFetcher : public Fetcher {
 public:
  explicit FakeFetcher(ManualClock& clock) : clock_(clock) {}

  void Start(const Target& target, Done done) override {
    const std::string& name = target.address.instance;
    starts[name].push_back(clock_.Now());
    waiting_.emplace(clock_.Now() + latency[name], std::move(done));
  }
  Status Run(DurationMs wait) override {
    if (waiting_.empty()) return Ok();
    const Timestamp until = clock_.Now() + wait;
    clock_.SleepUntil(std::min(until, waiting_.begin()->first));
    while (!waiting_.empty() && waiting_.begin()->first <= clock_.Now()) {
      const Done done = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      done({.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = "a 1\n"});
    }
    return Ok();
  }
  [[nodiscard]] size_t in_flight() const override { return waiting_.size(); }

  std::map<std::string, DurationMs> latency;
  std::map<std::string, std::vector<Timestamp>> starts;

 private:
  ManualClock& clock_;
  std::multimap<Timestamp, Done> waiting_;
};

class RunTest : public ::testing::Test {
 protected:
  void Run(const std::vector<std::string>& names, const RunOptions& options) {
    const auto spec = std::make_shared<ScrapeSpec>(ScrapeSpec{.job = "j"});
    targets_ = *ParseTargets(names, spec, {}, nullptr);
    StringOutput out;
    formats::StreamWriter writer(out);
    const RunHooks hooks = {
        .hand_on =
            [this] {
              ++hand_ons_;
              return Ok();
            },
        .stop = [this] { return clock_.Now() >= stop_at_; },
        .on_outcome =
            [this](const Target& target, const Outcome& outcome) {
              times_[target.address.instance].push_back(outcome.time);
              if (on_outcome_) on_outcome_();
            },
        .on_missed = [this](const Target& target,
                            uint64_t ticks) { missed_[target.address.instance] += ticks; }};
    const Status ran = scrape::Run(targets_, options, hooks, fetcher_, writer, clock_);
    EXPECT_TRUE(ran.ok());
    text_ = out.text();
  }

  ManualClock clock_{kStart};
  FakeFetcher fetcher_{clock_};
  Timestamp stop_at_ = INT64_MAX;
  std::function<void()> on_outcome_;
  std::vector<Target> targets_;
  int hand_ons_ = 0;
  std::map<std::string, std::vector<Timestamp>> times_;
  std::map<std::string, uint64_t> missed_;
  std::string text_;
};

TEST_F(RunTest, OnceIsAllTogetherWithOneTime) {
  fetcher_.latency = {{"a:1", 100}, {"b:1", 300}};
  Run({"a:1", "b:1"}, {});
  EXPECT_EQ(times_["a:1"], std::vector<Timestamp>{kStart});
  EXPECT_EQ(times_["b:1"], std::vector<Timestamp>{kStart});
  EXPECT_EQ(clock_.Now(), kStart + 300);
}

TEST_F(RunTest, LaterRoundsAreAtTheTicksOfEachTarget) {
  Run({"a:1", "b:1"}, {.every = 10'000, .count = 4});
  for (const Target& target : targets_) {
    const auto& times = times_[target.address.instance];
    ASSERT_EQ(times.size(), 4u);
    const DurationMs offset = OffsetOf(target.Hash(), 10'000);
    EXPECT_GE(times[1] - times[0], 5000);
    for (size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] % 10'000, offset);
    EXPECT_EQ(times[3] - times[1], 20'000);
  }
  EXPECT_TRUE(missed_.empty());
}

TEST_F(RunTest, ASlowTargetDelaysNobodyAndItsMissedTicksAreCounted) {
  fetcher_.latency = {{"slow:1", 25'000}};
  Run({"slow:1", "fast:1"}, {.every = 10'000, .duration = 60'000});
  const auto& fast = fetcher_.starts["fast:1"];
  ASSERT_GE(fast.size(), 6u);
  for (size_t i = 2; i < fast.size(); ++i) EXPECT_EQ(fast[i] - fast[i - 1], 10'000);
  EXPECT_EQ(missed_.count("fast:1"), 0u);
  EXPECT_GE(missed_["slow:1"], 3u);
  EXPECT_LE(fetcher_.starts["slow:1"].size(), 3u);
}

TEST_F(RunTest, ATargetThatTakesAllItsTimeIsAskedAtEachTick) {
  fetcher_.latency = {{"hangs:1", 10'003}};
  Run({"hangs:1"}, {.every = 10'000, .duration = 65'000});
  const auto& starts = fetcher_.starts["hangs:1"];
  ASSERT_GE(starts.size(), 6u);
  for (size_t i = 2; i < starts.size(); ++i) EXPECT_LE(starts[i] - starts[i - 1], 10'010);
  EXPECT_LE(missed_["hangs:1"], 1u);  // the first tick comes while the first scrape goes on
}

// The tick after the last scrape was noted down while the one before it was late.
TEST_F(RunTest, ALateScrapeThatIsTheLastIsTheLast) {
  fetcher_.latency = {{"hangs:1", 10'003}};
  on_outcome_ = [this] {
    if (times_["hangs:1"].size() == 3) fetcher_.latency["hangs:1"] = 5;
  };
  Run({"hangs:1"}, {.every = 10'000, .count = 4});
  EXPECT_EQ(fetcher_.starts["hangs:1"].size(), 4u);
}

TEST_F(RunTest, AClockThatIsSetBackKeepsNobodyWaiting) {
  on_outcome_ = [this] {
    if (times_["a:1"].size() == 3) clock_.Advance(-kHour);
  };
  Run({"a:1"}, {.every = 10'000, .count = 5});
  const auto& times = times_["a:1"];
  ASSERT_EQ(times.size(), 5u);
  EXPECT_LE(times[3], times[2] - kHour + 10'000);
  EXPECT_EQ(times[4] - times[3], 10'000);
}

TEST_F(RunTest, NothingBeginsAfterTheDuration) {
  Run({"a:1"}, {.every = 1000, .duration = 3500});
  EXPECT_LE(fetcher_.starts["a:1"].back(), kStart + 3500);
  EXPECT_GE(fetcher_.starts["a:1"].size(), 3u);
}

TEST_F(RunTest, AWishToStopWaitsForWhatIsInFlight) {
  fetcher_.latency = {{"a:1", 700}};
  stop_at_ = kStart + 100;
  Run({"a:1"}, {.every = 1000});
  EXPECT_EQ(times_["a:1"].size(), 1u);
  EXPECT_EQ(hand_ons_, 1);
}

TEST_F(RunTest, BlocksAreHandedOnTogether) {
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("t" + std::to_string(i) + ":1");
  Run(names, {});
  EXPECT_EQ(hand_ons_, 1);
  hand_ons_ = 0;
  Run(names, {.every = 10'000, .count = 2, .gather = 1000});
  EXPECT_LE(hand_ons_, 25);
  EXPECT_GE(hand_ons_, 5);
}

TEST_F(RunTest, AnErrorOfTheSinkEndsIt) {
  class FullSink : public model::SampleSink {
   public:
    Status OnSample(const model::StreamSample&) override { return Error{Exit::kStore, "full"}; }
  } sink;
  const auto spec = std::make_shared<ScrapeSpec>(ScrapeSpec{.job = "j"});
  const auto targets = *ParseTargets({"a:1"}, spec, {}, nullptr);
  const RunHooks hooks = {.hand_on = [] { return Ok(); },
                          .stop = [] { return false; },
                          .on_outcome = [](const Target&, const Outcome&) {},
                          .on_missed = [](const Target&, uint64_t) {}};
  const Status ran = scrape::Run(targets, {.every = 1000}, hooks, fetcher_, sink, clock_);
  ASSERT_FALSE(ran.ok());
  EXPECT_EQ(ran.error().code, Exit::kStore);
}

}  // namespace
}  // namespace plumb::scrape
