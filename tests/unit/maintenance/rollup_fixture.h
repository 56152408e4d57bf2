// A store whose samples are rolled up, and answers over it to be compared.
#pragma once

#include <cmath>

#include "maintenance/rollup.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "store/tier.h"
#include "unit/store/store_fixture.h"

namespace plumb::maintenance {

using model::Labels;
using store::Points;

inline constexpr Timestamp kMidnight = 1'795'046'400'000;

using store::RetentionRules;

inline const RetentionRules kBoth = {
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
inline Answer ByLabels(const model::QueryResult& result) {
  Answer answer;
  for (const model::Series& series : result.series)
    for (size_t i = 0; i < series.times.size(); ++i)
      answer[series.labels.ToString()].emplace_back(series.times[i], series.values[i]);
  return answer;
}

// Within so much of what was expected, relatively.
inline void ExpectClose(const Answer& is, const Answer& wanted, double tolerance,
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

}  // namespace plumb::maintenance
