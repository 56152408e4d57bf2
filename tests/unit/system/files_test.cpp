#include "system/files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace plumb::system {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "plumb-files-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(Files, WritesTheWholeFileOrNothing) {
  const std::string path = folder_ + "/x";
  ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "two").ok());
  EXPECT_EQ(*ReadFile(path), "two");
  EXPECT_EQ(*ListDirectory(folder_), std::vector<std::string>{"x"});
}

TEST_F(Files, AppendsAndMakesWhatIsNotThere) {
  const std::string path = folder_ + "/x";
  ASSERT_TRUE(AppendToFile(path, "one\n").ok());
  ASSERT_TRUE(AppendToFile(path, "two\n").ok());
  EXPECT_EQ(*ReadFile(path), "one\ntwo\n");
  EXPECT_EQ(AppendToFile("/dev/full", "x").error().message,
            "cannot write '/dev/full': no space left on device");
  EXPECT_FALSE(AppendToFile(folder_ + "/no/such/x", "x").ok());
}

TEST_F(Files, ErrorsNameThePathAndTheReason) {
  EXPECT_EQ(ReadFile(folder_ + "/none").error().message,
            "cannot open '" + folder_ + "/none': no such file or directory");
  EXPECT_EQ(ReadFile(folder_).error().message, "cannot read '" + folder_ + "': is a directory");
  const Status full = WriteFileAtomically("/dev/full", "x");
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, Exit::kOutside);
  EXPECT_EQ(full.error().message, "cannot write '/dev/full': no space left on device");
  EXPECT_FALSE(WriteFileAtomically(folder_ + "/no/such/folder/x", "x").ok());
}

}  // namespace
}  // namespace plumb::system
