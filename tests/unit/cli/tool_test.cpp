#include "cli/tool.h"

#include <gtest/gtest.h>

#include "cli/page_text.h"
#include "cli/parse.h"
#include "cli/time_options.h"

namespace plumb::cli {
namespace {

struct Options {
  bool flag = false;
  int64_t count = 1;
  int64_t wait_ms = 0;
  std::vector<std::string> labels;
  std::string format = "table";
  std::string file;
};

struct Ran {
  int code;
  std::string out;
  std::string err;
  Options options;
};

Ran RunWith(std::vector<const char*> arguments, RunResult answer = Exit::kYes) {
  Ran ran{};
  StringInput in("");
  StringOutput out;
  StringOutput err;
  ManualClock clock(0);
  Io io(in, out, err, clock, {});
  const ToolInfo info = {.name = "plumb-x",
                         .summary = "do x",
                         .synopsis = "[FILE]",
                         .examples = {{"plumb-x a", "does a"}, {"plumb-x b", "does b"}}};
  arguments.insert(arguments.begin(), "plumb-x");
  ran.code = RunTool(
      info,
      [&](Declaration& d) {
        d.Argument("FILE", ran.options.file, "what to read");
        d.Flag("-x,--flag", ran.options.flag, "a flag");
        d.Integer("-n,--count", ran.options.count, "N", "how many");
        d.Duration("--wait", ran.options.wait_ms, "how long");
        d.Texts("-l,--label", ran.options.labels, "NAME=VALUE", "a label");
        d.Choice("-o,--output", ran.options.format, {"table", "csv"}, "the format");
      },
      [&](Io& with) -> RunResult {
        PLUMB_TRY(with.out.Write("data\n"));
        return answer;
      },
      static_cast<int>(arguments.size()), arguments.data(), io);
  ran.out = out.text();
  ran.err = err.text();
  return ran;
}

TEST(Tool, GivesRunTheParsedOptions) {
  const Ran ran =
      RunWith({"-x", "-n", "3", "--wait=1m", "-l", "a=1", "--label", "b=2", "in.txt", "-o", "csv"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "data\n");
  EXPECT_TRUE(ran.options.flag);
  EXPECT_EQ(ran.options.count, 3);
  EXPECT_EQ(ran.options.wait_ms, kMinute);
  EXPECT_EQ(ran.options.labels, (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_EQ(ran.options.format, "csv");
  EXPECT_EQ(ran.options.file, "in.txt");
}

TEST(Tool, WrongCallsAreExit2AndRunNothing) {
  const std::pair<std::vector<const char*>, const char*> cases[] = {
      {{"--flga"}, "plumb-x: unknown option '--flga', did you mean '--flag'?\n"},
      {{"-c", "x.yml"}, "plumb-x: unknown option '-c', see --help\n"},
      {{"-a+b"},
       "plumb-x: unknown option '-a+b'\n"
       "an argument that begins with a minus goes behind '--':  -- '-a+b'\n"},
      {{"-n", "x"}, "plumb-x: --count: 'x' is not a whole number\n"},
      {{"-o", "cvs"},
       "plumb-x: --output: 'cvs' is not known, did you mean 'csv'? (one of: table, csv)\n"},
      {{"a", "b"}, "plumb-x: unexpected argument 'b'\n"},
      {{"-n"}, "plumb-x: option '-n' needs a value\n"},
  };
  for (const auto& [arguments, message] : cases) {
    const Ran ran = RunWith(arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.err, message);
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Tool, AnArgumentWithAMinusIsTakenBehindTwo) {
  EXPECT_EQ(RunWith({"--", "-up"}).options.file, "-up");
  EXPECT_NE(RunWith({"-rate(x[5m])"}).err.find("-- '-rate(x[5m])'"), std::string::npos);
}

TEST(Tool, AnErrorGivesItsExitStatusAndKeepsTheData) {
  const Ran ran = RunWith({}, Error{Exit::kStore, "the store is gone"});
  EXPECT_EQ(ran.code, 5);
  EXPECT_EQ(ran.err, "plumb-x: the store is gone\n");
  EXPECT_EQ(ran.out, "data\n");
  EXPECT_EQ(RunWith({}, Exit::kNo).code, 1);
}

TEST(Tool, HelpWinsOverOtherMistakes) {
  const Ran ran = RunWith({"--nonsense", "--help"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_NE(ran.out.find("  -o, --output table|csv"), std::string::npos);
}

TEST(TimeOptions, ARangeOfAClosedSourceSeesItsNewestSample) {
  const Timestamp step = 15 * kSecond;
  const auto end = [&](Timestamp newest, const char* last) {
    return ResolveTime({.last = last, .zone = "UTC"}, newest, NowIs::kNewestSample)->end;
  };
  EXPECT_EQ(end(1000 * step, "1h"), 1000 * step);
  EXPECT_EQ(end(1000 * step + 1, "1h"), 1001 * step);
  EXPECT_EQ(end(1000 * step + 14'999, "1h"), 1001 * step);
  // Not one that ends before.
  EXPECT_EQ(ResolveTime({.from = "-2h", .to = "-1h", .zone = "UTC"}, 1000 * step + 1,
                        NowIs::kNewestSample)
                ->end,
            1000 * step - kHour);
}

TEST(TimeOptions, RangesAndTheirMistakes) {
  const Timestamp now = 1'000'000'000'000;
  const auto resolved = ResolveTime({.last = "1h", .zone = "UTC"}, now);
  ASSERT_TRUE(resolved.ok());
  EXPECT_TRUE(resolved->range);
  EXPECT_EQ(resolved->step, 15 * kSecond);
  EXPECT_EQ(resolved->end % resolved->step, 0);
  EXPECT_EQ(resolved->end - resolved->start, kHour);
  EXPECT_EQ(ResolveTime({.last = "1h", .zone = "UTC"}, now + 1)->end, resolved->end);
  EXPECT_EQ(ResolveTime({.at = "-1h", .zone = "UTC"}, now)->end, now - kHour);
  EXPECT_EQ(ResolveTime({.zone = "UTC"}, now)->end, now);
  for (const TimeOptions& wrong :
       {TimeOptions{.from = "-1h", .last = "1h"}, TimeOptions{.to = "now"},
        TimeOptions{.at = "now", .from = "-1h"}, TimeOptions{.last = "0"},
        TimeOptions{.from = "now", .to = "-1h"}, TimeOptions{.zone = "Mars/Base"},
        TimeOptions{.last = "1h", .step = "-5s"}}) {
    const auto result = ResolveTime(wrong, now);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, Exit::kUsage);
  }
}

TEST(TimeOptions, AutoStepIsTheNextRoundOne) {
  EXPECT_EQ(AutoStep(10 * kSecond), kSecond);
  EXPECT_EQ(AutoStep(kHour), 15 * kSecond);
  EXPECT_EQ(AutoStep(3 * kHour), kMinute);
  EXPECT_EQ(AutoStep(kDay), 10 * kMinute);
  EXPECT_EQ(AutoStep(30 * kDay), 5 * kHour);
  EXPECT_EQ(AutoStep(3650 * kDay), 15 * kDay);
}

TEST(PageText, RemovesMarkup) {
  EXPECT_EQ(PageText("t(7)\n\n# NAME\n\n*a* _b_ c\\_d up_down\n```\n*x*\n```\n; note\n"),
            "NAME\n\na b c_d up_down\n    *x*\n");
}

}  // namespace
}  // namespace plumb::cli
