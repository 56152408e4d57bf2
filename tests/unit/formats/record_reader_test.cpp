#include "formats/record_reader.h"

#include <gtest/gtest.h>

namespace plumb::formats {
namespace {

// `line: field|field` of each record, unclosed ones with a `!`.
std::string Show(const std::string& text, char separator = ',') {
  StringInput in(text);
  RecordReader records(in, separator);
  std::string out;
  for (;;) {
    const auto more = records.Next();
    EXPECT_TRUE(more.ok());
    if (!more.ok() || !*more) return out;
    out += std::to_string(records.line()) + (records.unclosed() ? "!" : ":");
    for (const Field& field : records.fields()) out += std::string(field.text) + "|";
    out += "\n";
  }
}

TEST(RecordReader, KnowsQuotes) {
  EXPECT_EQ(Show("a,\"b,\"\"c\nd\",\r\ne"), "1:a|b,\"c\nd||\n3:e|\n");
  EXPECT_EQ(Show("\"\",\"a\"b,c\"d\n"), "1:|ab|c\"d|\n");
}

TEST(RecordReader, LeavesOutTheMarkAtTheStartEmptyLinesAndCarriageReturns) {
  EXPECT_EQ(Show("\xEF\xBB\xBF"
                 "a,b\r\n\r\n\n1,2\r\n"),
            "1:a|b|\n4:1|2|\n");
}

TEST(RecordReader, SaysWhereFieldsBegin) {
  StringInput in("ab,\"c\"\"d\",e\n");
  RecordReader records(in, ',');
  ASSERT_TRUE(records.Next().ok());
  ASSERT_EQ(records.fields().size(), 3u);
  EXPECT_EQ(records.fields()[1].column, 4u);
  EXPECT_EQ(records.fields()[2].column, 11u);
}

TEST(RecordReader, FindsTheSeparator) {
  EXPECT_EQ(Show("a;b\n1,5;2\n", 0), "1:a|b|\n2:1,5|2|\n");
  EXPECT_EQ(Show("a,b;c\n", 0), "1:a|b;c|\n");
  EXPECT_EQ(Show("time;\"x{a=\"\"1\"\",b=\"\"2\"\"}\"\n", 0), "1:time|x{a=\"1\",b=\"2\"}|\n");
  EXPECT_EQ(Show("time;x{a=1,b=2}\n", 0), "1:time|x{a=1,b=2}|\n");
}

TEST(RecordReader, AStrayQuoteCostsItsLineOnly) {
  EXPECT_EQ(Show("a,b\n1,\"2\n3,4\n5,6"), "1:a|b|\n2!1|2|\n3:3|4|\n4:5|6|\n");
  std::string text = "a,\"b\n";
  for (int i = 0; i < 20000; ++i) text += "1,2\n";
  const std::string shown = Show(text);
  EXPECT_TRUE(shown.starts_with("1!a|b|\n2:1|2|\n3:1|2|\n")) << shown.substr(0, 100);
  EXPECT_TRUE(shown.ends_with("\n20001:1|2|\n"));
}

}  // namespace
}  // namespace plumb::formats
