#include "store/hint_table.h"

#include <random>

#include "store_fixture.h"

namespace plumb::store {
namespace {

std::optional<std::vector<std::pair<HintLine, std::string>>> Decode(std::string_view bytes) {
  std::vector<std::pair<HintLine, std::string>> lines;
  const bool good =
      DecodeHint(bytes, [&](const HintLine& line) { lines.emplace_back(line, line.text); });
  return good ? std::optional(lines) : std::nullopt;
}

void ExpectRoundTrip(const std::vector<HintLine>& lines) {
  const auto read = Decode(EncodeHint(lines));
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->size(), lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ((*read)[i].first.kind, lines[i].kind);
    EXPECT_EQ((*read)[i].first.series, lines[i].series);
    EXPECT_EQ((*read)[i].second, lines[i].text);
  }
}

const std::vector<HintLine> kPage = {{HintKind::kComment, "# HELP a x"},
                                     {HintKind::kType, "# TYPE a histogram"},
                                     {HintKind::kTypedSample, "a_bucket{le=\"1\"}", 7},
                                     {HintKind::kTypedSample, "a_bucket{le=\"2\"}", 8},
                                     {HintKind::kSample, "a_sum", UINT32_MAX},
                                     {HintKind::kSample, "", 1}};

TEST(Hint, RoundTrips) {
  ExpectRoundTrip({});
  ExpectRoundTrip(kPage);
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> texts(random() % 30);
    for (std::string& text : texts)
      for (size_t i = random() % 12; i > 0; --i) text.push_back(static_cast<char>(random() % 3));
    std::vector<HintLine> lines;
    for (const std::string& text : texts) {
      lines.push_back({.kind = static_cast<HintKind>(random() % 4), .text = text});
      if (lines.back().IsSample())
        lines.back().series = 1 + static_cast<SeriesId>(random() % UINT32_MAX);
    }
    ExpectRoundTrip(lines);
  }
}

TEST(Hint, ASeriesLikeItsNeighbourTakesFewBytes) {
  std::vector<std::string> texts;
  for (int i = 100; i < 600; ++i)
    texts.push_back("node_cpu_seconds_total{cpu=\"" + std::to_string(i) + "\",mode=\"idle\"}");
  std::vector<HintLine> lines;
  for (const std::string& text : texts)
    lines.push_back({HintKind::kSample, text, static_cast<SeriesId>(lines.size() + 1)});
  EXPECT_LT(EncodeHint(lines).size(), 500u * 20);
}

TEST(Hint, DamageIsSeen) {
  const std::string bytes = EncodeHint(kPage);
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    EXPECT_FALSE(Decode(damaged).has_value()) << i;
    EXPECT_FALSE(Decode(bytes.substr(0, i)).has_value()) << i;
  }
}

class HintTableTest : public StoreFixture {
 protected:
  PendingHint Hint(HintForm form, SeriesHandle series) {
    return {.target = kTarget,
            .form = form,
            .lines = {{HintKind::kComment, "# HELP a x"}, {HintKind::kSample, "a", series}}};
  }
  CommitReport CommitWith(Block block, PendingHint hint) {
    batch_.hints = {std::move(hint)};
    return Commit({std::move(block)});
  }
  void Damage(HintForm form, std::string_view bytes) {
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(write.ok());
    ASSERT_TRUE(SaveHint(*write->txn, environment_->tables(), 1, form, bytes).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  class A : public LabelSource {
    Labels LabelsOf(uint32_t) override { return {{"__name__", "a"}}; }
  };
  const Labels kA{{"__name__", "a"}};
};

TEST_F(HintTableTest, ComesBackWithTheNumbersOfItsSeries) {
  Open();
  const Block block = Scrape(1000, {{{{"__name__", "b"}}}, {kA, 1}});
  EXPECT_GT(CommitWith(block, Hint(5, block.samples[1].series)).hint_bytes, 0u);
  Open();
  const auto bytes = writer_->ReadHint(kTarget, 5);
  ASSERT_TRUE(bytes.ok());
  const auto lines = Decode(*bytes);
  ASSERT_TRUE(lines.has_value());
  EXPECT_EQ((*lines)[1].first.series, 2u);
  EXPECT_EQ(*writer_->ReadHint(kTarget, 6), "");
  EXPECT_EQ(*writer_->ReadHint({}, 5), "");
  ExpectClean();
}

TEST_F(HintTableTest, FormsThatNobodyUsesGo) {
  Open();
  const Block block = Scrape(1000, {{kA, 1}});
  for (HintForm form = 1; form < 20; ++form) CommitWith(block, Hint(form, block.samples[0].series));
  size_t there = 0;
  for (HintForm form = 1; form < 20; ++form)
    if (!writer_->ReadHint(kTarget, form)->empty()) ++there;
  EXPECT_LE(there, kMaxHintForms + 1);
  EXPECT_NE(*writer_->ReadHint(kTarget, 19), "");
}

TEST_F(HintTableTest, VerifyNamesDamage) {
  Open();
  const Block block = Scrape(1000, {{kA, 1}});
  CommitWith(block, Hint(5, block.samples[0].series));
  ExpectClean();
  Damage(5, "nonsense");
  auto report = Verify(Read().snapshot());
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->problem_count, 1u);
  EXPECT_EQ(report->problems[0], "a page hint of target 1 makes no sense");
  Damage(5, EncodeHint(std::vector<HintLine>{{HintKind::kSample, "a", 99}}));
  report = Verify(Read().snapshot());
  EXPECT_EQ(report->problems[0], "a page hint of target 1 has series 99, which is not there");
}

TEST_F(HintTableTest, AnAssumedSeriesIsCheckedInsideTheTransaction) {
  Open();
  Commit({Scrape(1000, {{kA, 1}})});
  const auto source = std::make_shared<A>();
  Open();
  // Number 1 is there, number 77 is not and is made from its labels: both are `a`.
  for (const SeriesId id : {1u, 77u}) {
    const SeriesHandle handle = writer_->Assume(id, source, 0);
    Block block{.target = kTarget, .scrape = true, .time = 2000 + id, .complete = true};
    block.samples = {{.series = handle, .time = block.time, .bits = std::bit_cast<uint64_t>(2.0)}};
    EXPECT_EQ(Commit({block}).new_series, 0u);
  }
  EXPECT_EQ(One(kA), (Points{{1000, 1}, {2001, 2}, {2077, 2}}));
  ExpectClean();
}

// A handle by number and one by labels for the same series: what one learns of targets the other
// must not miss.
TEST_F(HintTableTest, TwoHandlesOfASeriesShareItsTargets) {
  Open();
  Commit({Scrape(1000, {{kA, 1}})});
  Open();
  const SeriesHandle assumed = writer_->Assume(1, std::make_shared<A>(), 0);
  const auto scrape = [&](Timestamp time, double value) {
    Block block{.target = kTarget, .scrape = true, .time = time, .complete = true};
    block.samples = {{.series = assumed, .time = time, .bits = std::bit_cast<uint64_t>(value)}};
    return block;
  };
  Commit({scrape(2000, 2)});
  Commit({Loose({{kA, 3, 3000}}, {"other", "", ""})});
  EXPECT_EQ(Commit({scrape(3000, 4)}).kept, 1u) << "the other target has a sample at that time";
  Commit({Loose({{kA, 5, 5000}}, {"third", "", ""})});
  EXPECT_EQ(One(kA), (Points{{1000, 1}, {2000, 2}, {3000, 3}, {5000, 5}}));
  ExpectClean();
}

TEST_F(HintTableTest, AStoreFromBeforeHintsIsReadAndGetsItsTable) {
  Open();
  Commit({Scrape(1000, {{kA, 1}})});
  {
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(write.ok());
    ASSERT_EQ(mdb_drop(write->txn->get(), environment_->tables().hint, 1), 0);
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  Close();
  environment_ = *Environment::Open(Path(), Options(OpenMode::kRead));
  EXPECT_EQ(environment_->tables().hint, 0u);
  EXPECT_EQ(One(kA), (Points{{1000, 1}}));
  ExpectClean();
  Open();
  EXPECT_NE(environment_->tables().hint, 0u);
  const Block block = Scrape(2000, {{kA, 1}});
  CommitWith(block, Hint(5, block.samples[0].series));
  EXPECT_NE(*writer_->ReadHint(kTarget, 5), "");
}

}  // namespace
}  // namespace plumb::store
