#include "node/machine.h"

#include <gtest/gtest.h>

#include "tree.h"

namespace plumb::node {
namespace {

TEST(Machine, ReadsAFileOfProcOnce) {
  Tree tree;
  tree.Write("proc/stat", "first");
  const Filters filters;
  Machine machine(tree.roots(), filters, kNoon, TimeZone::Utc());
  const auto first = machine.Proc("stat");
  tree.Write("proc/stat", "second");
  const auto second = machine.Proc("stat");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->get(), "first");
  EXPECT_EQ(&first->get(), &second->get());
}

TEST(Machine, TellsAnAbsentFileFromOneThatCannotBeRead) {
  Tree tree;
  tree.Write("sys/folder/file", "x");
  const Filters filters;
  Machine machine(tree.roots(), filters, kNoon, TimeZone::Utc());
  EXPECT_EQ(machine.Proc("nothing").error().code, Exit::kNoData);
  EXPECT_EQ(machine.Sys("nothing").error().code, Exit::kNoData);
  EXPECT_EQ(machine.ListSys("nothing").error().code, Exit::kNoData);
  EXPECT_EQ(machine.Sys("folder").error().code, Exit::kOutside);
  EXPECT_EQ(machine.ListSys("folder/file").error().code, Exit::kOutside);
}

TEST(Machine, PathsOfTheRoot) {
  const Filters filters;
  Roots roots;
  Machine here(roots, filters, kNoon, TimeZone::Utc());
  EXPECT_EQ(here.RootPath("/home"), "/home");
  roots.root = "/host";
  EXPECT_EQ(here.RootPath("/home"), "/host/home");
  EXPECT_EQ(here.SysPath("class"), "/sys/class");
}

}  // namespace
}  // namespace plumb::node
