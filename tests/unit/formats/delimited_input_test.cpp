#include "formats/delimited_input.h"

#include <gtest/gtest.h>

#include "base/number.h"
#include "formats/read_any.h"
#include "model/sample_sink.h"

namespace plumb::formats {
namespace {

// Samples as `labels value time line`, then what was rejected, or the error.
class Lines : public model::SampleSink {
 public:
  Status OnSample(const model::StreamSample& sample) override {
    text += sample.labels.ToString() + " " + FormatGeneral(sample.value) + " " +
            std::to_string(*sample.time / 1000) + " @" + std::to_string(sample.line) + "\n";
    return Ok();
  }
  std::string text;
};

std::string Read(const std::string& text, ReadOptions options = {}) {
  if (options.format.empty()) options.format = "csv";
  StringInput in(text);
  Lines lines;
  RejectLog rejects;
  const auto facts = ReadInto(in, options, lines, rejects);
  return lines.text + rejects.Summary() + (facts.ok() ? "" : facts.error().message);
}

std::string Read(const std::string& text, const TableOptions& table) {
  return Read(text, ReadOptions{.table = table});
}

TEST(Delimited, LongAndWide) {
  EXPECT_EQ(Read("time,host,value\n5,a,1\n6,b,2\n"), "{host=\"a\"} 1 5 @2\n{host=\"b\"} 2 6 @3\n");
  EXPECT_EQ(Read("time,__name__,value\n5,up,1\n"), "up 1 5 @2\n");
  EXPECT_EQ(Read("time,x,\"y{a=\"\"1\"\"}\",host\n5,1,2,h\n"),
            "x{host=\"h\"} 1 5 @2\ny{a=\"1\",host=\"h\"} 2 5 @2\n");
}

TEST(Delimited, TheUserNamesColumns) {
  const std::string text = "when,temp,hum,room\n5,1,2,r\n";
  EXPECT_EQ(Read(text, {.time = "when"}), "temp{room=\"r\"} 1 5 @2\nhum{room=\"r\"} 2 5 @2\n");
  EXPECT_EQ(Read(text, {.time = "1", .values = {"hum"}}), "hum{room=\"r\"} 2 5 @2\n");
  EXPECT_EQ(Read(text, {.time = "WHEN", .values = {"2=t", "hum=h"}}),
            "t{room=\"r\"} 1 5 @2\nh{room=\"r\"} 2 5 @2\n");
  EXPECT_EQ(Read(text, {.time = "1", .values = {"temp"}, .name = "t"}), "t{room=\"r\"} 1 5 @2\n");
  EXPECT_EQ(Read(text, {.time = "1", .values = {"temp"}, .labels = {"hum"}}),
            "temp{hum=\"2\"} 1 5 @2\n");
  EXPECT_EQ(Read(text, {.time = "1", .values = {"temp"}, .name_column = "room"}), "r 1 5 @2\n");
}

TEST(Delimited, AnswersColumnsThatAreNotThere) {
  const std::string text = "time,temp,hum\n5,1,2\n";
  EXPECT_EQ(Read(text, {.values = {"tmp"}}),
            "no column 'tmp', did you mean 'temp'?\ncolumns: time, temp, hum");
  EXPECT_EQ(Read(text, {.values = {"4"}}), "no column '4'\ncolumns: time, temp, hum");
  EXPECT_EQ(Read(text, {.time = "temp", .values = {"temp"}}), "column 'temp' cannot be two things");
  EXPECT_EQ(Read(text, {.name_column = "time"}), "column 'time' cannot be two things");
  EXPECT_EQ(Read("time,a,b,n\n5,1,2,x\n", {.name_column = "n"}),
            "a column with names needs one column of values: say which with --value");
}

TEST(Delimited, ATitleWithAnEqualsSignIsATitle) {
  EXPECT_EQ(Read("time,a=b\n5,1\n", {.values = {"a=b"}}), "{\"a=b\"} 1 5 @2\n");
  EXPECT_EQ(Read("time,a=b\n5,1\n", {.values = {"a=b=c"}}), "c 1 5 @2\n");
}

TEST(Delimited, ThousandsAreGroupedWhereBothMarksSay) {
  EXPECT_EQ(Read("time;x\n5;1.234,50\n6;-1.234.567,25\n7;900,10\n8;+12.345,0\n"),
            "x 1234.5 5 @2\nx -1.23456725e+06 6 @3\nx 900.1 7 @4\nx 12345 8 @5\n");
  EXPECT_EQ(Read("time,x\n5,\"1,234.50\"\n6,\"-1,234,567.25\"\n"),
            "x 1234.5 5 @2\nx -1.23456725e+06 6 @3\n");
  // Groups are of three, and a comma alone may be a decimal one.
  for (const char* cell : {"12,34.5", "1234,567.5", "1,234", ",234.5", "1,2345.5", "1,,234.5"})
    EXPECT_EQ(Read(std::string("time,x\n4,1.5\n5,\"") + cell + "\"\n"),
              std::string("x 1.5 4 @2\n1 line rejected: line 3:3: column 'x': expected a number, "
                          "got '") +
                  cell + "'")
        << cell;
}

TEST(Delimited, EuropeanNumbers) {
  const std::string text = "time;x\n5;3,5\n6;4\n7;1.234\n";
  EXPECT_EQ(Read(text),
            "x 3.5 5 @2\nx 4 6 @3\n1 line rejected: line 4:3: column 'x': expected a number with a "
            "decimal comma, got '1.234'");
  EXPECT_EQ(Read("time;x\n5;3.5\n6;4,5\n", {.decimal = "."}),
            "x 3.5 5 @2\n1 line rejected: line 3:3: column 'x': expected a number, got '4,5'");
  EXPECT_EQ(Read("time,x\n5,\"3,5\"\n", {.decimal = ","}), "x 3.5 5 @2\n");
  EXPECT_EQ(Read("time\tx\n5\t-3,5e3\n", ReadOptions{.format = "tsv"}), "x -3500 5 @2\n");
}

TEST(Delimited, AbsentIsNotNaN) {
  EXPECT_EQ(Read("time,x\n5,\n6,null\n7,NULL\n8,NaN\n9,-Inf\n10, 1 \n"),
            "x NaN 8 @5\nx -Inf 9 @6\nx 1 10 @7\n");
}

TEST(Delimited, WithoutAHeader) {
  EXPECT_EQ(Read("1795343685,2\n1795343686,3\n"),
            "{\"column 2\"} 2 1795343685 @1\n{\"column 2\"} 3 1795343686 @2\n");
  EXPECT_EQ(Read("2026-09-18 14:00,1\n"), "{\"column 2\"} 1 1789740000 @1\n");
  EXPECT_EQ(
      Read("5,web1,2\n", {.time = "1", .values = {"3=load"}, .labels = {"2"}, .no_header = true}),
      "load{\"column 2\"=\"web1\"} 2 5 @1\n");
}

TEST(Delimited, TimesAreNeededWhereTheyAre) {
  EXPECT_EQ(Read("a,b\n1,2\n", ReadOptions{.times_required = true}),
            "no column of times found; name it with --time\ncolumns: a, b");
  EXPECT_EQ(Read("a,b\n1,2\n"), "a 1 0 @2\nb 2 0 @2\n");
  EXPECT_EQ(Read("time,x\nsoon,1\n5,2\n"),
            "x 2 5 @3\n1 line rejected: line 2:1: column 'time': expected a time, got 'soon'");
}

TEST(Delimited, AQuotedFieldMayHaveLines) {
  EXPECT_EQ(Read("time,note,value\r\n5,\"a\r\nb\",1\r\n6,c,2\r\n"),
            "{note=\"a\r\\nb\"} 1 5 @2\n{note=\"c\"} 2 6 @4\n");
  EXPECT_EQ(
      Read("time,note,value\n5,\"a,1\n6,c,2\n"),
      "{note=\"c\"} 2 6 @3\n1 line rejected: line 2:1: a quote opens here and does not close");
}

// What a column is does not depend on how much of it is empty at first.
TEST(Delimited, AColumnMayBeginEmpty) {
  std::string text = "time,x,late,word\n";
  for (size_t i = 0; i < kFirstRows + 10; ++i) text += std::to_string(i) + ",1,,\n";
  const std::string last = Read(text + "5000,1,7,w\n5001,2,8,v\n");
  EXPECT_TRUE(
      last.ends_with("x{word=\"w\"} 1 5000 @1012\nlate{word=\"w\"} 7 5000 @1012\n"
                     "x{word=\"v\"} 2 5001 @1013\nlate{word=\"v\"} 8 5001 @1013\n"))
      << last.substr(last.size() - 200);
}

TEST(Delimited, OneWordDoesNotMakeLabelsOfNumbers) {
  EXPECT_EQ(Read("time,x\n5,1\n6,n/a\n7,2\n"),
            "x 1 5 @2\nx 2 7 @4\n1 line rejected: line 3:3: column 'x': expected a number, got "
            "'n/a'");
}

TEST(Delimited, TextIsUtf8) {
  EXPECT_EQ(
      Read("time,room,value\n5,K\xFC"
           "che,1\n6,r,2\n"),
      "{room=\"r\"} 2 6 @3\n1 line rejected: line 2:1: text that is not UTF-8; perhaps: iconv "
      "-f WINDOWS-1252 -t UTF-8 FILE | plumb-ingest");
  EXPECT_EQ(
      Read("time,K\xFC"
           "che\n5,1\n"),
      "the titles are not UTF-8; perhaps: iconv -f WINDOWS-1252 -t UTF-8 FILE | plumb-ingest");
}

TEST(Delimited, StrictStopsAtTheFirst) {
  EXPECT_EQ(
      Read("time,x\n5,1\n6,y\n7,2\n", ReadOptions{.strict = true}),
      "x 1 5 @2\n1 line rejected: line 3:3: column 'x': expected a number, got 'y'3:3: column "
      "'x': expected a number, got 'y'\n  6,y\n    ^");
}

// An input that pauses is not kept waiting for more rows.
class Pausing : public ByteInput {
 public:
  explicit Pausing(const Lines& lines) : lines_(lines) {}
  Result<size_t> Read(char* buffer, size_t) override {
    constexpr std::string_view kParts[] = {"time,x\n5,1\n", "6,2\n", ""};
    if (part_ == 1) seen_at_pause = lines_.text;
    return kParts[part_++].copy(buffer, 100);
  }
  std::string seen_at_pause;

 private:
  const Lines& lines_;
  size_t part_ = 0;
};

TEST(Delimited, WhatHasComeIsHandedOnWhenTheInputPauses) {
  Lines lines;
  Pausing in(lines);
  RejectLog rejects;
  ASSERT_TRUE(ReadInto(in, {.format = "csv", .live = true}, lines, rejects).ok());
  EXPECT_EQ(in.seen_at_pause, "x 1 5 @2\n");
  EXPECT_EQ(lines.text, "x 1 5 @2\nx 2 6 @3\n");
}

TEST(Delimited, ACutRowIsDropped) {
  EXPECT_EQ(Read("time,x\n5,1\n6,2", ReadOptions{.cut = [] { return true; }}), "x 1 5 @2\n");
  EXPECT_EQ(Read("time,x\n5,1\n6,2"), "x 1 5 @2\nx 2 6 @3\n");
}

}  // namespace
}  // namespace plumb::formats
