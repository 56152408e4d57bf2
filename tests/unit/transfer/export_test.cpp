// What is exported as the stream makes the same store again; other formats have the same samples.
#include "transfer/export.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "formats/exposition.h"
#include "generated_input.h"
#include "ingest/store_sink.h"
#include "transfer/bundle.h"

namespace plumb::transfer {
namespace {

using tests::GeneratedInput;
using tests::GeneratedStore;
using tests::Random;

std::string DumpOf(const std::shared_ptr<store::Environment>& environment,
                   const DumpSelection& selection = {}) {
  StringOutput out;
  FrameWriter writer(out);
  const auto dumped = Dump(*store::Snapshot::Take(environment), selection, writer);
  EXPECT_TRUE(dumped.ok()) << dumped.error().message;
  return out.text();
}

std::string ExportOf(const std::shared_ptr<store::Environment>& environment,
                     std::string_view format, const DumpSelection& selection = {}) {
  StringOutput out;
  formats::Dropped dropped;
  Export to{.environment = environment, .selection = selection, .out = out, .dropped = dropped};
  const Status written = (*FindExportFormat(format))->write(to);
  EXPECT_TRUE(written.ok()) << written.error().message;
  return out.text();
}

void Ingest(const std::string& text, GeneratedStore& into) {
  store::StoreWriter writer(into.environment());
  ManualClock clock(tests::kGeneratedBegin + 30 * kDay);
  formats::RejectLog rejects;
  ingest::StoreSink sink(&writer, clock, {}, rejects);
  ASSERT_TRUE(formats::ReadExposition(text, {}, sink, rejects).ok());
  ASSERT_TRUE(sink.Finish().ok());
  EXPECT_EQ(rejects.count, 0u) << text.substr(0, 2000);
}

class ExportProperty : public ::testing::TestWithParam<unsigned> {
 protected:
  ExportProperty() {
    Random random(GetParam());
    GeneratedInput input(random);
    for (int step = 0; step < 30; ++step) {
      store_.Commit(input.Next(), store::DuplicatePolicy::kKeepFirst);
      if (random() % 3 == 0) store_.Compact(input.newest() - kHour, {});
    }
  }
  GeneratedStore store_;
};

TEST_P(ExportProperty, TheStreamMakesTheSameStore) {
  GeneratedStore copy;
  Ingest(ExportOf(store_.environment(), "prom"), copy);
  EXPECT_EQ(DumpOf(copy.environment()), DumpOf(store_.environment()));
}

TEST_P(ExportProperty, ABundleAnswersAsItsPartOfTheStore) {
  const model::TimeRange range = {tests::kGeneratedBegin + kHour, tests::kGeneratedBegin + kDay};
  const DumpSelection part{
      .matchers = {*model::Matcher::Make("__name__", model::MatchOp::kRegex, "m[0-4]")},
      .range = range};
  const std::string path = store_.folder() + "/part.bundle";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  ASSERT_GE(fd, 0);
  const auto counts = WriteBundle(*store::Snapshot::Take(store_.environment()), part,
                                  store_.folder() + "/parts", fd, path);
  ::close(fd);
  ASSERT_TRUE(counts.ok()) << counts.error().message;
  EXPECT_FALSE(std::filesystem::exists(store_.folder() + "/parts"));
  const auto bundle = *store::Environment::Open(path, {.map_size = uint64_t{64} << 20});
  EXPECT_TRUE(bundle->bundle());
  EXPECT_EQ(DumpOf(bundle), DumpOf(store_.environment(), part));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ExportProperty, ::testing::Range(1u, 4u));

class ExportTest : public ::testing::Test {
 protected:
  GeneratedStore store_;
};

TEST_F(ExportTest, EachFormatSaysTheSame) {
  Ingest(
      "# HELP a_total Things.\n# TYPE a_total counter\n"
      "#! scrape job=j instance=i target=\"http://i\" time=1795000000000 samples=2 status=ok\n"
      "a_total{instance=\"i\",job=\"j\"} 1 1795000000000\n"
      "b{instance=\"i\",job=\"j\",le=\"x,\\\"y\\\"\"} 0.5 1795000000000\n"
      "#! scrape job=j instance=i target=\"http://i\" time=1795000015000 samples=1 status=ok\n"
      "a_total{instance=\"i\",job=\"j\"} 2 1795000015000\n",
      store_);
  EXPECT_EQ(ExportOf(store_.environment(), "openmetrics"),
            "# HELP a Things.\n# TYPE a counter\n"
            "a_total{instance=\"i\",job=\"j\"} 1 1795000000\n"
            "a_total{instance=\"i\",job=\"j\"} 2 1795000015\n"
            "b{instance=\"i\",job=\"j\",le=\"x,\\\"y\\\"\"} 0.5 1795000000\n"
            "# EOF\n");
  EXPECT_EQ(ExportOf(store_.environment(), "ndjson"),
            "{\"metric\":{\"__name__\":\"a_total\",\"instance\":\"i\",\"job\":\"j\"},"
            "\"values\":[1,2],\"timestamps\":[1795000000000,1795000015000]}\n"
            "{\"metric\":{\"__name__\":\"b\",\"instance\":\"i\",\"job\":\"j\","
            "\"le\":\"x,\\\"y\\\"\"},\"values\":[0.5],\"timestamps\":[1795000000000]}\n");
  // The end of b is not stored: it is told where it can be.
  EXPECT_EQ(ExportOf(store_.environment(), "csv"),
            "time,__name__,instance,job,le,value\n"
            "2026-11-18T11:06:40Z,a_total,i,j,,1\n"
            "2026-11-18T11:06:55Z,a_total,i,j,,2\n"
            "2026-11-18T11:06:40Z,b,i,j,\"x,\"\"y\"\"\",0.5\n"
            "2026-11-18T11:06:55Z,b,i,j,\"x,\"\"y\"\"\",Stale\n");
}

TEST_F(ExportTest, ARangeOfSomeSeries) {
  Ingest("a 1 1795000000000\na 2 1795000001000\na 3 1795000002000\nb 4 1795000001000\n", store_);
  const DumpSelection part{
      .matchers = {*model::Matcher::Make("__name__", model::MatchOp::kEqual, "a")},
      .range = {1'795'000'001'000, 1'795'000'001'999}};
  EXPECT_EQ(ExportOf(store_.environment(), "prom", part), "#! target\na 2 1795000001000\n");
  EXPECT_EQ(ExportOf(store_.environment(), "openmetrics", part), "a 2 1795000001\n# EOF\n");
}

TEST_F(ExportTest, AnUnknownFormatIsAnsweredWithThoseThatThereAre) {
  const auto found = FindExportFormat("table");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, Exit::kUsage);
  EXPECT_EQ(found.error().message,
            "cannot export as 'table'; the formats are csv, ndjson, openmetrics, prom");
}

}  // namespace
}  // namespace plumb::transfer
