#include "formats/measure.h"

#include "gtest/gtest.h"

namespace plumb::formats {
namespace {

struct Case {
  const char* cell;
  double value;
  MeasureKind kind;
};

TEST(ReadMeasure, IsANumberWithAUnit) {
  const Case cases[] = {
      {"45%", 45, MeasureKind::kPercent},
      {"1.5G", 1.5 * 1073741824, MeasureKind::kBytes},
      {"1,5G", 1.5 * 1073741824, MeasureKind::kBytes},
      {"4.0K", 4096, MeasureKind::kBytes},
      {"512MiB", 512 * 1048576.0, MeasureKind::kBytes},
      {"3kB", 3000, MeasureKind::kBytes},
      {"12.3 ms", 12.3 * 1e-3, MeasureKind::kSeconds},
      {"5s", 5, MeasureKind::kSeconds},
      {"-3%", -3, MeasureKind::kPercent},
      {"7 µs", 7e-6, MeasureKind::kSeconds},
  };
  for (const Case& each : cases) {
    const auto measure = ReadMeasure(each.cell);
    ASSERT_TRUE(measure) << each.cell;
    EXPECT_DOUBLE_EQ(measure->value, each.value) << each.cell;
    EXPECT_EQ(measure->kind, each.kind) << each.cell;
  }
}

TEST(ReadMeasureOf, KnowsThousandthsWhereTheyAreMeant) {
  EXPECT_EQ(ReadMeasureOf(MeasureKind::kThousandths, "125m"), 0.125);
  EXPECT_EQ(ReadMeasureOf(MeasureKind::kThousandths, "125"), std::nullopt);
  EXPECT_EQ(ReadMeasureOf(MeasureKind::kBytes, "2Mi"), 2 * 1048576.0);
  EXPECT_EQ(ReadMeasureOf(MeasureKind::kBytes, "2%"), std::nullopt);
  EXPECT_EQ(ReadMeasureOf(MeasureKind::kPlain, "2%"), std::nullopt);
}

TEST(ReadMeasure, IsNothingElse) {
  for (const char* cell : {"", "5", "%", "K", "5 apples", "web1s", "10.0.0.1s", "1,5.5G", "2m",
                           "5%%", "inf%", "1e400s"})
    EXPECT_FALSE(ReadMeasure(cell)) << cell;
}

}  // namespace
}  // namespace plumb::formats
