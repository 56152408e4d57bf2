#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "text/utf8.h"
#include "unit/render/picture.h"

namespace plumb::render {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Without our own colour sequences; any other escape stays, and fails the test that looks for it.
std::string WithoutColors(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\x1b[") == 0) {
      const size_t end = text.find_first_not_of("0123456789;", i + 2);
      if (end != std::string::npos && text[end] == 'm') {
        i = end;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

constexpr Glyphs kEveryGlyphs[] = {Glyphs::kBraille,  Glyphs::kOctant, Glyphs::kSextant,
                                   Glyphs::kQuadrant, Glyphs::kBlock,  Glyphs::kAscii};

charts::Request Columns(int columns) {
  charts::Request request;
  request.width = columns * scene::kCellWidth;
  return request;
}

TEST(Terminal, NeverExceedsItsWidth) {
  for (int columns = 20; columns <= 200; columns += columns < 60 ? 1 : 7) {
    for (const Glyphs glyphs : kEveryGlyphs) {
      for (const int points : {1, 50}) {
        for (const auto& data : {HostileSeries(points), Waves(4, points)}) {
          const std::string picture =
              Picture("terminal", data, Columns(columns), {.glyphs = glyphs});
          for (const std::string& line : Lines(picture)) {
            ASSERT_LE(text::DisplayWidth(line), static_cast<size_t>(columns)) << line;
            ASSERT_TRUE(line.empty() || line.back() != ' ') << "trailing blank: " << line;
          }
        }
      }
    }
  }
}

// Every type there is keeps what one type promises.
TEST(Terminal, EveryTypeKeepsItsWidth) {
  for (const charts::ChartType* type : charts::ChartTypes()) {
    for (const int columns : {20, 41, 80, 200}) {
      for (const int points : {1, 50}) {
        for (const auto& data : {HostileSeries(points), Waves(4, points)}) {
          charts::Request request = Columns(columns);
          request.type = type->name;
          for (const auto color : {system::ColorDepth::kNone, system::ColorDepth::kTrue}) {
            const std::string picture =
                WithoutColors(Picture("terminal", data, request, {.color = color}));
            ASSERT_TRUE(text::IsValidUtf8(picture));
            for (const std::string& line : Lines(picture))
              ASSERT_LE(text::DisplayWidth(line), static_cast<size_t>(columns))
                  << type->name << ": " << line;
            for (const char c : picture)
              ASSERT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
          }
        }
      }
    }
  }
}

TEST(Terminal, AsciiIsSevenBits) {
  const std::string picture =
      Picture("terminal", HostileSeries(30), Columns(80), {.glyphs = Glyphs::kAscii});
  for (const char c : picture) ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f));
}

TEST(Terminal, HostileLabelsAreInert) {
  for (const auto color : {system::ColorDepth::kNone, system::ColorDepth::k16,
                           system::ColorDepth::k256, system::ColorDepth::kTrue}) {
    const std::string picture =
        WithoutColors(Picture("terminal", HostileSeries(30), Columns(100), {.color = color}));
    EXPECT_TRUE(text::IsValidUtf8(picture));
    for (const char c : picture)
      ASSERT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    EXPECT_THAT(picture, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(picture, Not(HasSubstr("\xc2\x9b")));
  }
}

TEST(Terminal, HasNoColorsUnlessAsked) {
  EXPECT_THAT(Picture("terminal", Waves(3, 50)), Not(HasSubstr("\x1b")));
  EXPECT_THAT(Picture("terminal", Waves(3, 50), {}, {.color = system::ColorDepth::k16}),
              HasSubstr("\x1b["));
}

TEST(Terminal, ColorsChangeNothingElse) {
  const std::string plain = Picture("terminal", Waves(1, 50), Columns(80));
  for (const auto color :
       {system::ColorDepth::k16, system::ColorDepth::k256, system::ColorDepth::kTrue})
    EXPECT_EQ(WithoutColors(Picture("terminal", Waves(1, 50), Columns(80), {.color = color})),
              plain);
}

TEST(Terminal, WithoutColorsLinesCarryTheLettersOfTheLegend) {
  const std::string picture = Picture("terminal", Waves(3, 50), Columns(80));
  for (const char* letter : {"A", "B", "C"}) {
    size_t count = 0;
    for (size_t at = picture.find(letter); at != std::string::npos;
         at = picture.find(letter, at + 1))
      ++count;
    EXPECT_GE(count, 3u) << letter;  // the legend and the line
  }
  EXPECT_THAT(Picture("terminal", Waves(3, 50), Columns(80), {.color = system::ColorDepth::k16}),
              Not(HasSubstr("B")));
}

TEST(Terminal, ASpikeOfOneSampleIsSeen) {
  charts::Data data = Waves(1, 100'000);
  for (double& v : data.series[0].values) v = 1;
  data.series[0].values[54'321] = 100;
  for (const Glyphs glyphs : {Glyphs::kBraille, Glyphs::kBlock, Glyphs::kAscii}) {
    const auto lines = Lines(Picture("terminal", data, Columns(80), {.glyphs = glyphs}));
    size_t rows = 0;
    for (const std::string& line : lines) {
      const std::string spike = glyphs == Glyphs::kBraille ? "⡇"
                                : glyphs == Glyphs::kBlock ? "█"
                                                           : "|";
      const size_t axis = line.find_first_of(glyphs == Glyphs::kAscii ? "|+" : "\xe2");
      if (axis != std::string::npos && line.find(spike, axis + 1) != std::string::npos)
        ++rows;
      else if (glyphs == Glyphs::kBraille && line.find("⢸") != std::string::npos)
        ++rows;
    }
    EXPECT_GE(rows, 10u);
  }
}

// Of each glyph mode: with the spike the picture differs in ten rows at least, in one column.
TEST(Terminal, ASpikeOfOneSampleIsSeenInEveryGlyphMode) {
  charts::Data data = Waves(1, 100'000);
  for (double& v : data.series[0].values) v = 1;
  charts::Request request = Columns(80);
  request.min = 0;
  request.max = 100;
  request.legend = charts::LegendMode::kNone;
  charts::Data spiked = data;
  spiked.series[0].values[54'321] = 100;
  for (const Glyphs glyphs : kEveryGlyphs) {
    const auto flat = Lines(Picture("terminal", data, request, {.glyphs = glyphs}));
    const auto peak = Lines(Picture("terminal", spiked, request, {.glyphs = glyphs}));
    ASSERT_EQ(flat.size(), peak.size());
    int rows = 0;
    for (size_t i = 0; i < flat.size(); ++i) rows += flat[i] == peak[i] ? 0 : 1;
    EXPECT_GE(rows, 10) << static_cast<int>(glyphs);
  }
}

// Two areas that meet within a cell share it: the glyph is of one, the ground of the other.
TEST(Terminal, AreasAreTheGroundOfTheirCells) {
  charts::Request request = Columns(60);
  request.type = "area";
  request.stack = charts::Stacking::kValues;
  const Options options = {.color = system::ColorDepth::kTrue};
  const std::string picture = Picture("terminal", Waves(2, 50), request, options);
  EXPECT_THAT(picture, HasSubstr(";48;2;"));
  EXPECT_THAT(WithoutColors(picture), Not(HasSubstr("\x1b")));
  EXPECT_THAT(Picture("terminal", Waves(2, 50), request, {.color = system::ColorDepth::k16}),
              Not(HasSubstr("48;")));
}

TEST(Terminal, BarsAreInEighths) {
  charts::Data data;
  for (const double v : {1.0, 0.5, 0.51})
    data.series.push_back({.labels = {{"i", std::to_string(v)}}, .times = {0}, .values = {v}});
  const std::string picture = Picture("terminal", data, Columns(60));
  EXPECT_THAT(picture, HasSubstr("█"));
  EXPECT_LT(picture.find("1.000000"), picture.find("0.510000"));
  EXPECT_LT(picture.find("0.510000"), picture.find("0.500000"));
}

TEST(Terminal, ChoosesGlyphsByFacts) {
  EXPECT_THAT(Picture("terminal", Waves(1, 50), {}, {.utf8 = false}), Not(HasSubstr("┤")));
  EXPECT_THAT(Picture("terminal", Waves(1, 50), {}, {.console = true}), HasSubstr("▄"));
}

TEST(Terminal, KeepsAHeightThatIsGiven) {
  for (const int rows : {10, 24, 60}) {
    charts::Request request = Columns(80);
    request.height = rows * scene::kCellHeight;
    EXPECT_LE(Lines(Picture("terminal", Waves(30, 100), request)).size(),
              static_cast<size_t>(rows));
  }
}

}  // namespace
}  // namespace plumb::render
