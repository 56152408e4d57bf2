#include "formats/word_rows.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumb::formats {
namespace {

using testing::ElementsAre;

std::vector<std::string> TitlesOf(std::string_view head) {
  const auto layout = FindWordLayout(head);
  return layout ? layout->titles : std::vector<std::string>{"none"};
}

// The rows as the table reader gets them.
std::string RowsOf(const std::string& text) {
  auto layout = FindWordLayout(text);
  if (!layout) return "none";
  StringInput in(text);
  WordRows rows(in, *std::move(layout));
  return *ReadAll(rows);
}

TEST(FindWordLayout, TitlesMayHaveMoreWordsThanColumns) {
  EXPECT_THAT(TitlesOf("Filesystem Size Use% Mounted on\n/dev/vda2 98G 93% /\ntmpfs 7G 0% /run\n"),
              ElementsAre("Filesystem", "Size", "Use%", "Mounted on"));
}

TEST(FindWordLayout, TheLastColumnMayHaveAnyNumberOfWords) {
  const std::string ps =
      "USER   PID %CPU STAT COMMAND\n"
      "root     1  0.5 Ss   /sbin/init splash\n"
      "www   2210 12.5 R    nginx: worker process {1}\n"
      "root     7  0.0 S    [kthreadd]\n";
  EXPECT_THAT(TitlesOf(ps), ElementsAre("USER", "PID", "%CPU", "STAT", "COMMAND"));
  EXPECT_EQ(RowsOf(ps),
            "\nroot\t1\t0.5\tSs\t/sbin/init splash\n"
            "www\t2210\t12.5\tR\tnginx: worker process {1}\nroot\t7\t0.0\tS\t[kthreadd]\n");
  // Without a column of numbers it is prose.
  EXPECT_THAT(TitlesOf("who said what\nI said 5 words\nyou said nothing at all\n"),
              ElementsAre("none"));
}

TEST(FindWordLayout, TimesOfDayBelongToTheDateAboveThem) {
  const auto rows = [](const std::string& date, const std::string& half) {
    return RowsOf("Linux 6.1.0 (web1) \t" + date + " \t_x86_64_\t(2 CPU)\n\n01:00:01" + half +
                  "  CPU  %user\n01:10:01" + half + "  all   2.47\n\n01:20:01" + half +
                  "  CPU  %user\n01:20:01" + half + "  all   3.11\nAverage:  all   2.79\n");
  };
  EXPECT_EQ(rows("2026-12-01", ""),
            "\n\n\n2026-12-01 01:10:01\tall\t2.47\n\n\n2026-12-01 01:20:01\tall\t3.11\n\n");
  const auto first = [&](const std::string& date, const std::string& half) {
    const std::string text = rows(date, half);
    return text.substr(3, text.find('\t') - 3);
  };
  EXPECT_EQ(first("01.12.2026", ""), "01.12.2026 01:10:01");
  EXPECT_EQ(first("12/01/2026", " PM"), "2026-12-01 01:10:01 PM");
  EXPECT_EQ(first("12/01/26", ""), "2026-12-01 01:10:01");
  EXPECT_EQ(first("01/12/2026", ""), "2026-12-01 01:10:01");
  EXPECT_EQ(first("31/12/26", ""), "2026-12-31 01:10:01");
  EXPECT_EQ(first("12/31/2026", ""), "2026-12-31 01:10:01");
}

TEST(FindWordLayout, TitlesAreMadeUp) {
  EXPECT_THAT(TitlesOf("12 GET\n3 POST\n"), ElementsAre("", "name"));
  EXPECT_THAT(TitlesOf("1 2\n3 4\n"), ElementsAre("column 1", "column 2"));
  EXPECT_THAT(TitlesOf("1774742400 5\n1774742460 6\n"), ElementsAre("time", ""));
  EXPECT_THAT(TitlesOf("# when load\n1774742400 5\n"), ElementsAre("when", "load"));
}

TEST(FindWordLayout, IsNoneForProseLogsAndOtherFormats) {
  EXPECT_THAT(TitlesOf("hello world\n"), ElementsAre("none"));
  EXPECT_THAT(TitlesOf("there are 5 apples on the tree\nand 3 pears lie below it here\n"),
              ElementsAre("none"));
  EXPECT_THAT(TitlesOf("10.0.0.1 - - [18/Sep/2026:14:00:00 +0200] \"GET /\" 200 512\n"),
              ElementsAre("none"));
  EXPECT_THAT(TitlesOf("2026-09-18 14:00,3\n2026-09-18 15:00,4\n"), ElementsAre("none"));
  EXPECT_THAT(TitlesOf("time\tx\n1774742400\t5\n"), ElementsAre("none"));
  EXPECT_THAT(TitlesOf("latency\n5\n6\n"), ElementsAre("none"));
  EXPECT_THAT(TitlesOf(""), ElementsAre("none"));
}

TEST(WordRows, KeepTheNumbersOfTheirLines) {
  EXPECT_EQ(RowsOf("procs ---memory---\n r b\n 1 2\n\n r b\n 3 4\n"), "\n\n1\t2\n\n\n3\t4\n");
}

TEST(WordRows, JoinWhatBelongsTogether) {
  EXPECT_EQ(RowsOf("2026-09-18 14:00 5\n2026-09-18 15:00 6\n"),
            "2026-09-18 14:00\t5\n2026-09-18 15:00\t6\n");
  EXPECT_EQ(RowsOf("12.3 ms\n11 ms\n"), "12.3 ms\n11 ms\n");
  EXPECT_EQ(RowsOf("120 a\n30 my own file\n4 b\n"), "120\ta\n30\tmy own file\n4\tb\n");
}

TEST(WordRows, AnyBytesAreSafe) {
  const std::string bytes = "5 \"a\n6 \xFF\tb\n7 \x01\r\n8 c";
  EXPECT_FALSE(RowsOf(bytes).empty());
}

}  // namespace
}  // namespace plumb::formats
