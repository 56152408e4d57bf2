// Bands of stacked series: sums, shares, gaps, and what is below zero.
#include "charts/stack.h"

#include <cmath>

#include "charts/chart.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::charts {
namespace {

using testing::ElementsAre;

model::Series At(std::vector<Timestamp> times, std::vector<double> values) {
  return {.labels = {}, .times = std::move(times), .values = std::move(values)};
}

std::vector<Band> Stack(const std::vector<model::Series>& series,
                        Stacking stacking = Stacking::kValues) {
  std::vector<const model::Series*> pointers;
  for (const model::Series& each : series) pointers.push_back(&each);
  return StackBands(pointers, stacking, {.step = 10});
}

TEST(StackBands, SumsUpwards) {
  const auto bands = Stack({At({0, 10}, {1, 2}), At({0, 10}, {3, 4})});
  ASSERT_EQ(bands[1].pieces.size(), 1u);
  // Both begin at 0 and end at 10, so each of these times has one place within.
  EXPECT_THAT(bands[0].pieces[0], ElementsAre(BandPoint{0, 0, 1}, BandPoint{10, 0, 2}));
  EXPECT_THAT(bands[1].pieces[0], ElementsAre(BandPoint{0, 1, 4}, BandPoint{10, 2, 6}));
}

TEST(StackBands, NegativeValuesGoDown) {
  const auto bands = Stack({At({0, 10}, {1, 1}), At({0, 10}, {-3, -3}), At({0, 10}, {-1, -1})});
  EXPECT_THAT(bands[1].pieces[0], ElementsAre(BandPoint{0, 0, -3}, BandPoint{10, 0, -3}));
  EXPECT_THAT(bands[2].pieces[0], ElementsAre(BandPoint{0, -3, -4}, BandPoint{10, -3, -4}));
}

TEST(StackBands, AGapAddsNothing) {
  const auto bands =
      Stack({At({0, 10, 40, 50}, {5, 5, 5, 5}), At({0, 10, 20, 30, 40, 50}, {1, 1, 1, 1, 1, 1})});
  EXPECT_EQ(bands[0].pieces.size(), 2u);
  EXPECT_THAT(bands[1].pieces[0],
              ElementsAre(BandPoint{0, 5, 6}, BandPoint{10, 5, 6}, BandPoint{10, 0, 1},
                          BandPoint{20, 0, 1}, BandPoint{30, 0, 1}, BandPoint{40, 0, 1},
                          BandPoint{40, 5, 6}, BandPoint{50, 5, 6}));
}

TEST(StackBands, BetweenSamplesCountsTheLine) {
  const auto bands = Stack({At({0, 10}, {0, 10}), At({0, 5, 10}, {1, 1, 1})});
  EXPECT_THAT(bands[1].pieces[0],
              ElementsAre(BandPoint{0, 0, 1}, BandPoint{5, 5, 6}, BandPoint{10, 10, 11}));
}

TEST(StackBands, ALoneSampleIsAPieceAndLiftsNobody) {
  const auto bands = Stack({At({10}, {7}), At({0, 10, 20}, {1, 1, 1})});
  EXPECT_THAT(bands[0].pieces, ElementsAre(ElementsAre(BandPoint{10, 0, 7})));
  for (const BandPoint& point : bands[1].pieces[0]) EXPECT_EQ(point.high, 1);
}

TEST(StackBands, SharesAreOfAllSizes) {
  const auto bands =
      Stack({At({0, 10}, {1, 0}), At({0, 10}, {2, 0}), At({0, 10}, {-1, 0})}, Stacking::kPercent);
  EXPECT_THAT(bands[0].pieces[0], ElementsAre(BandPoint{0, 0, 25}, BandPoint{10, 0, 0}));
  EXPECT_THAT(bands[1].pieces[0], ElementsAre(BandPoint{0, 25, 75}, BandPoint{10, 0, 0}));
  EXPECT_THAT(bands[2].pieces[0], ElementsAre(BandPoint{0, 0, -25}, BandPoint{10, 0, 0}));
}

TEST(Draw, RefusesWhatCannotBeStacked) {
  Data data;
  data.series = {At({0, 10}, {1, 2})};
  Request request;
  request.stack = Stacking::kValues;
  request.type = "step";
  EXPECT_EQ(Draw(data, request).error().code, Exit::kUsage);
  request.type = "area";
  EXPECT_TRUE(Draw(data, request).ok());
  request.scale = ValueScale::kLog;
  EXPECT_EQ(Draw(data, request).error().code, Exit::kUsage);
}

}  // namespace
}  // namespace plumb::charts
