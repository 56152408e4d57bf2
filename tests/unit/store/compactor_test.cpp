// When hours and days become segments, what is then in the store, and what else is done with them.
#include "store/compactor.h"

#include "store/segment_table.h"
#include "store_fixture.h"

namespace plumb::store {
namespace {

constexpr Timestamp kHourStart = 1'795'046'400'000;  // of a day, too
constexpr DurationMs kStep = 15 * kSecond;

class CompactorTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
  }
  // `count` scrapes from a time on.
  void Fill(Timestamp from, int count, DurationMs step = kStep) {
    std::vector<Block> blocks;
    for (int i = 0; i < count; ++i)
      blocks.push_back(Scrape(from + i * step, {{kUp, 1}, {kLoad, i / 4.0}}));
    Commit(std::move(blocks));
  }
  CompactionReport Compact(Timestamp now, const CompactionBudget& budget = {}) {
    ManualClock clock(now);
    auto report = CompactDue(*environment_, clock, budget);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : CompactionReport{};
  }
  VerifyReport Counts() { return *Verify(Read().snapshot()); }
  std::vector<std::string> Keys() {
    Reader& reader = Read();
    std::vector<std::string> keys;
    auto cursor = Cursor::Open(*reader.snapshot().txn, reader.snapshot().tables().seg);
    for (bool more = *cursor->First(); more; more = *cursor->Next())
      keys.emplace_back(cursor->key());
    return keys;
  }
  // Puts a segment where there is none, or another, with a checksum that fits its place.
  void PutSegment(const SegmentKey& key, std::string bytes) {
    encoding::SealSegment(EncodeSegmentKey(key), bytes);
    PutBytes(key, bytes);
  }
  void PutBytes(const SegmentKey& key, const std::string& bytes) {
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(write->txn->Put(environment_->tables().seg, EncodeSegmentKey(key), bytes).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  void ExpectProblem(std::string_view text) {
    const VerifyReport report = Counts();
    ASSERT_FALSE(report.clean());
    EXPECT_NE(report.problems[0].find(text), std::string::npos) << report.problems[0];
  }
  const Labels kUp{{"__name__", "up"}};
  const Labels kLoad{{"__name__", "load"}};
  const Labels kOther{{"__name__", "other"}};
};

TEST_F(CompactorTest, AnHourIsDueAMinuteAfterItsEnd) {
  Fill(kHourStart, 240);
  EXPECT_EQ(Compact(kHourStart + kHour + kMinute).periods, 0u);
  const CompactionReport report = Compact(kHourStart + kHour + kMinute + 1);
  EXPECT_EQ(report.periods, 1u);
  EXPECT_EQ(report.rows, 240u);
  EXPECT_EQ(report.samples, 480u);
  EXPECT_TRUE(report.done);
  EXPECT_EQ(Counts().rows, 0u);
  EXPECT_EQ(Counts().segments, 1u);
  EXPECT_EQ(Counts().samples, 480u);
  const SegmentKey key = DecodeSegmentKey(Keys()[0]);
  EXPECT_EQ(key.level, Level::kHour);
  EXPECT_EQ(key.start, kHourStart);
  EXPECT_EQ(key.first, 1u);
  const Points points = One(kLoad);
  ASSERT_EQ(points.size(), 240u);
  EXPECT_EQ(points[9], (std::pair<Timestamp, double>{kHourStart + 9 * kStep, 2.25}));
  ExpectClean();
}

TEST_F(CompactorTest, OrTwoIntervals) {
  Fill(kHourStart, 18, 200 * kSecond);
  EXPECT_EQ(Compact(kHourStart + kHour + 400 * kSecond).periods, 0u);
  EXPECT_EQ(Compact(kHourStart + kHour + 400 * kSecond + 1).periods, 1u);
}

TEST_F(CompactorTest, TheHourThatIsOpenStays) {
  Fill(kHourStart, 300);
  EXPECT_EQ(Compact(kHourStart + kHour + 15 * kMinute).rows, 240u);
  EXPECT_EQ(Counts().rows, 60u);
  EXPECT_EQ(One(kUp).size(), 300u);
}

TEST_F(CompactorTest, HoursWithFewRowsBecomeADay) {
  Fill(kHourStart, 24, kHour);
  EXPECT_EQ(Compact(kHourStart + kDay + 2 * kHour).periods, 0u);  // two intervals
  EXPECT_EQ(Compact(kHourStart + kDay + 2 * kHour + 1).rows, 24u);
  ASSERT_EQ(Keys().size(), 1u);
  EXPECT_EQ(DecodeSegmentKey(Keys()[0]).level, Level::kDay);
  EXPECT_EQ(One(kUp).size(), 24u);
  ExpectClean();
}

// Data that trickles into a day that is over must not make its segments be written each time.
TEST_F(CompactorTest, LateRowsWaitUntilTheyAreWorthIt) {
  Fill(kHourStart, 240);
  Compact(kHourStart + 2 * kHour);
  size_t rewritten = 0;
  for (int i = 0; i < 100; ++i) {
    Commit({Scrape(kHourStart + 7 + i * kStep, {{kUp, 0}})});
    rewritten += Compact(kHourStart + 2 * kDay).periods;
    EXPECT_EQ(One(kUp).size(), 241u + static_cast<size_t>(i));
  }
  EXPECT_EQ(rewritten, 3u);  // after 30 (an eighth of 240), 33 and 37 late rows
  ExpectClean();
}

TEST_F(CompactorTest, LateRowsJoinTheSegmentsOfTheirHourWhenTheDayIsOver) {
  Fill(kHourStart, 240);
  Compact(kHourStart + 2 * kHour);
  Commit({Scrape(kHourStart + 7, {{kUp, 0}})});
  EXPECT_EQ(One(kUp).size(), 241u);
  const CompactionBudget all{.late = LateRows::kAny};
  EXPECT_EQ(Compact(kHourStart + 3 * kHour, all).periods, 0u);
  EXPECT_EQ(Counts().rows, 1u);
  EXPECT_EQ(Compact(kHourStart + 2 * kDay, all).rows, 1u);
  EXPECT_EQ(Keys().size(), 1u);
  EXPECT_EQ(One(kUp)[1], (std::pair<Timestamp, double>{kHourStart + 7, 0}));
  ExpectClean();
}

TEST_F(CompactorTest, ABudgetIsKeptButForTheFirst) {
  Fill(kHourStart, 5 * 240);
  for (int left = 4; left >= 0; --left) {
    const CompactionReport report = Compact(kHourStart + kDay, {.time = 0});
    EXPECT_EQ(report.periods, 1u);
    EXPECT_EQ(report.done, left == 0);
    EXPECT_EQ(Counts().rows, static_cast<uint64_t>(left) * 240);
  }
  Fill(kHourStart + kDay, 3 * 240);
  EXPECT_EQ(Compact(kHourStart + 2 * kDay, {.time = kHour, .bytes = 1}).periods, 1u);
  EXPECT_EQ(Compact(kHourStart + 2 * kDay, {.time = kHour}).periods, 2u);
  ExpectClean();
}

TEST_F(CompactorTest, OthersThatWriteAreNotHeldUp) {
  Fill(kHourStart, 240);
  auto other = LockFile::Open(Path() + "/plumb.lock");
  ASSERT_TRUE((*other)->Acquire(LockByte::kWriter, 0).ok());
  const CompactionReport report = Compact(kHourStart + kDay, {.patience = 0});
  EXPECT_EQ(report.periods, 0u);
  EXPECT_FALSE(report.done);
  (*other)->Release(LockByte::kWriter);
  EXPECT_EQ(Compact(kHourStart + kDay).periods, 1u);
}

TEST_F(CompactorTest, OnlyTheTargetsThatAreNamed) {
  Fill(kHourStart, 240);
  ManualClock clock(kHourStart + kDay);
  const TargetId other = 77;
  EXPECT_EQ(CompactDue(*environment_, clock, {}, {&other, 1})->periods, 0u);
  EXPECT_EQ(writer_->Compact(clock)->periods, 1u);
  Open();
  Fill(kHourStart + kDay, 240);
  EXPECT_EQ(writer_->Compact(clock)->periods, 0u);
}

// A period is built before its transaction: what comes in between must not be lost or doubled.
TEST_F(CompactorTest, WhatComesWhileItIsBuiltIsKept) {
  Fill(kHourStart, 240);
  Commit({Loose({{kOther, 5, kHourStart}}, {"other", "", ""})});
  int calls = 0;
  const Progress write_between = [&](uint64_t done, uint64_t) {
    if (done != 1 || calls++ > 0) return;
    Commit({Scrape(kHourStart + 7, {{kUp, 0}})});
  };
  const CompactionReport report =
      Compact(kHourStart + 2 * kDay, {.time = kHour, .progress = write_between});
  EXPECT_EQ(calls, 2);  // and once more, as the first target had changed
  EXPECT_TRUE(report.done);
  EXPECT_EQ(report.periods, 2u);
  EXPECT_EQ(report.samples, 482u);  // with the one between, and that of the other target
  EXPECT_EQ(Counts().rows, 0u);
  EXPECT_EQ(One(kUp).size(), 241u);
  ExpectClean();
}

TEST_F(CompactorTest, WhoChangesItAllTheTimeIsLeftForTheNextTime) {
  Fill(kHourStart, 240);
  Commit({Loose({{kOther, 5, kHourStart}}, {"other", "", ""})});
  int calls = 0;
  const Progress write_between = [&](uint64_t done, uint64_t) {
    if (done == 1) Commit({Scrape(kHourStart + 7 + ++calls, {{kUp, 0}})});
  };
  const CompactionReport report =
      Compact(kHourStart + 2 * kDay, {.time = kHour, .progress = write_between});
  EXPECT_FALSE(report.done);
  EXPECT_LT(calls, 20);
  EXPECT_EQ(One(kUp).size(), 240u + static_cast<size_t>(calls));
  EXPECT_TRUE(Compact(kHourStart + 2 * kDay, {.time = kHour, .late = LateRows::kAny}).done);
  EXPECT_EQ(Counts().rows, 0u);
  ExpectClean();
}

// A segment gets a good checksum, whatever it was made of.
TEST_F(CompactorTest, DamagedRowsAreNotMadeSoundAndKeepNobodyElse) {
  Fill(kHourStart, 240);
  Commit({Loose({{kOther, 5, kHourStart}}, {"other", "", ""})});
  {
    auto write = environment_->BeginWrite();
    const std::string key = EncodeRowKey({.target = 1, .time = kHourStart + 9 * kStep});
    std::string row(**write->txn->Get(environment_->tables().row, key));
    row.back() = static_cast<char>(row.back() ^ 1);
    ASSERT_TRUE(write->txn->Put(environment_->tables().row, key, row).ok());
    ASSERT_TRUE(write->txn->Commit().ok());
  }
  ManualClock clock(kHourStart + 2 * kDay);
  const auto report = CompactDue(*environment_, clock, {});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, Exit::kStore);
  EXPECT_NE(report.error().message.find("the checksum of a row is wrong"), std::string::npos);
  EXPECT_EQ(Counts().rows, 240u);
  EXPECT_EQ(Counts().segments, 1u);
}

TEST_F(CompactorTest, ScrapesThatBroughtNothingAreKept) {
  std::vector<Block> blocks;
  for (int i = 0; i < 20; ++i) blocks.push_back(Scrape(kHourStart + i * kStep, {}));
  Commit(std::move(blocks));
  Commit({Scrape(kHourStart - kStep, {{kUp, 1}})});
  EXPECT_EQ(Compact(kHourStart + 2 * kHour).periods, 2u);  // the day before, too
  ASSERT_EQ(One(kUp).size(), 2u);
  EXPECT_TRUE(model::IsStale(One(kUp)[1].second));
  ExpectClean();
}

TEST_F(CompactorTest, OlderProgramsAreKeptOut) {
  EXPECT_EQ(environment_->record().features.incompat, 0u);
  Fill(kHourStart, 240);
  Compact(kHourStart + kDay);
  Open();
  EXPECT_EQ(environment_->record().features.incompat, kFeatureSegments);
}

TEST_F(CompactorTest, DuplicatesAreJudgedAgainstSegments) {
  Fill(kHourStart, 240);
  Compact(kHourStart + kDay);
  const Timestamp time = kHourStart + 4 * kStep;
  const CompactionReport nothing = Compact(kHourStart + kDay);
  EXPECT_EQ(nothing.periods, 0u);
  const CommitReport report = Commit({Scrape(time, {{kUp, 1}, {kLoad, 5}})});
  EXPECT_EQ(report.same, 1u);
  EXPECT_EQ(report.kept, 1u);
  EXPECT_EQ(report.stored, 0u);
  EXPECT_EQ(Counts().rows, 0u);  // the scrape is known too
  // From elsewhere, too.
  EXPECT_EQ(Commit({Loose({{kLoad, 5, time}}, {"other", "", ""})}).kept, 1u);
  ExpectClean();
}

TEST_F(CompactorTest, SamplesInSegmentsAreReplaced) {
  Fill(kHourStart, 240);
  Compact(kHourStart + kDay);
  Open(DuplicatePolicy::kReplace);
  model::Histogram histogram{.count = 3, .sum = 4};
  const Timestamp time = kHourStart + 4 * kStep;
  EXPECT_EQ(Commit({Scrape(time, {{kUp, 1}, {kLoad, 5}}), Scrape(time, {{kLoad, 6}}),
                    Scrape(time + kStep, {{kLoad, 0, std::nullopt, &histogram}})})
                .replaced,
            3u);
  const Points points = One(kLoad);
  EXPECT_EQ(points[4], (std::pair<Timestamp, double>{time, 6}));
  EXPECT_EQ(points.size(), 239u);  // one is a histogram now
  EXPECT_EQ(Counts().rows, 0u);
  EXPECT_EQ(Counts().samples, 480u);
  EXPECT_EQ(Commit({Scrape(time + kStep, {{kLoad, 7}})}).replaced, 1u);
  EXPECT_EQ(One(kLoad)[5].second, 7);
  EXPECT_EQ(Commit({Scrape(time + kStep, {{kLoad, 7}})}).same, 1u);
  ExpectClean();
}

TEST_F(CompactorTest, WhatASeriesHasIsFoundWithoutReadingOthers) {
  std::vector<In> all;
  for (int i = 0; i < 3000; ++i)
    all.push_back({Labels{{"__name__", "m"}, {"i", std::to_string(i)}}, i / 7.0});
  std::vector<Block> blocks;
  for (int i = 0; i < 20; ++i) blocks.push_back(Scrape(kHourStart + i * kStep, all));
  Commit(std::move(blocks));
  EXPECT_GT(Compact(kHourStart + kDay).segments, 2u);
  for (const size_t i : {0u, 1u, 1234u, 2999u}) {
    EXPECT_EQ(One(all[i].labels).size(), 20u);
    EXPECT_EQ(One(all[i].labels)[19].second, all[i].value);
  }
  EXPECT_EQ(Query({}).size(), 3000u);
  ExpectClean();
}

TEST_F(CompactorTest, VerifySeesDamage) {
  Fill(kHourStart, 240);
  Compact(kHourStart + kDay);
  const SegmentKey key = DecodeSegmentKey(Keys()[0]);
  std::string bytes;
  {
    const auto txn = *environment_->BeginRead();
    bytes = **txn->Get(environment_->tables().seg, EncodeSegmentKey(key));
  }
  SegmentKey elsewhere = key;
  elsewhere.start += kHour;
  PutBytes(elsewhere, bytes);
  ExpectProblem("its bytes or its checksum are wrong");
  PutSegment(elsewhere, bytes);
  ExpectProblem("a time is not of its period");
  elsewhere = key;
  elsewhere.target = 9;
  PutSegment(elsewhere, bytes);
  ExpectProblem("not of its period");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  PutBytes(key, bytes);
  ExpectProblem("its bytes or its checksum are wrong");
  auto set = Read().Select({{}, {kHourStart, kHourStart + kHour}});
  const bool read =
      set.ok() && (*set)->Read((*set)->batches()[0], {kHourStart, kHourStart + kHour}).ok();
  EXPECT_FALSE(read);
}

TEST_F(CompactorTest, VerifySeesSamplesThatAreThereTwice) {
  Fill(kHourStart, 240);
  Compact(kHourStart + kDay);
  const SegmentKey hour = DecodeSegmentKey(Keys()[0]);
  std::string bytes;
  {
    const auto txn = *environment_->BeginRead();
    bytes = **txn->Get(environment_->tables().seg, EncodeSegmentKey(hour));
  }
  SegmentKey day = hour;
  day.level = Level::kDay;
  PutSegment(day, bytes);
  ExpectProblem("elsewhere too");
}

}  // namespace
}  // namespace plumb::store
