// The kernels that skip work against the plain definition of their function, on generated columns.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "promql/function.h"

namespace plumb::promql {
namespace {

struct Column {
  std::string what;
  std::vector<Timestamp> times;
  std::vector<double> values;
};

// Times about 15 s apart, some missing.
std::vector<Timestamp> RandomTimes(std::mt19937& random, size_t count) {
  std::vector<Timestamp> times;
  Timestamp t = 1'000'000;
  for (size_t i = 0; i < count; ++i) {
    t += 15'000 + static_cast<Timestamp>(random() % 20) - 10;
    if (random() % 11 == 0) t += 15'000 * static_cast<Timestamp>(random() % 40);
    times.push_back(t);
  }
  return times;
}

double RandomValue(std::mt19937& random, const std::string& what, double before) {
  const auto small = static_cast<double>(random() % 100);
  if (what == "counter") return random() % 50 == 0 ? small : before + small;
  if (what == "integers") return small - 50;
  if (what == "halves") return small / 2 - 20;
  if (what == "constant") return 7;
  if (what == "zeros") return random() % 2 == 0 ? 0.0 : -0.0;
  if (what == "decimals") return std::round(small * 37 + before) / 100;
  // Sums of what follows the large ones have none of their digits in them.
  if (what == "fading") return random() % 40 == 0 ? 1e15 : small * 1e-9;
  if (what == "cancelling") return random() % 2 == 0 ? small * 0.1 : -before;
  if (what == "floats") return small * 1.1e-3 + before * 0.5;
  if (what == "huge") return (random() % 2 == 0 ? 1 : -1) * 1e308;
  if (random() % 7 == 0) return std::numeric_limits<double>::quiet_NaN();
  if (random() % 9 == 0) return -std::numeric_limits<double>::infinity();
  if (random() % 9 == 0) return std::numeric_limits<double>::infinity();
  return small;
}

std::vector<Column> RandomColumns(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Column> columns;
  for (const char* what : {"counter", "integers", "halves", "constant", "zeros", "decimals",
                           "fading", "cancelling", "floats", "huge", "specials"}) {
    Column column{.what = what, .times = RandomTimes(random, random() % 300), .values = {}};
    double value = 0;
    for (size_t i = 0; i < column.times.size(); ++i) {
      value = RandomValue(random, what, value);
      column.values.push_back(value);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<WindowGrid> Grids() {
  const Steps steps{.start = 900'000, .step = 60'000, .count = 80};
  return {
      {.steps = steps, .first_to = steps.start, .to_step = steps.step, .range = 300'000},
      {.steps = steps, .first_to = steps.start - 7'000, .to_step = steps.step, .range = 31'000},
      {.steps = steps, .first_to = steps.start, .to_step = steps.step, .range = 3'600'000},
      {.steps = steps, .first_to = 2'000'000, .to_step = 0, .range = 600'000},
      {.steps = {.start = 1'500'000}, .first_to = 1'500'000, .to_step = 0, .range = 300'000},
  };
}

bool SameBits(double a, double b) {
  if (IsAbsent(a) || IsAbsent(b)) return IsAbsent(a) && IsAbsent(b);
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

using Same = bool (*)(double, double);

Same SameFor(const FunctionRow& row) {
  // Which of two equal zeros a quantile meets is not defined.
  if (row.quantile_arg >= 0) return [](double a, double b) { return a == b || SameBits(a, b); };
  return SameBits;
}

// A quantile a step, with some that are none.
std::vector<std::vector<double>> RandomScalars(unsigned seed, size_t steps) {
  std::mt19937 random(seed);
  std::vector<double> phi;
  for (size_t k = 0; k < steps; ++k) phi.push_back(static_cast<double>(random() % 120) / 100 - 0.1);
  phi[0] = std::numeric_limits<double>::quiet_NaN();
  return {phi};
}

TEST(Kernel, GivesWhatThePlainFunctionGives) {
  size_t compared = 0;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    for (const Column& column : RandomColumns(seed)) {
      for (const WindowGrid& grid : Grids()) {
        const WindowPlan plan(column.times, grid);
        const auto scalars = RandomScalars(seed, grid.steps.count);
        const SeriesWindows windows{.plan = plan, .values = column.values, .scalars = scalars};
        for (const FunctionRow* row : AllFunctions()) {
          if (row->kernel == nullptr) continue;
          std::vector<double> got(grid.steps.count);
          row->kernel(windows, got.data());
          const Same same = SameFor(*row);
          for (size_t k = 0; k < got.size(); ++k) {
            double scratch = 0;
            const double expected =
                plan.count(k) == 0 ? Absent() : row->window(windows.At(k, &scratch));
            ASSERT_TRUE(same(expected, got[k]))
                << row->name << " of " << column.what << ", seed " << seed << ", step " << k << ": "
                << expected << " and " << got[k];
            ++compared;
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 1'000'000u);
}

TEST(WindowPlan, HoldsTheSamplesAfterTheStartUpToTheEnd) {
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    const std::vector<Timestamp> times = RandomTimes(random, random() % 200);
    for (WindowGrid grid : Grids()) {
      grid.before = round % 2 == 0 ? 0 : 60'000;
      grid.after = round % 3 == 0 ? 45'000 : 0;
      const WindowPlan plan(times, grid);
      for (size_t k = 0; k < grid.steps.count; ++k) {
        const Timestamp to = grid.To(k);
        size_t inside = 0;
        for (const Timestamp t : times)
          if (t > to - grid.range - grid.before && t <= to + grid.after) ++inside;
        ASSERT_EQ(plan.count(k), inside);
        if (inside > 0) {
          ASSERT_GT(times[plan.begin(k)], to - grid.range - grid.before);
        }
      }
    }
  }
}

}  // namespace
}  // namespace plumb::promql
