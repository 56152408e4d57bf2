// Accumulators against sums and means taken one value after the other.
#include "promql/aggregator.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "base/compensated_sum.h"
#include "promql/natural_order.h"
#include "promql/quantile.h"

namespace plumb::promql {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double Random(std::mt19937& random) {
  switch (random() % 40) {
    case 0:
      return Absent();
    case 1:
      return random() % 20 == 0 ? kInfinity : 0.0;
    case 2:
      return random() % 20 == 0 ? kNan : -0.0;
    case 3:
      return random() % 4 == 0 ? 1e300 : 1e-300;
    default:
      return std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 60) - 50) *
             (random() % 2 == 0 ? 1 : -1);
  }
}

bool Same(double a, double b) {
  if (IsAbsent(a) || IsAbsent(b)) return IsAbsent(a) && IsAbsent(b);
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

TEST(Sum, IsNeumaiersToTheBit) {
  std::mt19937 random(3);
  constexpr size_t kSteps = 500;
  const auto accumulator = FindAggregator("sum")->accumulate(kSteps);
  std::vector<CompensatedSum> expected(kSteps, CompensatedSum{.sum = -0.0});
  std::vector<bool> seen(kSteps);
  for (int series = 0; series < 50; ++series) {
    std::vector<double> values(kSteps);
    for (size_t k = 0; k < kSteps; ++k) {
      values[k] = Random(random);
      if (IsAbsent(values[k])) continue;
      expected[k].Add(values[k]);
      seen[k] = true;
    }
    accumulator->Add(values);
  }
  std::vector<double> got(kSteps);
  accumulator->Finish({}, got);
  for (size_t k = 0; k < kSteps; ++k)
    ASSERT_TRUE(Same(got[k], seen[k] ? expected[k].Value() : Absent())) << k;
}

TEST(Sum, OfNothingIsNothing) {
  for (const AggregatorRow* row : AllAggregators()) {
    if (row->accumulate == nullptr) continue;
    const auto accumulator = row->accumulate(2);
    accumulator->Add(std::vector<double>{Absent(), 1});
    std::vector<double> got(2);
    accumulator->Finish(std::vector<double>{0.5, 0.5}, got);
    EXPECT_TRUE(IsAbsent(got[0])) << row->name;
    EXPECT_FALSE(IsAbsent(got[1])) << row->name;
  }
}

TEST(CompensatedMean, StaysFiniteWhereTheSumDoesNot) {
  CompensatedMean mean;
  for (int i = 0; i < 4; ++i) mean.Add(1.7e308);
  EXPECT_DOUBLE_EQ(mean.Value(), 1.7e308);
}

TEST(CompensatedSum, KeepsWhatPlainAddingLoses) {
  CompensatedSum sum;
  for (const double v : {1.0, 1e100, 1.0, -1e100}) sum.Add(v);
  EXPECT_EQ(sum.Value(), 2);
}

TEST(Quantile, IsLinearBetweenRanks) {
  std::vector<double> values = {3, 1, 2, 4};
  EXPECT_EQ(Quantile(0.5, values), 2.5);
  EXPECT_EQ(Quantile(0, values), 1);
  EXPECT_EQ(Quantile(1, values), 4);
  EXPECT_EQ(Quantile(-0.1, values), -kInfinity);
  EXPECT_EQ(Quantile(1.1, values), kInfinity);
  EXPECT_TRUE(std::isnan(Quantile(kNan, values)));
  std::vector<double> with_nan = {kNan, 5, 7};
  EXPECT_EQ(Quantile(0.5, with_nan), 5);
  EXPECT_TRUE(std::isnan(Quantile(0, with_nan)));
}

TEST(NaturalOrder, ComparesNumbersAsNumbers) {
  EXPECT_TRUE(NaturalLess("node2", "node10"));
  EXPECT_FALSE(NaturalLess("node10", "node2"));
  EXPECT_TRUE(NaturalLess("", "a"));
  EXPECT_FALSE(NaturalLess("a", "a"));
  EXPECT_TRUE(NaturalLess("a1b2", "a1b11"));
  EXPECT_TRUE(NaturalLess("v9", "v0010"));
  EXPECT_TRUE(NaturalLess("99999999999999999999998", "99999999999999999999999"));
}

}  // namespace
}  // namespace plumb::promql
