#include "store/writer.h"

#include <random>

#include "store_fixture.h"

namespace plumb::store {
namespace {

using WriterTest = StoreFixture;

const Labels kUp{{"__name__", "up"}, {"job", "node"}};
const Labels kLoad{{"__name__", "load"}, {"job", "node"}};
const Labels kTemp{{"__name__", "temp"}, {"room", "attic"}};

TEST_F(WriterTest, KeepsWhatWasCommittedAcrossProcesses) {
  Open();
  const CommitReport first = Commit({Scrape(1000, {{kUp, 1}, {kLoad, 0.25}})});
  EXPECT_EQ(first.stored, 2u);
  EXPECT_EQ(first.new_series, 2u);
  Open();  // as another process would
  EXPECT_EQ(Commit({Scrape(2000, {{kUp, 1}, {kLoad, 0.5}})}).new_series, 0u);
  EXPECT_EQ(One(kLoad), (Points{{1000, 0.25}, {2000, 0.5}}));
  ExpectClean();
}

TEST_F(WriterTest, RowsOfTheSameShapeShareALayout) {
  Open();
  for (Timestamp t = 1; t <= 5; ++t)
    Commit({Scrape(t * 1000, {{kUp, 1}, {kLoad, static_cast<double>(t)}})});
  Open();
  Commit({Scrape(6000, {{kLoad, 6}, {kUp, 1}})});  // in another order
  auto report = Verify(Read().snapshot());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->layouts, 1u);
  EXPECT_EQ(report->rows, 6u);
}

TEST_F(WriterTest, SameValueAgainIsSilentlyFine) {
  Open();
  Commit({Scrape(1000, {{kUp, 1}, {kLoad, NAN}})});
  const CommitReport again = Commit({Scrape(1000, {{kUp, 1}, {kLoad, NAN}})});
  EXPECT_EQ(again.same, 2u);
  EXPECT_EQ(again.stored, 0u);
  EXPECT_EQ(again.kept, 0u);
  EXPECT_EQ(One(kUp), (Points{{1000, 1}}));
}

TEST_F(WriterTest, AnotherValueIsCountedAndTheFirstKept) {
  Open();
  Commit({Scrape(1000, {{kUp, 1}})});
  const CommitReport report = Commit({Scrape(1000, {{kLoad, 2}, {kUp, 0}})});
  EXPECT_EQ(report.kept, 1u);
  EXPECT_EQ(report.kept_lines, std::vector<uint32_t>{2});
  EXPECT_EQ(report.stored, 1u);  // other columns at the same time are a new part
  EXPECT_EQ(One(kUp), (Points{{1000, 1}}));
  EXPECT_EQ(One(kLoad), (Points{{1000, 2}}));
  ExpectClean();
}

TEST_F(WriterTest, WithinABatchTheFirstIsKeptToo) {
  Open();
  const CommitReport report = Commit({Loose({{kUp, 1, 1000}, {kUp, 2, 1000}, {kUp, 1, 1000}})});
  EXPECT_EQ(report.stored, 1u);
  EXPECT_EQ(report.kept, 1u);
  EXPECT_EQ(report.same, 1u);
  EXPECT_EQ(One(kUp), (Points{{1000, 1}}));
}

TEST_F(WriterTest, ReplaceOverwrites) {
  Open(DuplicatePolicy::kReplace);
  Commit({Scrape(1000, {{kUp, 1}, {kLoad, 3}})});
  const CommitReport report = Commit({Scrape(1000, {{kUp, 0}, {kLoad, 3}})});
  EXPECT_EQ(report.replaced, 1u);
  EXPECT_EQ(report.same, 1u);
  EXPECT_EQ(One(kUp), (Points{{1000, 0}}));
  EXPECT_EQ(One(kLoad), (Points{{1000, 3}}));
  ExpectClean();
}

TEST_F(WriterTest, ReplaceOverwritesAFloatWithAHistogram) {
  Open(DuplicatePolicy::kReplace);
  Commit({Scrape(1000, {{kUp, 1}, {kLoad, 3}})});
  model::Histogram histogram{.schema = 1, .count = 3, .sum = 4.5};
  histogram.positive_spans = {{0, 2}};
  histogram.positive_buckets = {1, 2};
  EXPECT_EQ(Commit({Scrape(1000, {{kUp, 0, std::nullopt, &histogram}})}).replaced, 1u);
  EXPECT_TRUE(One(kUp).empty());
  EXPECT_EQ(One(kLoad), (Points{{1000, 3}}));
  ExpectClean();
}

TEST_F(WriterTest, DuplicatesAreFoundUnderOtherTargets) {
  Open();
  Commit({Scrape(60'000, {{kUp, 1}})});
  const CommitReport loose = Commit({Loose({{kUp, 1, 60'000}}), Loose({{kUp, 5, 60'000}})});
  EXPECT_EQ(loose.same, 1u);
  EXPECT_EQ(loose.kept, 1u);
  Commit({Loose({{kUp, 2, 61'000}})});
  EXPECT_EQ(Commit({Scrape(61'000, {{kUp, 2}})}).same, 1u);
  EXPECT_EQ(One(kUp), (Points{{60'000, 1}, {61'000, 2}}));
  ExpectClean();
}

TEST_F(WriterTest, SamplesWithScatteredTimesShareRows) {
  Open();
  std::vector<In> samples;
  for (int i = 0; i < 100; ++i) {
    Labels labels{{"__name__", "container_cpu"}, {"id", std::to_string(1000 + i)}};
    samples.push_back({labels, static_cast<double>(i), 120'000 + i * 7});
  }
  Commit({Loose(samples)});
  auto report = Verify(Read().snapshot());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->rows, 1u);
  EXPECT_EQ(One(samples[42].labels), (Points{{120'294, 42}}));
  // The same file twice.
  EXPECT_EQ(Commit({Loose(samples)}).same, 100u);
  // And one by one, so that it would be a plain row.
  EXPECT_EQ(Commit({Loose({samples[7]})}).same, 1u);
  const auto extent = Read().FindExtent();
  ASSERT_TRUE(extent.ok() && extent->has_value());
  EXPECT_EQ((*extent)->oldest, 120'000);
  EXPECT_EQ((*extent)->newest, 120'693);
  EXPECT_EQ(One(samples[42].labels, {120'294, 120'294}), (Points{{120'294, 42}}));
  EXPECT_TRUE(One(samples[42].labels, {120'295, 130'000}).empty());
  ExpectClean();
}

TEST_F(WriterTest, NegativeTimesKeepTheirOrder) {
  Open();
  Commit({Loose({{kUp, 3, 5}, {kUp, 1, -90'001}, {kUp, 2, -3}})});
  EXPECT_EQ(One(kUp), (Points{{-90'001, 1}, {-3, 2}, {5, 3}}));
  ExpectClean();
}

TEST_F(WriterTest, LargeScrapesAreSplitIntoParts) {
  Open();
  std::vector<In> samples;
  for (int i = 0; i < 4500; ++i)
    samples.push_back({Labels{{"__name__", "big"}, {"i", std::to_string(i)}}, double(i)});
  Commit({Scrape(1000, samples), Scrape(2000, samples)});
  auto report = Verify(Read().snapshot());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->rows, 6u);
  EXPECT_EQ(report->layouts, 3u);
  EXPECT_EQ(report->samples, 9000u);
  EXPECT_EQ(One(samples[4321].labels), (Points{{1000, 4321}, {2000, 4321}}));
  ExpectClean();
}

TEST_F(WriterTest, AFewHolesDoNotMakeANewLayout) {
  Open();
  std::vector<In> samples;
  for (int i = 0; i < 40; ++i)
    samples.push_back({Labels{{"__name__", "m"}, {"i", std::to_string(i)}}, double(i)});
  Commit({Scrape(1000, samples)});
  std::vector<In> fewer(samples.begin() + 3, samples.end());
  Commit({Scrape(2000, fewer, false)});
  Commit({Scrape(3000, {samples[0], samples[1]}, false)});  // too few for the layout of forty
  auto report = Verify(Read().snapshot());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->layouts, 2u);
  EXPECT_EQ(report->samples, 79u);
  EXPECT_EQ(One(samples[2].labels), (Points{{1000, 2}}));
  EXPECT_EQ(One(samples[0].labels), (Points{{1000, 0}, {3000, 0}}));
}

TEST_F(WriterTest, LongAndHostileLabelsSurvive) {
  Open();
  const std::string longest(2000, 'x');
  std::vector<In> samples;
  for (const std::string& value :
       {longest + "a", longest + "b", longest, std::string("\xff\x00z", 3), std::string("\"\n\\"),
        std::string(480, 'y'), std::string(481, 'y')})
    samples.push_back({Labels{{"__name__", "long"}, {"v", value}}, double(samples.size())});
  samples.push_back({Labels{{"__name__", longest}, {longest + "n", "v"}}, 99});
  Commit({Loose([&] {
    for (In& in : samples) in.time = 1000;
    return samples;
  }())});
  for (const In& in : samples) EXPECT_EQ(One(in.labels), (Points{{1000, in.value}}));
  auto values = Read().ListLabelValues("v", {});
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(values->size(), 7u);
  ExpectClean();
}

TEST_F(WriterTest, EveryBitOfAValueSurvives) {
  Open();
  std::vector<In> samples;
  std::mt19937_64 random(7);
  std::vector<uint64_t> bits{model::kStaleBits,  model::kNanBits,    0x8000000000000000,
                             0x7ff0000000000000, 0xfff0000000000000, 1,
                             0x7ff0000000000001, 0xfff8123456789abc};
  for (int i = 0; i < 200; ++i) bits.push_back(random());
  for (size_t i = 0; i < bits.size(); ++i)
    samples.push_back({kUp, std::bit_cast<double>(bits[i]), static_cast<Timestamp>(i * 1000)});
  Commit({Loose(samples)});
  const auto read = Bits(One(kUp));
  ASSERT_EQ(read.size(), bits.size());
  for (size_t i = 0; i < bits.size(); ++i) EXPECT_EQ(read[i].second, bits[i]);
}

TEST_F(WriterTest, HistogramsComeBackBitForBit) {
  Open();
  model::Histogram a{.schema = 3,
                     .zero_threshold = 1e-9,
                     .zero_count = 2,
                     .count = 9,
                     .sum = model::StaleMarker()};
  a.positive_spans = {{-3, 2}, {5, 1}};
  a.positive_buckets = {1, 4, 2};
  model::Histogram b{.schema = model::kCustomBucketsSchema,
                     .count = 2.5,
                     .sum = -0.0,
                     .custom_values = {0.5, 1},
                     .reset_hint = model::ResetHint::kGauge};
  b.positive_spans = {{0, 2}};
  b.positive_buckets = {0.25, 2.25};
  Commit({Scrape(1000, {{kUp, 1}, {kLoad, 0, std::nullopt, &a}}),
          Scrape(2000, {{kUp, 1}, {kLoad, 0, std::nullopt, &b}})});
  auto set = Read().Select({{*model::Matcher::Make("__name__", model::MatchOp::kEqual, "load")},
                            {model::kMinTime, model::kMaxTime}});
  ASSERT_TRUE(set.ok() && (*set)->size() == 1);
  auto columns = (*set)->Read((*set)->batches()[0], {model::kMinTime, model::kMaxTime});
  ASSERT_TRUE(columns.ok());
  const auto& points = (*columns)[0].histograms;
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].time, 1000);
  EXPECT_TRUE(encoding::SameHistogram(*points[0].histogram, a));
  EXPECT_TRUE(encoding::SameHistogram(*points[1].histogram, b));
  EXPECT_TRUE((*columns)[0].values.empty());
  ExpectClean();
}

TEST_F(WriterTest, FamiliesAreMergedFieldByField) {
  Open();
  batch_.families = {{.metric = "up", .type = model::MetricType::kGauge},
                     {.metric = "up", .help = "whether"}};
  Commit({});
  batch_.families = {{.metric = "up", .unit = "bool"}, {.metric = "a", .help = "first"}};
  Commit({});
  auto families = Read().ListMetadata();
  ASSERT_TRUE(families.ok());
  ASSERT_EQ(families->size(), 2u);
  EXPECT_EQ((*families)[0].metric, "a");
  EXPECT_EQ((*families)[1], (model::Metadata{"up", model::MetricType::kGauge, "whether", "bool"}));
}

TEST_F(WriterTest, ShuffledAndTwiceGivesTheSame) {
  std::vector<In> samples;
  for (int i = 0; i < 300; ++i)
    samples.push_back(
        {Labels{{"__name__", "s"}, {"i", std::to_string(i % 10)}}, double(i), 1000 * (i / 10)});
  Open();
  Commit({Loose(samples)});
  const auto first = Query({});
  std::mt19937 random(3);
  std::shuffle(samples.begin(), samples.end(), random);
  EXPECT_EQ(Commit({Loose(samples)}).same, 300u);
  EXPECT_EQ(Query({}), first);
  Close();
  std::filesystem::remove_all(Path());
  Open();
  for (size_t i = 0; i < samples.size(); i += 7)
    Commit(
        {Loose({samples.begin() + static_cast<std::ptrdiff_t>(i),
                samples.begin() + static_cast<std::ptrdiff_t>(std::min(i + 7, samples.size()))})});
  EXPECT_EQ(Query({}), first);
  ExpectClean();
}

TEST_F(WriterTest, TwoWritersInTurnSeeEachOthersSeries) {
  Open();
  StoreWriter other(environment_);
  Commit({Scrape(1000, {{kUp, 1}})});
  Batch batch;
  Block block{.target = {"pushed", "", ""}};
  block.samples = {
      {.series = other.Intern(kUp), .time = 1000, .bits = std::bit_cast<uint64_t>(1.0)},
      {.series = other.Intern(kTemp), .time = 1000, .bits = std::bit_cast<uint64_t>(20.0)}};
  batch.blocks = {block};
  auto report = other.Commit(batch);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->same, 1u);
  // The first writer knew `up` under one target only; it must look again.
  block.samples = {
      {.series = other.Intern(kUp), .time = 3000, .bits = std::bit_cast<uint64_t>(1.0)}};
  batch.blocks = {block};
  ASSERT_TRUE(other.Commit(batch).ok());
  EXPECT_EQ(Commit({Scrape(3000, {{kUp, 1}, {kTemp, 21}})}).same, 1u);
  EXPECT_EQ(One(kUp), (Points{{1000, 1}, {3000, 1}}));
  ExpectClean();
}

}  // namespace
}  // namespace plumb::store
