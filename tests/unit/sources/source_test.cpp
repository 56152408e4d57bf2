#include "sources/source.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "system/files.h"

namespace plumb::sources {
namespace {

class Sources : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "plumb-sources-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Result<OpenSource> OpenWith(const std::string& text, const std::string& input = "") {
    StringInput in(input);
    OpenContext context = {.standard_input = in, .now = 1000, .format = ""};
    return Open(text, context);
  }
  std::string folder_;
};

TEST_F(Sources, StandardInputAndFilesAreText) {
  EXPECT_EQ((*OpenWith("-", "up 1\n")->series->FindExtent())->newest, 1000);
  ASSERT_TRUE(system::WriteFileAtomically(folder_ + "/page", "up 1 5000000000000\nbroken\n").ok());
  const auto source = OpenWith(folder_ + "/page");
  ASSERT_TRUE(source.ok());
  EXPECT_TRUE(source->series->closed());
  EXPECT_EQ((*source->series->FindExtent())->newest, 5'000'000'000'000);
  EXPECT_NE(source->remark.find("1 line rejected"), std::string::npos) << source->remark;
}

TEST_F(Sources, WhatIsNotThereSaysWhatToDo) {
  const auto file = OpenWith(folder_ + "/none");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, Exit::kOutside);
  const auto store = OpenWith(folder_ + "/none.plumb");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Exit::kStore);
  EXPECT_NE(store.error().message.find("plumb-node | plumb-ingest"), std::string::npos);
}

}  // namespace
}  // namespace plumb::sources
