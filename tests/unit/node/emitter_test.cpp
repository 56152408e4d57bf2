#include "node/emitter.h"

#include <gtest/gtest.h>

namespace plumb::node {
namespace {

using model::MetricType;

TEST(Emitter, SortsFamiliesByNameAndSamplesByLabels) {
  Emitter out;
  out.Gauge("b", "B.", 1, {{"x", "2"}});
  out.Counter("a_total", "A.", 2);
  out.Gauge("b", "other help", 3, {{"x", "1"}});
  const auto families = out.Take();
  ASSERT_EQ(families.size(), 2u);
  EXPECT_EQ(families[0].name, "a_total");
  EXPECT_EQ(families[0].type, MetricType::kCounter);
  EXPECT_EQ(families[1].help, "B.");
  EXPECT_EQ(families[1].points[0].labels.ToString(), R"(b{x="1"})");
  EXPECT_EQ(families[1].points[1].value, 1);
  EXPECT_TRUE(out.Take().empty());
}

TEST(Emitter, LeavesTheOrderOfBuckets) {
  Emitter out;
  for (const char* bound : {"0.5", "10", "+Inf"})
    out.Find("h", MetricType::kHistogram, "H.")
        .points.push_back({{{model::kMetricName, "h_bucket"}, {"le", bound}}, 1});
  const auto families = out.Take();
  ASSERT_EQ(families.size(), 1u);
  EXPECT_EQ(families[0].points[1].labels.Get("le"), "10");
  EXPECT_EQ(families[0].points[2].labels.Get("le"), "+Inf");
}

}  // namespace
}  // namespace plumb::node
