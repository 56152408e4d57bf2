#include "store/row.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <regex>

#include "encoding/float_column.h"
#include "encoding/histogram.h"
#include "encoding/integers.h"
#include "encoding/packed.h"
#include "encoding/presence.h"
#include "source_dir.h"
#include "store/family_table.h"
#include "store/hint_table.h"
#include "store/layout.h"
#include "store/packed_tables.h"
#include "store/postings.h"
#include "store/retention_rules.h"
#include "store/rollup_marks.h"
#include "store/segment_table.h"
#include "store/series_table.h"
#include "store/suspect_table.h"
#include "store/target_table.h"

namespace plumb::store {
namespace {

constexpr RowKey kKey{.target = 9, .time = 1795343685293, .part = 1};

struct RandomRow {
  RowHeader header;
  std::vector<RowCell> cells;
  std::vector<ColumnKind> kinds;
  std::vector<std::string> histograms;
};

RandomRow MakeRow(std::mt19937_64& random) {
  RandomRow row;
  const size_t columns = random() % 40;
  row.histograms.reserve(columns);
  bool absent = false;
  if (random() % 2 == 0) row.header.flags |= kRowSpread;
  row.header.flags = static_cast<uint8_t>(row.header.flags | (random() % 8));
  for (size_t i = 0; i < columns; ++i) {
    RowCell cell{.present = random() % 4 != 0};
    row.kinds.push_back(random() % 5 == 0 ? ColumnKind::kHistogram : ColumnKind::kFloat);
    absent = absent || !cell.present;
    if (cell.present && row.kinds.back() == ColumnKind::kHistogram) {
      row.histograms.push_back(std::string(1 + random() % 90, static_cast<char>('a' + i % 26)));
      cell.histogram = row.histograms.back();
    } else if (cell.present) {
      cell.bits = random();
    }
    if ((row.header.flags & kRowSpread) != 0)
      cell.offset_ms = static_cast<uint16_t>(random() % 60'000);
    row.cells.push_back(cell);
  }
  if (absent) row.header.flags |= kRowAbsence;
  row.header.columns = static_cast<uint16_t>(columns);
  row.header.layout = static_cast<LayoutId>(random());
  return row;
}

TEST(Row, RoundTripsBitForBit) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 3'000; ++i) {
    const RandomRow row = MakeRow(random);
    const std::string bytes = EncodeRow(kKey, row.header, row.cells);
    const auto view = RowView::Parse(bytes);
    ASSERT_TRUE(view.has_value());
    EXPECT_TRUE(view->Verify(kKey));
    EXPECT_FALSE(view->Verify({.target = 9, .time = 1795343685294, .part = 1}));
    EXPECT_EQ(view->header().flags, row.header.flags);
    EXPECT_EQ(view->header().layout, row.header.layout);
    const auto cells = DecodeCells(*view, row.kinds);
    ASSERT_TRUE(cells.has_value());
    for (size_t c = 0; c < row.cells.size(); ++c) {
      EXPECT_EQ((*cells)[c].present, row.cells[c].present);
      EXPECT_EQ((*cells)[c].offset_ms, row.cells[c].offset_ms);
      if (!row.cells[c].present) continue;
      EXPECT_EQ((*cells)[c].bits, row.cells[c].bits);
      EXPECT_EQ((*cells)[c].histogram, row.cells[c].histogram);
    }
  }
}

TEST(Row, CutBytesAreRefusedAndFlippedOnesSeen) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100; ++i) {
    const RandomRow row = MakeRow(random);
    std::string bytes = EncodeRow(kKey, row.header, row.cells);
    const size_t fixed = RowView::kHeaderSize + 8 * row.cells.size();
    for (size_t cut = 0; cut < fixed; ++cut)
      EXPECT_FALSE(RowView::Parse(std::string_view(bytes).substr(0, cut)).has_value());
    const size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    const auto view = RowView::Parse(bytes);
    EXPECT_TRUE(!view || !view->Verify(kKey));
  }
}

TEST(Row, FlagsChangeWithTheChecksum) {
  const std::string row =
      EncodeRow(kKey, {.flags = kRowBlock, .columns = 1, .layout = 3}, {{true, 0, 42, {}}});
  const std::string marked = WithFlags(kKey, row, kRowBlock | kRowComplete);
  const auto view = RowView::Parse(marked);
  ASSERT_TRUE(view.has_value());
  EXPECT_TRUE(view->Verify(kKey));
  EXPECT_TRUE(view->Has(kRowComplete));
  EXPECT_EQ(view->Bits(0), 42u);
}

TEST(Layout, RoundTrips) {
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    Layout layout;
    SeriesId id = 0;
    for (size_t c = random() % 100; c > 0; --c) {
      layout.series.push_back(id +=
                              1 + (random() % 4 == 0 ? static_cast<SeriesId>(random() % 1000) : 0));
      layout.kinds.push_back(random() % 9 == 0 ? ColumnKind::kHistogram : ColumnKind::kFloat);
    }
    const std::string bytes = EncodeLayout(layout);
    EXPECT_EQ(DecodeLayout(bytes), layout);
    for (size_t cut = 0; cut < bytes.size(); ++cut)
      EXPECT_FALSE(DecodeLayout(bytes.substr(0, cut)).has_value());
  }
}

// The hex examples of docs/store-format.md: "Example `name`:" and a block of hex digits behind it.
std::map<std::string, std::string> DocumentedExamples() {
  std::ifstream in(plumb::tests::SourceDir() / "docs/store-format.md");
  std::map<std::string, std::string> examples;
  std::string line;
  std::string name;
  std::smatch match;
  const std::regex head("Example `([a-z-]+)`:");
  const std::regex digits("^    (([0-9a-f]{2} ?)+)");
  while (std::getline(in, line)) {
    if (std::regex_search(line, match, head)) {
      name = match[1];
    } else if (!name.empty() && std::regex_search(line, match, digits)) {
      const std::string hex = match[1];
      for (size_t i = 0; i + 1 < hex.size(); i += hex[i] == ' ' ? 1 : 2)
        if (hex[i] != ' ')
          examples[name].push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    } else if (!name.empty() && !line.empty() && examples.contains(name)) {
      name.clear();  // the words behind an example
    }
  }
  return examples;
}

TEST(StoreFormat, TheDocumentedExamplesAreTheBytes) {
  auto examples = DocumentedExamples();
  const std::vector<RowCell> cells{{true, 0, std::bit_cast<uint64_t>(0.42), {}},
                                   {false, 0, 0, {}},
                                   {true, 0, std::bit_cast<uint64_t>(1.0), {}}};
  const RowKey key{.target = 1, .time = 1795343685293, .part = 0};
  EXPECT_EQ(
      examples["row"],
      EncodeRow(key, {.flags = kRowBlock | kRowComplete | kRowAbsence, .columns = 3, .layout = 7},
                cells));
  EXPECT_EQ(examples["row-key"], EncodeRowKey(key));
  const Layout layout{
      {4, 5, 6, 90},
      {ColumnKind::kFloat, ColumnKind::kFloat, ColumnKind::kFloat, ColumnKind::kHistogram}};
  EXPECT_EQ(examples["layout"], EncodeLayout(layout));
  EXPECT_EQ(examples["post"], EncodePostings({5, 6, 7, 100}));
  const model::Labels up{{"__name__", "up"}, {"instance", "x"}, {"job", "j"}};
  EXPECT_EQ(examples["shash-key"], SeriesHashKey(up.bytes()));
  EXPECT_EQ(examples["series"], EncodeSeries({.targets = {1}, .labels = {{1, 2}, {3, 300}}}));
  EXPECT_EQ(examples["target"],
            EncodeTarget({.name = {"node", "web1", "web1:9100"}, .spread = true}));
  EXPECT_EQ(examples["retention"],
            EncodeRetentionRules({{.selector = "up", .raw = 30 * kDay, .rollups = {{kHour, {}}}}}));
  EXPECT_EQ(examples["suspects"], EncodeSuspects(std::vector<SeriesId>{5, 6, 9}));
  PackedBlockBuilder block;
  block.Add(IdKey(1), "up");
  EXPECT_EQ(examples["packed-block"], block.Finish(PackedKey(2, IdKey(1))));
  EXPECT_EQ(examples["fam"], EncodeFamily({"up", model::MetricType::kGauge, "ok?", ""}));
  EXPECT_EQ(examples["hint"], EncodeHint(std::vector<HintLine>{{HintKind::kType, "# TYPE a gauge"},
                                                               {HintKind::kSample, "a", 4},
                                                               {HintKind::kSample, "ab", 5}}));
  model::Histogram histogram{
      .schema = 1, .zero_threshold = 0.5, .zero_count = 1, .count = 6, .sum = 7.5};
  histogram.positive_spans = {{-1, 2}};
  histogram.positive_buckets = {2, 3};
  std::string bytes;
  encoding::AppendHistogram(bytes, histogram);
  EXPECT_EQ(examples["histogram"], bytes);
}

TEST(StoreFormat, TheDocumentedSegmentsAreTheBytes) {
  auto examples = DocumentedExamples();
  EXPECT_EQ(
      examples["segment-key"],
      EncodeSegmentKey({.level = Level::kHour, .target = 1, .start = 1795341600000, .first = 5}));
  EXPECT_EQ(
      examples["tier-key"],
      EncodeSegmentKey({.level = Level::k1hMax, .target = 1, .start = 1795046400000, .first = 5}));
  EXPECT_EQ(examples["rollup-mark"], EncodeRollupKey(1, 1795305600000));
  EXPECT_EQ(examples["rollup-state"], EncodeRollupState({.rules = 0x1122334455667788, .next = 7}));
  const std::vector<Timestamp> times = {1795341600000, 1795341615000, 1795341630001};
  const std::vector<encoding::SegmentBlock> blocks = {{0, true}, {1, false}, {2, true}};
  encoding::SegmentBuilder builder(times, blocks, 5);
  const encoding::SegmentPart five{.series = 5, .rows = {0, 1, 2}, .values = {1, 2, 4}};
  const encoding::SegmentPart seven{.series = 7, .rows = {0, 2}, .values = {0.5, 0.5}};
  EXPECT_TRUE(builder.Add({&five, 1}, kSegmentSize) && builder.Add({&seven, 1}, kSegmentSize));
  std::string segment = builder.Finish();
  encoding::SealSegment(examples["segment-key"], segment);
  EXPECT_EQ(examples["segment"], segment);
}

TEST(StoreFormat, TheDocumentedColumnsAreTheBytes) {
  auto examples = DocumentedExamples();
  std::string presence;
  encoding::AppendPresence(presence, std::vector<uint32_t>{0, 1, 2, 5, 6}, 9);
  EXPECT_EQ(examples["presence"], presence);
  std::string packed;
  encoding::AppendPacked(packed,
                         std::vector<uint64_t>{1, 3, 2, 0, 1, 2, 3, 1, 0, 1, 2, 3, 1, 1, 2, 1000});
  EXPECT_EQ(examples["packed"], packed);
  std::string integers;
  encoding::AppendIntegers(integers, std::vector<int64_t>{1000, 1015, 1030, 1046, 1060});
  EXPECT_EQ(examples["integers"], integers);
  std::string floats;
  encoding::AppendFloatColumn(floats, std::vector<double>{0.5, 0.75, 1.5, -0.0});
  EXPECT_EQ(examples["float-column"], floats);
  model::Histogram first{
      .schema = 1, .zero_threshold = 0.5, .zero_count = 1, .count = 6, .sum = 7.5};
  first.positive_spans = {{-1, 2}};
  first.positive_buckets = {2, 3};
  model::Histogram second = first;
  second.count = 7;
  second.sum = 9;
  second.positive_buckets = {2, 4};
  std::string histograms;
  encoding::AppendHistogramColumn(histograms, std::vector<encoding::HistogramPointer>{
                                                  std::make_shared<model::Histogram>(first),
                                                  std::make_shared<model::Histogram>(second)});
  EXPECT_EQ(examples["histogram-column"], histograms);
}

}  // namespace
}  // namespace plumb::store
