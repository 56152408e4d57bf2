#include "scrape/target_labels.h"

#include <gtest/gtest.h>

namespace plumb::scrape {
namespace {

using model::Labels;

const Labels kTarget = {{"instance", "web1:9100"}, {"job", "node"}};

TEST(TargetLabels, AreAdded) {
  EXPECT_EQ(WithTargetLabels({{"__name__", "a"}, {"x", "1"}}, kTarget, false).ToString(),
            R"(a{instance="web1:9100",job="node",x="1"})");
}

TEST(TargetLabels, AClashIsKeptAsExported) {
  EXPECT_EQ(WithTargetLabels({{"__name__", "a"}, {"job", "x"}}, kTarget, false).ToString(),
            R"(a{exported_job="x",instance="web1:9100",job="node"})");
}

TEST(TargetLabels, ThePrefixIsRepeatedUntilTheNameIsFree) {
  EXPECT_EQ(
      WithTargetLabels({{"__name__", "a"}, {"job", "x"}, {"exported_job", "y"}}, kTarget, false)
          .ToString(),
      R"(a{exported_exported_job="x",exported_job="y",instance="web1:9100",job="node"})");
}

// Prometheus scrape_test.go, TestScrapeLoopAppend: both names clash.
TEST(TargetLabels, OfTwoClashesTheShorterNameIsMovedFirst) {
  const Labels target = {{"foo", "3"}, {"exported_foo", "2"}};
  EXPECT_EQ(
      WithTargetLabels({{"__name__", "m"}, {"foo", "1"}, {"exported_foo", "0"}}, target, false)
          .ToString(),
      R"(m{exported_exported_exported_foo="0",exported_exported_foo="1",exported_foo="2",foo="3"})");
}

TEST(TargetLabels, HonorLabelsKeepsThePage) {
  EXPECT_EQ(WithTargetLabels({{"__name__", "a"}, {"job", "x"}}, kTarget, true).ToString(),
            R"(a{instance="web1:9100",job="x"})");
}

}  // namespace
}  // namespace plumb::scrape
