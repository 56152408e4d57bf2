#include "formats/read_any.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/number.h"
#include "formats/output.h"

namespace plumb::formats {
namespace {

constexpr Timestamp kNow = 1'795'343'685'293;

ReadInput Read(const std::string& text, const std::string& format = "") {
  StringInput in(text);
  auto read = ReadAny(in, {.format = format, .now = kNow});
  EXPECT_TRUE(read) << read.error().message;
  return *std::move(read);
}

// The series as lines `labels time=value …`.
std::string Show(const ReadInput& input) {
  std::string out;
  for (const model::Series& series : input.source->series()) {
    out += series.labels.ToString();
    for (size_t i = 0; i < series.times.size(); ++i)
      out += " " + std::to_string(series.times[i]) + "=" + FormatGeneral(series.values[i]);
    out += "\n";
  }
  return out;
}

std::string_view NameOf(std::string_view head) {
  const InputFormat* format = Sniff(head);
  return format != nullptr ? format->name : "";
}

TEST(Sniff, TellsFormatsApart) {
  EXPECT_EQ(NameOf(""), "prom");
  EXPECT_EQ(NameOf("# just a comment\na 1\n"), "prom");
  EXPECT_EQ(NameOf("{job=\"x\"} 1 5\n"), "prom");
  EXPECT_EQ(NameOf("{\"my.metric\"} 1\n"), "prom");
  EXPECT_EQ(NameOf("a{b=\"c,d\"}\t1\n"), "prom");
  EXPECT_EQ(NameOf("a{x=\"1\",y=\"2\"} nope\na 1\n"), "prom");
  EXPECT_EQ(NameOf("a{x=\"1\",x=\"2\"} 1\n"), "prom");
  EXPECT_EQ(NameOf("time,\"a{x=\"\"1\"\"}\"\n1,2\n"), "csv");
  EXPECT_EQ(NameOf(" {\n \"status\" : \"success\""), "json");
  EXPECT_EQ(NameOf("{\"resultType\":\"vector\""), "json");
  EXPECT_EQ(NameOf("{\"metric\":{}"), "ndjson");
  EXPECT_EQ(NameOf("1\n2\n"), "numbers");
  EXPECT_EQ(NameOf("time,value\n"), "csv");
  EXPECT_EQ(NameOf("latency\n5\n6\n"), "csv");
  EXPECT_EQ(NameOf("time\tvalue\n"), "tsv");
  EXPECT_EQ(NameOf("garbage\n"), "");
}

TEST(ReadAny, TheStreamAndWhatItSaysOfItself) {
  const ReadInput input = Read(
      "#! query expr=\"sum(x)\" start=1795343685000 end=1795343745000 step=15\n#! unit name=bytes\n"
      "{} 1 1795343685000\na 2\n");
  EXPECT_EQ(Show(input), "{} 1795343685000=1\na 1795343685293=2\n");
  EXPECT_EQ(input.expression, "sum(x)");
  EXPECT_EQ(input.start, 1795343685000);
  EXPECT_EQ(input.step, 15000);
  EXPECT_EQ(input.unit, "bytes");
}

TEST(ReadAny, NumbersAreOverTheIndex) {
  const ReadInput input = Read("10\n20\nx\n30\n");
  EXPECT_TRUE(input.index_axis);
  EXPECT_EQ(Show(input), "{} 0=10 1=20 2=30\n");
  EXPECT_EQ(input.rejects.count, 1u);
}

TEST(ReadAny, ApiJson) {
  EXPECT_EQ(
      Show(Read(
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
          "{\"job\":\"x\"},\"values\":[[1.5,\"1\"],[2,\"+Inf\"]]}]}}")),
      "{job=\"x\"} 1500=1 2000=+Inf\n");
  EXPECT_EQ(Show(Read("{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}")), "{} 1000=2\n");
  StringInput failed("{\"status\":\"error\",\"error\":\"too many\"}");
  EXPECT_EQ(ReadAny(failed, {}).error().message, "the server answered: too many");
}

TEST(ReadAny, CsvFindsItsColumns) {
  EXPECT_EQ(
      Show(Read("time,host,cpu,mem\n2026-09-18T14:00:00Z,a,1,2\n2026-09-18T14:00:00Z,b,3,\n")),
      "cpu{host=\"a\"} 1789740000000=1\nmem{host=\"a\"} 1789740000000=2\ncpu{host=\"b\"} "
      "1789740000000=3\n");
  EXPECT_EQ(Show(Read("when,x\n2026-09-18 14:00,1\n")), "x 1789740000000=1\n");
  const ReadInput counted = Read("x,y\n1,2\n3,4\n");
  EXPECT_TRUE(counted.index_axis);
  EXPECT_EQ(Show(counted), "x 0=1 1=3\ny 0=2 1=4\n");
}

TEST(ReadAny, CsvRejectsRowsOfOtherLength) {
  const ReadInput input = Read("time,x\n1795343685293,1\n1795343685294\n1795343685295,3\n");
  EXPECT_EQ(Show(input), "x 1795343685293=1 1795343685295=3\n");
  EXPECT_EQ(input.rejects.Summary(), "1 line rejected: line 3:1: expected 2 fields, got 1");
}

TEST(ReadAny, CsvRejectsHistogramsThatEndEarly) {
  const ReadInput input = Read("time,value\n1795343685293,{{sum:1\n1795343685294,{{sum:2}}\n");
  EXPECT_EQ(
      input.rejects.Summary(),
      "1 line rejected: line 2:15: column 'value': histogram, at byte 8: histogram description "
      "incomplete: unexpected end of input");
  ASSERT_EQ(input.source->series().size(), 1u);
  EXPECT_EQ(input.source->series()[0].histograms.size(), 1u);
}

TEST(ReadAny, AnUnknownFormatIsAnswered) {
  StringInput in("");
  EXPECT_NE(ReadAny(in, {.format = "cvs"}).error().message.find("did you mean 'csv'?"),
            std::string::npos);
}

// What the machine formats write is read back the same, histograms included.
TEST(ReadAny, ReadsWhatTheFormatsWrite) {
  model::QueryResult result{.type = model::ResultType::kMatrix};
  result.series = {
      {.labels = model::Labels{{"__name__", "x"}, {"l", "a,\"b\"\n"}},
       .times = {1795343685293, 1795343700293},
       .values = {0.1, -INFINITY}},
      {.labels = model::Labels{{"code", "200"}}, .times = {1795343685293}, .values = {1e21}}};
  model::Histogram histogram{
      .schema = 1, .zero_threshold = 0.001, .zero_count = 1, .count = 10, .sum = 3.5};
  histogram.positive_spans = {{.offset = -3, .length = 2}};
  histogram.positive_buckets = {4, 5};
  histogram.negative_spans = {{.offset = 2, .length = 1}};
  histogram.negative_buckets = {1};
  const model::Series with_histogram{
      .labels = model::Labels{{"__name__", "h"}},
      .histograms = {{1795343685293, std::make_shared<model::Histogram>(histogram)}}};
  for (const char* format : {"prom", "json", "csv", "tsv", "ndjson"}) {
    model::QueryResult written = result;
    const bool has_histograms = std::string_view(format) != "ndjson";
    if (has_histograms) written.series.push_back(with_histogram);
    StringOutput out;
    Dropped dropped;
    const FormatOptions options;
    ASSERT_TRUE((*FindOutputFormat(format))->write_result(written, {out, options, dropped}));
    const ReadInput input = Read(out.text());
    EXPECT_EQ(input.format, format) << out.text();
    EXPECT_EQ(input.rejects.Summary(), "") << out.text();
    ASSERT_EQ(input.source->series().size(), written.series.size()) << out.text();
    for (size_t i = 0; i < written.series.size(); ++i) {
      const model::Series& got = input.source->series()[i];
      EXPECT_EQ(got.labels, written.series[i].labels) << format;
      EXPECT_EQ(got.times, written.series[i].times) << format;
      EXPECT_EQ(got.values, written.series[i].values) << format;
    }
    if (has_histograms) {
      EXPECT_EQ(*input.source->series()[2].histograms[0].histogram, histogram) << out.text();
    }
  }
}

}  // namespace
}  // namespace plumb::formats
