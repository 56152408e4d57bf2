#include "node/collect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "source_dir.h"
#include "tree.h"

namespace plumb::node {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kFixtures = plumb::tests::SourceDir() / "tests/unit/node/fixtures";

// Those that ask the kernel directly, and what depends on the disk under the test.
const std::vector<std::string> kOfThisMachine = {"filesystem", "timex", "uname"};

Page CollectFixture(const std::string& name, const std::vector<std::string>& without) {
  const Roots roots = {.proc = kFixtures / name / "proc",
                       .sys = kFixtures / name / "sys",
                       .root = kFixtures / name / "root",
                       .udev = kFixtures / name / "udev",
                       .textfiles = ""};
  const Filters filters = DefaultFilters();
  Machine machine(roots, filters, kNoon, TimeZone::Utc());
  ManualClock clock(kNoon);
  return Collect(*ChooseCollectors({}, without), machine, clock);
}

// The whole page of a small machine. To renew web1.page after a change, copy the file that is
// named.
TEST(Collect, TheWholePageOfASmallMachine) {
  PageText page;
  ASSERT_TRUE(WriteBare(CollectFixture("web1", kOfThisMachine), page).ok());
  std::ifstream file(kFixtures / "web1.page");
  const std::string expected((std::istreambuf_iterator<char>(file)), {});
  if (page.text() == expected) return;
  const auto seen = std::filesystem::temp_directory_path() / "web1.page";
  std::ofstream(seen) << page.text();
  ADD_FAILURE() << "the page differs from web1.page; what was seen is in " << seen;
}

TEST(Collect, AFailureIsOneSampleAndDisturbsNobody) {
  Tree tree;
  tree.Write("proc/loadavg", "0.1 0.2 0.3 1/2 3\n").Write("proc/meminfo", "MemTotal: lots kB\n");
  const Filters filters = DefaultFilters();
  Machine machine(tree.roots(), filters, kNoon, TimeZone::Utc());
  ManualClock clock(kNoon);
  const Page page =
      Collect(*ChooseCollectors({"loadavg", "meminfo", "vmstat"}, {}), machine, clock);
  PageText text;
  ASSERT_TRUE(WriteBare(page, text).ok());
  EXPECT_THAT(text.text(), HasSubstr("node_load1 0.1\n"));
  EXPECT_THAT(text.text(), HasSubstr(R"(node_scrape_collector_success{collector="loadavg"} 1)"));
  EXPECT_THAT(text.text(), HasSubstr(R"(node_scrape_collector_success{collector="meminfo"} 0)"));
  EXPECT_THAT(text.text(), HasSubstr(R"(node_scrape_collector_success{collector="vmstat"} 0)"));
  ASSERT_EQ(page.outcomes.size(), 3u);
  EXPECT_EQ(page.outcomes[1].status.error().code, Exit::kOutside);
  EXPECT_EQ(page.outcomes[1].status.error().message, "'lots' in meminfo is not a number");
  EXPECT_EQ(page.outcomes[2].status.error().code, Exit::kNoData);
  EXPECT_EQ(page.samples(), text.samples());
}

TEST(Collect, AnEmptyMachineIsAPageToo) {
  Tree tree;
  const Filters filters = DefaultFilters();
  Machine machine(tree.roots(), filters, kNoon, TimeZone::Utc());
  ManualClock clock(kNoon);
  const Page page = Collect(Collectors(), machine, clock);
  for (const Outcome& outcome : page.outcomes)
    EXPECT_TRUE(outcome.status.ok() || outcome.status.error().code == Exit::kNoData)
        << outcome.collector;
}

// Files cut anywhere: whatever is left is read or refused, and every value that is emitted is a
// number of a line that was whole or cut inside its last number.
TEST(Collect, FilesCutAnywhereDoNoHarm) {
  const Filters filters = DefaultFilters();
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(kFixtures / "web1" / "proc")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    const std::string whole((std::istreambuf_iterator<char>(file)), {});
    const std::string name = entry.path().lexically_relative(kFixtures / "web1");
    for (size_t size = 0; size < whole.size(); size += 1 + size / 4) {
      Tree tree;
      tree.Write(name, whole.substr(0, size));
      Machine machine(tree.roots(), filters, kNoon, TimeZone::Utc());
      ManualClock clock(kNoon);
      PageText text;
      ASSERT_TRUE(WriteBare(Collect(Collectors(), machine, clock), text).ok());
    }
  }
}

}  // namespace
}  // namespace plumb::node
