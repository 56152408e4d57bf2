#include "store/usage.h"

#include <sys/wait.h>
#include <unistd.h>

#include "store/sample_estimate.h"
#include "store_fixture.h"

namespace plumb::store {
namespace {

constexpr Timestamp kStart = 1'795'046'400'000;

class UsageTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  // Scrapes of `up` and, in the first part of them, of `load`.
  void Add(std::vector<Block>& blocks, const TargetName& target, Timestamp from, int count,
           double part = 1) {
    for (int i = 0; i < count; ++i) {
      std::vector<In> samples = {{Labels{{"__name__", "up"}, {"instance", target.instance}}, 1}};
      if (i < part * count)
        samples.push_back({Labels{{"__name__", "load"}, {"instance", target.instance}}, i / 4.0});
      blocks.push_back(Samples(
          {.target = target, .scrape = true, .time = from + i * 15 * kSecond, .complete = true},
          samples));
    }
  }
  void Fill(const TargetName& target, Timestamp from, int count, double part = 1) {
    std::vector<Block> blocks;
    Add(blocks, target, from, count, part);
    Commit(std::move(blocks));
  }
  void Compact() {
    ManualClock clock(kStart + 400 * kDay);
    const auto report = CompactDue(*environment_, clock,
                                   {.time = kHour, .bytes = UINT64_MAX, .late = LateRows::kAny});
    ASSERT_TRUE(report.ok()) << report.error().message;
  }
  SampleEstimate Estimate() {
    const auto estimate = EstimateSamples(Read().snapshot());
    EXPECT_TRUE(estimate.ok()) << estimate.error().message;
    return estimate.ok() ? *estimate : SampleEstimate{};
  }
};

TEST_F(UsageTest, TellsTheTablesAndTheFile) {
  Fill(kTarget, kStart, 240);
  const auto usage = MeasureUsage(Read().snapshot());
  ASSERT_TRUE(usage.ok()) << usage.error().message;
  EXPECT_EQ(usage->file_bytes, std::filesystem::file_size(Path() + "/data.mdb"));
  EXPECT_EQ(usage->map_bytes, kTestMapSize);
  EXPECT_GE(usage->tables.size(), 14u);
  uint64_t bytes = 0;
  for (const TableUsage& table : usage->tables) {
    bytes += table.bytes;
    const uint64_t rows = table.name == "row" ? 240 : table.entries;
    EXPECT_EQ(table.entries, table.name == "series" ? 2 : rows);
  }
  EXPECT_EQ(usage->BytesOf("row") % 4096, 0u);
  EXPECT_GT(usage->BytesOf("row"), 240u * 16);
  EXPECT_EQ(usage->BytesOf("nothing"), 0u);
  // Besides: two meta pages, the table of tables, the list of free pages.
  EXPECT_LE(bytes + usage->free_bytes, usage->file_bytes);
  EXPECT_GE(bytes + usage->free_bytes + 8 * 4096, usage->file_bytes);
}

TEST_F(UsageTest, KnowsWhoReadsAnOldState) {
  Fill(kTarget, kStart, 1);
  int ready[2];
  int over[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(over), 0);
  Close();
  const pid_t child = fork();
  if (child == 0) {
    const auto reader = Reader::Open(Path(), {.map_size = kTestMapSize});
    char byte = reader.ok() ? 'y' : 'n';
    (void)!write(ready[1], &byte, 1);
    (void)!read(over[0], &byte, 1);
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  Open();
  Fill(kTarget, kStart + kHour, 1);
  Fill(kTarget, kStart + 2 * kHour, 1);
  const auto usage = MeasureUsage(Read().snapshot());
  ASSERT_TRUE(usage.ok());
  ASSERT_EQ(usage->readers.size(), 1u);
  EXPECT_EQ(usage->readers[0].process, child);
  EXPECT_EQ(usage->readers[0].behind, 2u);
  ASSERT_EQ(write(over[1], "x", 1), 1);
  waitpid(child, nullptr, 0);
}

TEST_F(UsageTest, FewSamplesAreCounted) {
  Fill(kTarget, kStart, 240, 0.5);
  Fill(kTarget, kStart + kDay, 10);
  EXPECT_EQ(Estimate().in_rows, 380u);
  Compact();
  const SampleEstimate estimate = Estimate();
  EXPECT_TRUE(estimate.exact);
  EXPECT_EQ(estimate.in_rows, 0u);
  EXPECT_EQ(estimate.in_segments, 380u);
  EXPECT_EQ(estimate.segments, 2u);
  EXPECT_GT(estimate.segment_bytes, 50u);
}

TEST_F(UsageTest, HistogramsAndLooseSamplesAreCounted) {
  const model::Histogram histogram{.count = 3, .sum = 4};
  std::vector<In> samples;
  for (int i = 0; i < 40; ++i)
    samples.push_back({Labels{{"__name__", "loose"}}, 1.0 * i, kStart + i * 1234});
  Commit(
      {Loose(samples), Scrape(kStart, {{Labels{{"__name__", "h"}}, 0, std::nullopt, &histogram}})});
  EXPECT_EQ(Estimate().in_rows, 41u);
  Compact();
  EXPECT_EQ(Estimate().in_segments, 41u);
}

TEST_F(UsageTest, ManyAreToldFromAPart) {
  // 3000 segments of 30 or 60 samples.
  for (int hour = 0; hour < 24; ++hour) {
    std::vector<Block> blocks;
    for (int target = 0; target < 125; ++target)
      Add(blocks, {"node", std::to_string(target), "x"}, kStart + hour * kHour, 30, hour % 2);
    Commit(std::move(blocks));
  }
  const SampleEstimate rows = Estimate();
  EXPECT_FALSE(rows.exact);
  EXPECT_NEAR(static_cast<double>(rows.in_rows), 135'000, 45'000);
  Compact();
  const SampleEstimate segments = Estimate();
  EXPECT_FALSE(segments.exact);
  EXPECT_EQ(segments.segments, 3000u);
  EXPECT_NEAR(static_cast<double>(segments.in_segments), 135'000, 10'000);
  EXPECT_EQ(Verify(Read().snapshot())->samples, 135'000u);
}

}  // namespace
}  // namespace plumb::store
