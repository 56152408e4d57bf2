#include "formats/reject_log.h"

#include <gtest/gtest.h>

namespace plumb::formats {
namespace {

TEST(RejectLog, KeepsWhatIsAroundThePlaceInALongLine) {
  RejectLog log;
  log.Add(3, 5001, "expected a number", std::string(5000, 'a') + "b" + std::string(5000, 'c'));
  const std::string text = DescribeReject(log.first[0]);
  const size_t shown = text.find('\n') + 1;
  const size_t caret = text.find('^') - text.rfind('\n') - 1;
  EXPECT_TRUE(text.starts_with("3:5001: expected a number\n")) << text;
  EXPECT_EQ(text[shown + caret], 'b') << text;
  EXPECT_LT(log.first[0].text.size(), 3000u);
}

TEST(RejectLog, TheTextMayBeginInsideTheLine) {
  RejectLog log;
  log.Add(1, 103, "wrong", "abcdef", 101);
  EXPECT_EQ(DescribeReject(log.first[0]), "1:103: wrong\n  abcdef\n    ^");
  log.Add(1, 7, "no text", "");
  EXPECT_EQ(DescribeReject(log.first[1]), "1:7: no text");
}

}  // namespace
}  // namespace plumb::formats
