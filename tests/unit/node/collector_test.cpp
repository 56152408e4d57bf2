#include "node/collector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace plumb::node {
namespace {

TEST(Collectors, EveryRowIsWhole) {
  std::string before;
  for (const Collector* collector : Collectors()) {
    EXPECT_LT(before, collector->name) << "sorted, each name once";
    before = collector->name;
    EXPECT_FALSE(collector->help.empty()) << collector->name;
    EXPECT_NE(collector->collect, nullptr) << collector->name;
    for (const Filter& filter : collector->filters) {
      EXPECT_FALSE(filter.name.empty()) << collector->name;
      EXPECT_FALSE(filter.help.empty()) << collector->name;
    }
  }
  EXPECT_GE(Collectors().size(), 25u);
}

TEST(ChooseCollectors, AllSomeOrAllButSome) {
  EXPECT_EQ(ChooseCollectors({}, {})->size(), Collectors().size());
  const auto two = ChooseCollectors({"uname", "cpu"}, {});
  ASSERT_EQ(two->size(), 2u);
  EXPECT_EQ((*two)[0]->name, "cpu");
  EXPECT_EQ(ChooseCollectors({}, {"cpu"})->size(), Collectors().size() - 1);
  EXPECT_TRUE(ChooseCollectors({"cpu"}, {"cpu"})->empty());
}

TEST(ChooseCollectors, AnswersATypoWithTheNearest) {
  const auto chosen = ChooseCollectors({}, {"memifno"});
  ASSERT_FALSE(chosen.ok());
  EXPECT_EQ(chosen.error().code, Exit::kUsage);
  EXPECT_EQ(chosen.error().message, "unknown collector 'memifno', did you mean 'meminfo'?");
}

TEST(MakeFilters, ChangesReplaceThePatternsOfTheRows) {
  const auto filters = MakeFilters(Collectors(), {"netdev.device-exclude=^a=b$"});
  ASSERT_TRUE(filters.ok());
  EXPECT_FALSE(filters->Matches("netdev", "device-exclude", "lo"));
  EXPECT_TRUE(filters->Matches("netdev", "device-exclude", "a=b"));
  EXPECT_TRUE(filters->Matches("diskstats", "device-exclude", "loop0"));
}

TEST(MakeFilters, SaysWhatIsWrong) {
  const auto error = [](const std::string& change) {
    return MakeFilters(Collectors(), {change}).error().message;
  };
  EXPECT_EQ(error("netdev"), "--filter takes COLLECTOR.FILTER=REGEX, not 'netdev'");
  EXPECT_EQ(error("netdev.device-exlude=x"),
            "unknown filter 'netdev.device-exlude', did you mean 'netdev.device-exclude'?");
  EXPECT_TRUE(error("netdev.device-exclude=(").starts_with("filter 'netdev.device-exclude': "));
}

}  // namespace
}  // namespace plumb::node
