#include "report/verdict.h"

#include <gtest/gtest.h>

#include "report/format.h"
#include "unit/report/report.h"

namespace plumb::report {
namespace {

TEST(ExitOf, TheFirstOfTheTableWins) {
  const Verdict breach = Breach("b", {Failing({}, 5, 3)});
  EXPECT_EQ(ExitOf(MakeReport({Pass()})), Exit::kYes);
  EXPECT_EQ(ExitOf(MakeReport({Pass(), NoData(Weight::kCounts)})), Exit::kNoData);
  EXPECT_EQ(ExitOf(MakeReport({NoData(Weight::kCounts), breach})), Exit::kNo);
  EXPECT_EQ(ExitOf(MakeReport({breach, Broken(Exit::kStore)})), Exit::kStore);
  EXPECT_EQ(ExitOf(MakeReport({Broken(Exit::kStore), Broken(Exit::kOutside)})), Exit::kOutside);
  EXPECT_EQ(ExitOf(MakeReport({Broken(Exit::kOutside), Broken(Exit::kUsage)})), Exit::kUsage);
  EXPECT_EQ(ExitOf(MakeReport({NoData(Weight::kIgnored), NoData(Weight::kWarns)})), Exit::kYes);
}

TEST(ExitOf, LinesThatWereLeftOutAreNoPass) {
  Report report = MakeReport({Pass()});
  report.remark = "2 lines rejected";
  EXPECT_EQ(ExitOf(report), Exit::kNo);
  report.verdicts.push_back(NoData(Weight::kCounts));
  EXPECT_EQ(ExitOf(report), Exit::kNo);
  report.verdicts.push_back(Broken(Exit::kOutside));
  EXPECT_EQ(ExitOf(report), Exit::kOutside);
}

TEST(NagiosStatus, HasItsOwnTable) {
  const Verdict breach = Breach("b", {Failing({}, 5, 3)});
  EXPECT_EQ(NagiosStatus(MakeReport({Pass()})), 0);
  EXPECT_EQ(NagiosStatus(MakeReport({Pass(), NoData(Weight::kIgnored)})), 0);
  EXPECT_EQ(NagiosStatus(MakeReport({Pass(), NoData(Weight::kWarns)})), 1);
  EXPECT_EQ(NagiosStatus(MakeReport({breach, NoData(Weight::kCounts)})), 2);
  EXPECT_EQ(NagiosStatus(MakeReport({Pass(), NoData(Weight::kCounts)})), 3);
  for (const Exit exit : {Exit::kUsage, Exit::kOutside, Exit::kStore})
    EXPECT_EQ(NagiosStatus(MakeReport({breach, Broken(exit)})), 3);
  Report report = MakeReport({Pass()});
  report.remark = "2 lines rejected";
  EXPECT_EQ(NagiosStatus(report), 1);
  report.verdicts.push_back(NoData(Weight::kCounts));
  EXPECT_EQ(NagiosStatus(report), 3);
}

TEST(WorstFirst, FailuresByHowFarOffTheyAre) {
  Verdict warned = Breach("warned", {Failing({}, 900, 3)});
  warned.weight = Weight::kWarns;
  const Report report =
      MakeReport({Pass(), Breach("little", {Failing({}, 4, 3)}), NoData(Weight::kCounts), warned,
                  Breach("far", {Failing({}, 30, 3)}), Broken(Exit::kOutside)});
  std::vector<std::string> names;
  for (const Verdict* verdict : WorstFirst(report)) names.push_back(verdict->name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"broken", "far", "little", "empty", "warned", "fine"}));
}

}  // namespace
}  // namespace plumb::report
