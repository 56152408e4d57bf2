#include "formats/output.h"

#include <gtest/gtest.h>

#include "formats/exposition.h"
#include "text/utf8.h"

namespace plumb::formats {
namespace {

using model::Labels;

model::QueryResult Vector() {
  return {
      .type = model::ResultType::kVector,
      .series = {{.labels = Labels{{"__name__", "up"}, {"job", "a|b"}},
                  .times = {1795343685293},
                  .values = {1}},
                 {.labels = Labels{{"job", "x"}}, .times = {1795343685293}, .values = {1e21}}},
      .annotations = {{.level = model::Annotation::Level::kWarning, .text = "PromQL warning: w"}},
      .expression = "up or x",
      .start = 1795343685293,
      .end = 1795343685293};
}

model::QueryResult Matrix() {
  return {.type = model::ResultType::kMatrix,
          .series = {{.labels = Labels{{"job", "x"}},
                      .times = {1795343685000, 1795343700000, 1795343715000},
                      .values = {1, 2, 6}}},
          .start = 1795343685000,
          .end = 1795343715000,
          .step = 15000};
}

std::string Write(std::string_view format, const model::QueryResult& result,
                  const FormatOptions& options = {}) {
  StringOutput out;
  Dropped dropped;
  const auto found = FindOutputFormat(format);
  EXPECT_TRUE(found);
  EXPECT_TRUE((*found)->write_result(result, {out, options, dropped}));
  return out.text();
}

std::string WriteList(std::string_view format, const Listing& listing) {
  StringOutput out;
  Dropped dropped;
  const FormatOptions options;
  EXPECT_TRUE((*FindOutputFormat(format))->write_listing(listing, {out, options, dropped}));
  return out.text();
}

TEST(Output, Prom) {
  EXPECT_EQ(Write("prom", Vector()),
            "#! query expr=\"up or x\" start=1795343685293 end=1795343685293 step=0\n"
            "up{job=\"a|b\"} 1 1795343685293\n{job=\"x\"} 1e+21 1795343685293\n");
}

TEST(Output, ScalarIsANamelessLine) {
  const model::QueryResult scalar{.type = model::ResultType::kScalar,
                                  .series = {{.times = {1795343685293}, .values = {2}}}};
  EXPECT_EQ(Write("prom", scalar), "{} 2 1795343685293\n");
  EXPECT_EQ(Write("json", scalar),
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1795343685."
            "293,\"2\"]}}\n");
  EXPECT_EQ(Write("value", scalar), "2\n");
}

TEST(Output, Json) {
  EXPECT_EQ(Write("json", Vector()),
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            "{\"metric\":{\"__name__\":\"up\",\"job\":\"a|b\"},\"value\":[1795343685.293,\"1\"]},"
            "{\"metric\":{\"job\":\"x\"},\"value\":[1795343685.293,\"1e+21\"]}]},"
            "\"warnings\":[\"PromQL warning: w\"]}\n");
  EXPECT_EQ(Write("json", Matrix()),
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{"
            "\"job\":\"x\"},"
            "\"values\":[[1795343685,\"1\"],[1795343700,\"2\"],[1795343715,\"6\"]]}]}}\n");
}

TEST(Output, Ndjson) {
  EXPECT_EQ(Write("ndjson", Matrix()),
            "{\"metric\":{\"job\":\"x\"},\"values\":[1,2,6],\"timestamps\":[1795343685000,"
            "1795343700000,1795343715000]}\n");
}

TEST(Output, CsvLongAndWide) {
  EXPECT_EQ(Write("csv", Vector()),
            "time,__name__,job,value\n2026-11-22T10:34:45.293Z,up,a|b,1\n2026-11-22T10:34:45.293Z,,"
            "x,1e+21\n");
  EXPECT_EQ(Write("csv", Matrix(), {.wide = true}),
            "time,\"{job=\"\"x\"\"}\"\n2026-11-22T10:34:45Z,1\n2026-11-22T10:35:00Z,2\n2026-11-"
            "22T10:35:15Z,6\n");
  EXPECT_EQ(Write("tsv", Matrix(), {.no_header = true}).substr(0, 25),
            "2026-11-22T10:34:45Z\tx\t1\n");
}

TEST(Output, ValueNeverHasAnExponent) {
  EXPECT_EQ(Write("value", Vector()), "1\n1000000000000000000000\n");
}

TEST(Output, TableShowsARangeAsARowASeries) {
  EXPECT_EQ(Write("table", Matrix()),
            "job  min  mean  max  last\nx      1     3    6     6  ▁▂█\n");
  EXPECT_EQ(Write("table", Matrix(), {.utf8 = false}),
            "job  min  mean  max  last\nx      1     3    6     6  _.#\n");
}

TEST(Output, TableShowsTheHistogramThatASeriesEndsIn) {
  model::QueryResult result = Matrix();
  result.series[0].histograms = {
      {.time = result.end + 1, .histogram = std::make_shared<model::Histogram>()}};
  EXPECT_EQ(Write("table", result, {.utf8 = false}),
            "job  min  mean  max  last\nx      1     3    6  {{}}  _.#\n");
}

TEST(Output, JsonEndsBucketsAtTheZeroBucket) {
  model::QueryResult result = Vector();
  result.series = {{.labels = Labels{{"job", "x"}}}};
  model::Histogram histogram;
  histogram.count = 3;
  histogram.zero_threshold = 0.75;
  histogram.zero_count = 1;
  histogram.positive_spans = {{.offset = 0, .length = 1}};
  histogram.positive_buckets = {2};
  result.series[0].histograms = {
      {.time = 1000, .histogram = std::make_shared<model::Histogram>(histogram)}};
  EXPECT_NE(Write("json", result)
                .find("\"histogram\":[1,{\"count\":\"3\",\"sum\":\"0\",\"buckets\":[[3,\"-0.75\","
                      "\"0.75\",\"1\"],[0,\"0.75\",\"1\",\"2\"]]}]"),
            std::string::npos);
}

TEST(Output, TableIsSafeAndFitsTheTerminal) {
  model::QueryResult result = Vector();
  result.series = {{.labels = Labels{{"path", "/a/very/long/path/\x1b[31m/to/a/thing"}},
                    .times = {1},
                    .values = {1}}};
  const std::string table = Write("table", result, {.width = 20});
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  for (size_t at = 0; at < table.size();) {
    const size_t stop = table.find('\n', at);
    EXPECT_LE(text::DisplayWidth(std::string_view(table).substr(at, stop - at)), 20u);
    at = stop + 1;
  }
}

TEST(Output, MarkdownEscapesBars) {
  EXPECT_EQ(Write("md", Vector()),
            "| metric | job | value |\n|---|---|---:|\n| up | a\\|b | 1 |\n|  | x | 1e+21 |\n");
}

TEST(Output, StrictFormatsDropAndCount) {
  model::QueryResult result = Vector();
  result.series[0].values[0] = model::StaleMarker();
  StringOutput out;
  Dropped dropped;
  const FormatOptions options;
  ASSERT_TRUE((*FindOutputFormat("text"))->write_result(result, {out, options, dropped}));
  EXPECT_EQ(out.text(), "");
  EXPECT_EQ(dropped.Summary("text"),
            "1 stale marker, 1 sample without a name dropped: not possible in text");
}

TEST(Output, Listings) {
  const Listing names = NameList{"label", {"job", "a\"b"}};
  EXPECT_EQ(WriteList("json", names), "{\"status\":\"success\",\"data\":[\"job\",\"a\\\"b\"]}\n");
  EXPECT_EQ(WriteList("prom", names), "job\na\"b\n");
  const Listing series = SeriesList{{Labels{{"__name__", "up"}, {"job", "x"}}}};
  EXPECT_EQ(WriteList("prom", series), "up{job=\"x\"}\n");
  EXPECT_EQ(WriteList("csv", series), "__name__,job\nup,x\n");
  const Listing metrics =
      MetricList{{{.metric = "up", .type = model::MetricType::kGauge, .help = "h"}}};
  EXPECT_EQ(WriteList("prom", metrics), "# HELP up h\n# TYPE up gauge\n");
  EXPECT_EQ(WriteList("ndjson", metrics),
            "{\"metric\":\"up\",\"type\":\"gauge\",\"unit\":\"\",\"help\":\"h\"}\n");
}

TEST(OutputTarget, NamesAFormatOrAFile) {
  EXPECT_EQ((*ParseOutputTarget("csv")).format->name, "csv");
  EXPECT_EQ((*ParseOutputTarget("csv")).path, "");
  EXPECT_EQ((*ParseOutputTarget("out/x.json")).format->name, "json");
  EXPECT_EQ((*ParseOutputTarget("out/x.json")).path, "out/x.json");
  EXPECT_EQ((*ParseOutputTarget("csv=x=y.txt")).path, "x=y.txt");
  EXPECT_EQ((*ParseOutputTarget("./a=b.csv")).path, "./a=b.csv");
  EXPECT_EQ((*ParseOutputTarget("json=-")).path, "");
}

TEST(OutputTarget, AnswersATypo) {
  EXPECT_NE(ParseOutputTarget("jsno").error().message.find("did you mean 'json'?"),
            std::string::npos);
  EXPECT_NE(ParseOutputTarget("out.xyz").error().message.find("known endings"), std::string::npos);
  EXPECT_FALSE(ParseOutputTarget("csv="));
  EXPECT_FALSE(ParseOutputTarget("xyz=a.csv"));
  EXPECT_FALSE(ParseOutputTarget("./noending"));
}

// What the strict writers write passes the strict readers.
TEST(FamilyWriter, WritesWhatStrictReadersTake) {
  const std::string page =
      "# HELP c_total say \"hi\"\n# TYPE c_total counter\nc_total 1 1795343685293\n"
      "# TYPE old counter\nold 2\n"
      "# TYPE h histogram\nh_bucket{le=\"10\"} 1\nh_bucket{le=\"2\"} 1\nh_sum 3\nh_count "
      "2\nh_bucket{le=\"+Inf\"} 2\n"
      "g 1\nc_total{a=\"b\"} 1\n";
  for (const FamilyFormat format : {FamilyFormat::kText, FamilyFormat::kOpenMetrics}) {
    const bool text = format == FamilyFormat::kText;
    Dropped dropped;
    FamilyWriter writer(format, dropped);
    RejectLog rejects;
    ASSERT_TRUE(ReadExposition(page, {}, writer, rejects));
    StringOutput out;
    ASSERT_TRUE(writer.Finish(out));
    class NoSink : public model::SampleSink {
      Status OnSample(const model::StreamSample&) override { return Ok(); }
    } sink;
    const Status status =
        ReadExposition(out.text(), {.level = text ? Level::kTextStrict : Level::kOpenMetricsStrict},
                       sink, rejects);
    EXPECT_TRUE(status) << out.text() << (status ? "" : status.error().message);
    EXPECT_NE(out.text().find(text ? "# TYPE c_total counter" : "# TYPE c counter"),
              std::string::npos);
    EXPECT_NE(out.text().find(text ? "# TYPE old counter" : "# TYPE old unknown"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace plumb::formats
