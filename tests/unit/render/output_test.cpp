#include "render/output.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::render {
namespace {

using testing::HasSubstr;

TEST(ParseDestination, ReadsNamesAndFiles) {
  EXPECT_EQ(ParseDestination("")->type->name, "terminal");
  EXPECT_EQ(ParseDestination("svg")->path, "");
  EXPECT_EQ(ParseDestination("cpu.svg")->type->name, "svg");
  EXPECT_EQ(ParseDestination("/tmp/a.b/cpu.svg")->path, "/tmp/a.b/cpu.svg");
  EXPECT_EQ(ParseDestination("svg=cpu.out")->path, "cpu.out");
  EXPECT_EQ(ParseDestination("terminal=./x")->type->name, "terminal");
  EXPECT_EQ(ParseDestination("svg=-")->path, "");
}

TEST(ParseDestination, AnswersTypos) {
  for (const char* bad : {"svgg", "cpu.svgg", "x=y", "svg=", "./cpu"}) {
    const auto destination = ParseDestination(bad);
    ASSERT_FALSE(destination.ok()) << bad;
    EXPECT_EQ(destination.error().code, Exit::kUsage);
  }
  EXPECT_THAT(ParseDestination("svgg").error().message, HasSubstr("did you mean 'svg'?"));
}

}  // namespace
}  // namespace plumb::render
