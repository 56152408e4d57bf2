// Segments hold what was put into them, and nothing makes reading one crash.
#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <set>

#include "encoding/histogram.h"
#include "encoding/segment.h"

namespace plumb::encoding {
namespace {

using Random = std::mt19937_64;
constexpr size_t kLimit = 16'368;

std::vector<uint32_t> Some(Random& random, size_t count, unsigned percent) {
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < count; ++row)
    if (random() % 100 < percent) rows.push_back(row);
  return rows;
}

struct Content {
  std::vector<Timestamp> times;
  std::vector<SegmentBlock> blocks;
  std::vector<SegmentPart> parts;
};

void FillSamples(Random& random, size_t count, bool histograms, SegmentPart& part) {
  double value = static_cast<double>(random() % 1'000);
  for (size_t i = 0; i < count; ++i) {
    value += static_cast<double>(random() % 5);
    if (!histograms) {
      part.values.push_back(value);
      continue;
    }
    model::Histogram h{.count = value, .positive_spans = {{0, 2}}};
    h.positive_buckets = {1, value};
    part.histograms.push_back(std::make_shared<model::Histogram>(h));
  }
}

Content Generate(Random& random) {
  Content content;
  Timestamp time = 1'795'000'000'000;
  for (uint64_t i = random() % 250; i > 0; --i)
    content.times.push_back(time += 15'000 + static_cast<int64_t>(random() % 9));
  for (const uint32_t row : Some(random, content.times.size(), 95))
    content.blocks.push_back({row, random() % 20 != 0, random() % 20 == 0});
  uint32_t series = 5;
  std::vector<uint32_t> common = Some(random, content.times.size(), 80);
  for (uint64_t i = 1 + random() % 60; i > 0; --i) {
    series += 1 + static_cast<uint32_t>(random() % 3);
    for (unsigned kind = 0; kind < 4; ++kind) {
      if (kind != 0 && random() % 10 != 0) continue;
      SegmentPart part{.series = series};
      size_t count = 1 + random() % 40;
      if ((kind & 2) != 0) {
        Timestamp own = time;
        for (size_t n = 0; n < count; ++n)
          part.times.push_back(own += 1 + static_cast<int64_t>(random() % 99));
      } else {
        part.rows = random() % 8 == 0   ? Some(random, content.times.size(), 50)
                    : random() % 3 == 0 ? common
                                        : Some(random, content.times.size(), 100);
        count = part.rows.size();
        if (count == 0) continue;
        if (random() % 8 == 0) part.loose = {part.rows[random() % count]};
      }
      FillSamples(random, count, (kind & 1) != 0, part);
      content.parts.push_back(std::move(part));
    }
  }
  return content;
}

void ExpectSame(const SegmentPart& a, const SegmentPart& b) {
  ASSERT_EQ(a.series, b.series);
  ASSERT_EQ(a.rows, b.rows);
  ASSERT_EQ(a.loose, b.loose);
  ASSERT_EQ(a.times, b.times);
  ASSERT_EQ(a.values, b.values);
  ASSERT_EQ(a.histograms.size(), b.histograms.size());
  for (size_t i = 0; i < a.histograms.size(); ++i)
    ASSERT_TRUE(SameHistogram(*a.histograms[i], *b.histograms[i]));
}

// Adds series by series; returns how many parts were taken.
size_t AddAll(SegmentBuilder& builder, const std::vector<SegmentPart>& parts) {
  size_t start = 0;
  while (start < parts.size()) {
    size_t end = start;
    while (end < parts.size() && parts[end].series == parts[start].series) ++end;
    if (!builder.Add(std::span(parts).subspan(start, end - start), kLimit)) break;
    start = end;
  }
  return start;
}

TEST(Segment, GeneratedContentComesBack) {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const Content content = Generate(random);
    SegmentBuilder builder(content.times, content.blocks, 5);
    const size_t added = AddAll(builder, content.parts);
    std::string bytes = builder.Finish();
    ASSERT_LE(bytes.size(), kLimit);
    SealSegment("key", bytes);
    ASSERT_TRUE(SegmentView::VerifyChecksum("key", bytes));
    ASSERT_FALSE(SegmentView::VerifyChecksum("kez", bytes));
    auto view = SegmentView::Parse(bytes, 5);
    ASSERT_TRUE(view);
    ASSERT_EQ(view->times(), content.times);
    ASSERT_EQ(view->blocks(), content.blocks);
    ASSERT_EQ(view->entries().size(), added);
    SegmentPart part;
    for (size_t i = 0; i < added; ++i) {
      ASSERT_TRUE(view->Read(i, part));
      ExpectSame(part, content.parts[i]);
    }
    for (int pick = 0; pick < 20 && added > 0; ++pick) {  // in any order
      const size_t i = random() % added;
      std::vector<double> dense(content.times.size());
      if (view->IsDense(i)) {
        // Whatever was read of the column below before.
        const size_t from = random() % 2 == 0 ? 0 : random() % dense.size();
        ASSERT_TRUE(view->ReadDense(i, dense, from));
        for (size_t at = from; at < dense.size(); ++at)
          ASSERT_EQ(dense[at], content.parts[i].values[at]);
      }
      ASSERT_TRUE(view->Read(i, part));
      ExpectSame(part, content.parts[i]);
    }
  }
}

TEST(Segment, OneLongPartIsTakenAndAFullSegmentSaysSo) {
  Random random(2);
  std::vector<Timestamp> times;
  SegmentPart part{.series = 7};
  for (uint32_t i = 0; i < 5'760; ++i) {
    times.push_back(i * 15'000);
    part.rows.push_back(i);
    part.values.push_back(std::uniform_real_distribution<double>()(random));
  }
  SegmentBuilder builder(times, {}, 7);
  EXPECT_TRUE(builder.Add({&part, 1}, kLimit));
  part.series = 8;
  EXPECT_FALSE(builder.Add({&part, 1}, kLimit));
  const std::string bytes = builder.Finish();
  EXPECT_GT(bytes.size(), kLimit);
  EXPECT_EQ(SegmentView::Parse(bytes, 7)->entries().size(), 1u);
}

TEST(Segment, ASeriesIsTakenWholeOrNotAtAll) {
  Random random(5);
  const std::vector<Timestamp> times = {1'000, 2'000};
  const SegmentPart small{.series = 7, .rows = {0, 1}, .values = {1, 2}};
  SegmentPart own{.series = 8};
  for (int i = 0; i < 4'000; ++i) {
    own.times.push_back(i);
    own.values.push_back(std::uniform_real_distribution<double>()(random));
  }
  const std::vector<SegmentPart> both = {{.series = 8, .rows = {1}, .values = {5}}, own};
  SegmentBuilder builder(times, {}, 7);
  ASSERT_TRUE(builder.Add({&small, 1}, kLimit));
  EXPECT_FALSE(builder.Add(both, kLimit));
  const SegmentPart after{.series = 9, .rows = {0}, .values = {6}};
  ASSERT_TRUE(builder.Add({&after, 1}, kLimit));
  const std::string bytes = builder.Finish();
  auto view = SegmentView::Parse(bytes, 7);
  ASSERT_TRUE(view);
  ASSERT_EQ(view->entries().size(), 2u);
  SegmentPart part;
  ASSERT_TRUE(view->Read(1, part));
  ExpectSame(part, after);
}

// Buckets of a histogram, some of which see something.
struct Cumulative {
  std::vector<Timestamp> times;
  std::vector<SegmentPart> parts;
};

Cumulative MakeCumulative(Random& random, const std::set<uint32_t>& seeing) {
  Cumulative made;
  made.parts.resize(12);
  for (uint32_t i = 0; i < 240; ++i) {
    made.times.push_back(i * 15'000);
    double below = 0;
    for (uint32_t b = 0; b < made.parts.size(); ++b) {
      SegmentPart& part = made.parts[b];
      part.series = 10 + b;
      part.rows.push_back(i);
      if (seeing.contains(b)) below += static_cast<double>(random() % 30);
      part.values.push_back((i > 0 ? part.values.back() : 0) + below);
    }
  }
  return made;
}

TEST(Segment, CumulativeBucketsAreShort) {
  Random random(3);
  const Cumulative made = MakeCumulative(random, {4});
  SegmentBuilder builder(made.times, {}, 10);
  for (const SegmentPart& part : made.parts) ASSERT_TRUE(builder.Add({&part, 1}, kLimit));
  // Eight buckets follow the one that moves; they cost nothing.
  EXPECT_LE(builder.Finish().size(), 300u);
}

TEST(Segment, TheLastValuesOfBucketsComeWhateverWasReadBefore) {
  Random random(4);
  const Cumulative made = MakeCumulative(random, {4, 7});
  SegmentBuilder builder(made.times, {}, 10);
  for (const SegmentPart& part : made.parts) ASSERT_TRUE(builder.Add({&part, 1}, kLimit));
  const std::string bytes = builder.Finish();
  auto view = SegmentView::Parse(bytes, 10);
  ASSERT_TRUE(view);
  size_t i = 0;
  for (int pick = 0; pick < 400; ++pick) {
    // Mostly the next one, which the one below has just been read for.
    i = random() % 4 == 0 ? random() % made.parts.size() : (i + 1) % made.parts.size();
    const size_t from = random() % made.times.size();
    std::vector<double> dense(made.times.size(), -1);
    ASSERT_TRUE(view->ReadDense(i, dense, from));
    for (size_t at = from; at < dense.size(); ++at)
      ASSERT_EQ(dense[at], made.parts[i].values[at]) << "column " << i << " from " << from;
  }
}

TEST(Segment, DamageIsRefusedOrReadAsSomething) {
  Random random(4);
  for (int round = 0; round < 400; ++round) {
    const Content content = Generate(random);
    SegmentBuilder builder(content.times, content.blocks, 5);
    AddAll(builder, content.parts);
    std::string bytes = builder.Finish();
    for (uint64_t flips = 1 + random() % 4; flips > 0; --flips)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 3 == 0) bytes.resize(random() % bytes.size());
    auto view = SegmentView::Parse(bytes, 5);
    if (!view) continue;
    SegmentPart part;
    for (size_t i = 0; i < view->entries().size(); ++i) view->Read(i, part);
  }
}

}  // namespace
}  // namespace plumb::encoding
