#include "report/format.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/byte_stream.h"
#include "json/document.h"
#include "report/words.h"
#include "unit/report/report.h"

namespace plumb::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Written(const char* format, const Report& report, const WriteOptions& options = {}) {
  StringOutput out;
  EXPECT_TRUE((*FindFormat(format))->write(report, options, out).ok());
  return out.text();
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(ParseTarget, AFormatAFileOrBoth) {
  EXPECT_EQ(ParseTarget("github")->path, "");
  EXPECT_EQ(ParseTarget("junit=out.bin")->path, "out.bin");
  EXPECT_EQ(ParseTarget("out.xml")->format->name, "junit");
  EXPECT_EQ(ParseTarget("a.b/out.md")->format->name, "md");
  EXPECT_EQ(ParseTarget("json=-")->path, "");
  EXPECT_EQ(ParseTarget("jnuit").error().message,
            "unknown output format 'jnuit', did you mean 'junit'?\n"
            "formats: github, json, junit, md, nagios, table, tap");
  EXPECT_EQ(ParseTarget("out.doc").error().code, Exit::kUsage);
  EXPECT_EQ(ParseTarget("a.md/out").error().code, Exit::kUsage);
  EXPECT_EQ(ParseTarget("junit=").error().code, Exit::kUsage);
}

TEST(Formats, NothingHostileMovesTheTerminalOrCommandsARunner) {
  for (const Format* format : Formats()) {
    const std::string text = Written(std::string(format->name).c_str(), HostileReport());
    EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << format->name;
    EXPECT_THAT(text, Not(HasSubstr("\x01"))) << format->name;
    EXPECT_THAT(text, Not(testing::ContainsRegex("\n *::error::x"))) << format->name;
    if (format->name == "json") continue;  // read by programs
    EXPECT_THAT(text, Not(HasSubstr("##["))) << format->name;
    EXPECT_THAT(text, Not(HasSubstr("\r"))) << format->name;
  }
}

TEST(Table, ALineAVerdictAndTheElementsThatFail) {
  const Report report = MakeReport({Pass(), Breach("p99", {Failing({{"job", "a"}}, 5, 3)}),
                                    NoData(Weight::kCounts), NoData(Weight::kIgnored)});
  EXPECT_EQ(Written("table", report),
            "ok       fine: up == 1 (1 element)\n"
            "FAIL     p99: x < 3\n"
            "  {job=\"a\"} is too much\n"
            "no data  empty: y < 1\n"
            "  there is none\n"
            "  make some\n"
            "ok       empty: y < 1 (no data)\n");
  EXPECT_THAT(Written("table", report, {.only_bad = true}), StartsWith("FAIL"));
  EXPECT_THAT(Written("table", report, {.color = true}), HasSubstr("\x1b[1;31mFAIL"));
}

TEST(Table, ManyElementsAreCut) {
  std::vector<Element> many(25, Failing({}, 5, 3));
  const std::string text = Written("table", MakeReport({Breach("x", many)}));
  EXPECT_EQ(LinesOf(text).size(), 12u);
  EXPECT_THAT(text, HasSubstr("  and 15 more; -v shows all\n"));
}

TEST(Table, TheSameReasonIsSaidOnce) {
  const std::string text =
      Written("table", MakeReport({Broken(Exit::kOutside), Pass(), Broken(Exit::kOutside)}));
  EXPECT_EQ(LinesOf(text).size(), 5u);
}

TEST(Words, AHistoryTellsFirstWorstAndShare) {
  Report report = MakeReport({});
  Element element = Failing({}, 5, 3);
  element.time = report.end - 60'000;
  element.history = {.failed = 3, .steps = 12, .first = report.end - 86'400'000, .at_end = true};
  EXPECT_EQ(Finding(element, report),
            "is too much; at 3 of 12 steps (25 %), first at 2023-11-13 22:13:20 UTC, worst at "
            "22:12:20 UTC, still at the end");
}

TEST(Words, SinceWhen) {
  const Report report = MakeReport({});
  Element element = Failing({}, 5, 3);
  element.since = Since{.time = report.end - 120'000, .or_longer = false};
  EXPECT_EQ(Finding(element, report), "is too much; for 2m");
  element.since->or_longer = true;
  EXPECT_EQ(Finding(element, report), "is too much; for 2m or longer");
  element.since = Since{.time = report.end, .or_longer = false};
  EXPECT_EQ(Finding(element, report), "is too much; just now");
}

TEST(Words, NumbersForPeople) {
  EXPECT_EQ(ShortNumber(0.30000000000000004), "0.3");
  EXPECT_EQ(ShortNumber(123456789), "123456789");
  EXPECT_EQ(ShortNumber(1e300), "1e+300");
  EXPECT_EQ(ShortNumber(-0.0), "-0");
  EXPECT_EQ(Shortened("größe", 6), "gr…");
  EXPECT_EQ(OneLine("  a\n\t b\x1b  "), "a b␛");
}

TEST(Github, EveryLineIsOneCommand) {
  for (const std::string& line : LinesOf(Written("github", HostileReport()))) {
    EXPECT_TRUE(line.starts_with("::error file=") || line.starts_with("::error title=") ||
                line.starts_with("::warning file="))
        << line;
    EXPECT_THAT(line, Not(HasSubstr("##[")));
    // The title ends at the first `::` behind the kind, and no property holds one.
    const size_t end = line.find("::", 2);
    const std::string properties = line.substr(2, end - 2);
    EXPECT_EQ(std::count(properties.begin(), properties.end(), ':'), 0) << line;
  }
}

TEST(Github, NamesThePlaceAndEscapes) {
  Verdict verdict = Breach("a: b, 100%", {Failing({}, 5, 3), Failing({{"j", "x"}}, 4, 3)});
  verdict.place = {.file = "slo.txt", .line = 3};
  EXPECT_EQ(Written("github", MakeReport({verdict, Pass()})),
            "::error file=slo.txt,line=3,title=a%3A b%2C 100%25::x < 3: 2 of 2 elements fail%0A"
            "is too much%0A{j=\"x\"} is too much\n");
}

TEST(Github, TenOfAKindWorstFirstAndTheRestInTheLast) {
  std::vector<Verdict> verdicts;
  for (int i = 0; i < 15; ++i)
    verdicts.push_back(Breach(fmt::format("n{}", i), {Failing({}, 4 + i, 3)}));
  for (int i = 0; i < 10; ++i) {
    verdicts.push_back(Breach("w", {Failing({}, 4, 3)}));
    verdicts.back().weight = Weight::kWarns;
  }
  const auto lines = LinesOf(Written("github", MakeReport(std::move(verdicts))));
  ASSERT_EQ(lines.size(), 20u);
  EXPECT_THAT(lines[0], StartsWith("::error title=n14::"));
  EXPECT_THAT(lines[9], StartsWith("::error title=and 6 more::of 25 expectations: 15 fail"));
  EXPECT_THAT(lines[9], HasSubstr("%0An5%0A"));
  EXPECT_THAT(lines[19], StartsWith("::warning title=w::"));
}

TEST(Nagios, AStatusLineWithPerformanceData) {
  Verdict slow = Breach("p99", {Failing({{"job", "it's"}}, 0.31, 0.3)});
  slow.unit = "seconds";
  EXPECT_EQ(Written("nagios", MakeReport({slow, Pass()})),
            "CRITICAL: p99: fails: {job=\"it's\"} is too much "
            "| 'p99 {job:\"it''s\"}'=0.31s;;~:0.3 'fine {job:\"a\"}'=1;;1:1\n");
  EXPECT_EQ(Written("nagios", MakeReport({Pass()})),
            "OK: the expectation holds | 'fine {job:\"a\"}'=1;;1:1\n");
  EXPECT_THAT(Written("nagios", MakeReport({Broken(Exit::kStore)})),
              StartsWith("UNKNOWN: broken: could not be asked: gone\n"));
}

TEST(Nagios, RangesOfEachComparisonAndNumbersWithoutExponent) {
  const auto measure = [](const char* op, double value) {
    Verdict verdict = Breach("m", {Failing({}, value, 2e9)});
    verdict.comparison = op;
    const std::string text = Written("nagios", MakeReport({verdict}));
    return LinesOf(text)[0].substr(text.find(" | ") + 3);
  };
  EXPECT_EQ(measure("<=", 3e9), "'m'=3000000000;;~:2000000000");
  EXPECT_EQ(measure(">", 1e-7), "'m'=0.0000001;;2000000000:");
  EXPECT_EQ(measure("==", 1), "'m'=1;;2000000000:2000000000");
  EXPECT_EQ(measure("!=", 2e9), "'m'=2000000000;;@2000000000:2000000000");
  EXPECT_EQ(measure("<", std::numeric_limits<double>::quiet_NaN()), "'m'=U;;~:2000000000");
}

TEST(Nagios, OneBarAtMost) {
  const std::string text = Written("nagios", HostileReport());
  EXPECT_EQ(std::count(text.begin(), text.end(), '|'), 1);
}

TEST(Tap, DescriptionsAndDiagnosticsHoldAnyText) {
  EXPECT_EQ(Written("tap", MakeReport({Pass(), NoData(Weight::kIgnored)})),
            "TAP version 14\n1..2\nok 1 - fine\nok 2 - empty # SKIP no data\n");
  const auto lines = LinesOf(Written("tap", HostileReport()));
  EXPECT_THAT(lines[2], StartsWith("not ok 1 - a ::error::x %0A"));
  EXPECT_THAT(lines[2], HasSubstr("\\# SKIP"));
  size_t results = 0;
  for (const std::string& line : lines)
    results += line.starts_with("ok ") || line.starts_with("not ok ");
  EXPECT_EQ(results, 3u);
}

TEST(Md, HostileTextStaysInCode) {
  const std::string text = Written("md", HostileReport());
  for (const std::string& line : LinesOf(text))
    EXPECT_TRUE(line.empty() || line.starts_with("### ") || line.starts_with("- ") ||
                line.starts_with("  - "))
        << line;
  EXPECT_THAT(text, HasSubstr("````"));  // the fence is longer than what it holds
  EXPECT_THAT(text, Not(HasSubstr("**a ::error::x %0A`b")));  // names are escaped
  EXPECT_THAT(text, HasSubstr("@<!---->all"));
}

TEST(Md, FitsACommentAndSaysWhatIsLeftOut) {
  std::vector<Verdict> verdicts(
      100, Breach(std::string(1000, 'n'), std::vector<Element>(10, Failing({}, 5, 3))));
  const std::string text = Written("md", MakeReport(std::move(verdicts)));
  EXPECT_LT(text.size(), 65'536u);
  EXPECT_THAT(text, HasSubstr("more\n"));
}

TEST(Json, IsReadBackAsItWas) {
  const auto document = json::Document::Parse(Written("json", HostileReport()));
  ASSERT_TRUE(document.ok()) << document.error().message;
  const json::Value root = document->root();
  EXPECT_EQ(root.Get("exit").number(), 4);
  const json::Value first = root.Get("expectations").element(0);
  EXPECT_EQ(first.Get("outcome").string(), "breach");
  EXPECT_EQ(first.Get("line").number(), 7);
  const json::Value failing = first.Get("failing").element(0);
  EXPECT_EQ(failing.Get("value").number(), 5);
  // All but the byte that is no UTF-8.
  EXPECT_THAT(std::string(failing.Get("metric").Get("l").string()),
              StartsWith("a\n::error::x\r%0A`b```|c' <script>\"&]]> @all"));
}

TEST(Json, NumbersThatAreNoneAreTexts) {
  Verdict verdict = Breach("n", {Failing({}, std::numeric_limits<double>::infinity(), 3)});
  const auto document = json::Document::Parse(Written("json", MakeReport({verdict})));
  ASSERT_TRUE(document.ok());
  const json::Value failing =
      document->root().Get("expectations").element(0).Get("failing").element(0);
  EXPECT_EQ(failing.Get("value").string(), "+Inf");
  EXPECT_FALSE(failing.Has("distance"));
}

TEST(Junit, CountsWhatItHolds) {
  const std::string text = Written(
      "junit", MakeReport({Pass(), Breach("b", {Failing({}, 5, 3)}), NoData(Weight::kCounts),
                           NoData(Weight::kIgnored), Broken(Exit::kStore)}));
  EXPECT_THAT(text, HasSubstr("tests=\"5\" failures=\"1\" errors=\"2\" skipped=\"1\" "
                              "timestamp=\"2023-11-14T22:13:20\""));
  EXPECT_THAT(text, HasSubstr("<failure message=\"fails; worst: is too much\" "
                              "type=\"breach\">is too much\n</failure>"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"there is none\"/>"));
  EXPECT_THAT(text, HasSubstr("<error message=\"gone\" type=\"error\">gone\nreally\n</error>"));
}

TEST(Junit, HostileTextIsXml) {
  const std::string text = Written("junit", HostileReport());
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_THAT(text, Not(HasSubstr("]]>")));
}

}  // namespace
}  // namespace plumb::report
