// What a request is made of in words: statistics and thresholds.
#include <cmath>

#include "charts/reducers.h"
#include "charts/thresholds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using scene::Role;

double Of(std::string_view name, std::vector<double> values) {
  Numbers numbers{.values = std::move(values), .times = {}};
  for (size_t i = 0; i < numbers.values.size(); ++i)
    numbers.times.push_back(static_cast<Timestamp>(i * i) * 1000 + 7);
  const auto reduction = Reduction::Find(name);
  EXPECT_TRUE(reduction.ok()) << name;
  return reduction.ok() ? reduction->Of(numbers) : NAN;
}

TEST(Reducers, SayOneNumberOfMany) {
  const std::vector<double> values = {4, 1, 0, 3, 3};
  EXPECT_EQ(Of("min", values), 0);
  EXPECT_EQ(Of("max", values), 4);
  EXPECT_DOUBLE_EQ(Of("mean", values), 2.2);
  EXPECT_EQ(Of("median", values), 3);
  EXPECT_EQ(Of("first", values), 4);
  EXPECT_EQ(Of("last", values), 3);
  EXPECT_EQ(Of("sum", values), 11);
  EXPECT_EQ(Of("count", values), 5);
  EXPECT_EQ(Of("range", values), 4);
  EXPECT_EQ(Of("diff", values), -1);
  EXPECT_EQ(Of("diffperc", values), -25);
  EXPECT_EQ(Of("delta", values), 1 + 0 + 3 + 0);
  EXPECT_DOUBLE_EQ(Of("variance", values), 2.16);
  EXPECT_DOUBLE_EQ(Of("stddev", values), std::sqrt(2.16));
  EXPECT_EQ(Of("logmin", values), 1);
  EXPECT_EQ(Of("changes", values), 3);
  EXPECT_EQ(Of("distinct", values), 4);
  EXPECT_EQ(Of("step", values), 1000);
}

TEST(Reducers, PercentilesLieBetweenTheNearestValues) {
  EXPECT_DOUBLE_EQ(Of("p50", {1, 2}), 1.5);
  EXPECT_DOUBLE_EQ(Of("p75", {0, 1, 2, 3, 4}), 3);
  EXPECT_DOUBLE_EQ(Of("p99.9", {0, 1000}), 999);
}

TEST(Reducers, KnowGrafanasWords) {
  EXPECT_EQ(Of("lastNotNull", {1, 2}), 2);
  EXPECT_EQ(Of("total", {1, 2}), 3);
  EXPECT_EQ(Of("avg", {1, 3}), 2);
  EXPECT_EQ(Of("stdDev", {1, 3}), 1);
}

TEST(Reducers, EveryRowReducesOneValueAndNothing) {
  for (const Reducer& row : Reducers()) {
    EXPECT_TRUE(std::isnan(Of(row.name, {}))) << row.name;
    Of(row.name, {0});
  }
}

TEST(Reducers, AWrongNameIsAnsweredWithTheNearest) {
  for (const std::string_view bad : {"meen", "p0", "p100", "", "p"})
    EXPECT_FALSE(Reduction::Find(bad).ok()) << bad;
  EXPECT_THAT(Reduction::Find("meen").error().message, testing::HasSubstr("did you mean 'mean'"));
  EXPECT_FALSE(ParseReductions("").ok());
  EXPECT_FALSE(ParseReductions("min,,max").ok());
}

TEST(Reducers, HaveTheUnitOfWhatTheySay) {
  const units::Unit bytes = units::FindUnit("bytes");
  EXPECT_EQ(Reduction::Find("max")->TextOf(2048, bytes), units::Text(bytes, 2048));
  EXPECT_EQ(Reduction::Find("count")->TextOf(20, bytes), "20");
  EXPECT_EQ(Reduction::Find("diffperc")->TextOf(20, bytes), "20%");
}

TEST(Thresholds, ColourFromTheirValueOn) {
  const auto read = ParseThresholds("95:critical,80:warning,0:ok");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(InkAt(*read, -1), std::nullopt);
  EXPECT_EQ(InkAt(*read, NAN), std::nullopt);
  EXPECT_EQ(InkAt(*read, 0)->role, Role::kGood);
  EXPECT_EQ(InkAt(*read, 94.9)->role, Role::kWarning);
  EXPECT_EQ(InkAt(*read, 95)->role, Role::kCritical);
  EXPECT_EQ(SignOf(InkAt(*read, 95)), "!!");
  EXPECT_EQ(SignOf(InkAt(*read, 0)), "");
}

TEST(Thresholds, WithoutWordsTheLastIsCritical) {
  const auto read = ParseThresholds("5,9");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)[0].ink.role, Role::kWarning);
  EXPECT_EQ((*read)[1].ink.role, Role::kCritical);
  EXPECT_EQ((*ParseThresholds("7"))[0].ink.role, Role::kWarning);
}

TEST(Thresholds, TakeColours) {
  const auto read = ParseThresholds("1e3:#d62728");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)[0].ink, (scene::Ink{Role::kExact, 0xd62728}));
  EXPECT_EQ((*read)[0].value, 1000);
}

TEST(Thresholds, SayWhatIsWrong) {
  for (const std::string_view bad : {"x", "5:", "5:red", "5:#12", "nan:ok", "5:#12345g"})
    EXPECT_FALSE(ParseThresholds(bad).ok()) << bad;
  EXPECT_THAT(ParseThresholds("5:critcal").error().message,
              testing::HasSubstr("did you mean 'critical'"));
}

}  // namespace
}  // namespace plumb::charts
