#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "render/svg_path.h"
#include "text/utf8.h"
#include "unit/render/picture.h"

namespace plumb::render {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kNameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:-";

// A small checker of well-formedness: "" or what is wrong. Knows what our SVG has: elements,
// attributes in double quotes, text, the five entities; no comments, no CDATA, no processing
// instructions.
class XmlChecker {
 public:
  explicit XmlChecker(std::string_view text) : text_(text) {}

  std::string Check() {
    if (!text::IsValidUtf8(text_)) return "not UTF-8";
    for (const char c : text_)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
        return "control character";
    while (at_ < text_.size() && error_.empty()) {
      if (text_[at_] == '<')
        Tag();
      else
        Text();
    }
    if (error_.empty() && !open_.empty()) error_ = "not closed: " + open_.back();
    return error_;
  }

 private:
  void Fail(const std::string& what) {
    if (error_.empty()) error_ = what + " at byte " + std::to_string(at_);
  }

  void Entity() {
    for (const std::string_view entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;"})
      if (text_.substr(at_).starts_with(entity)) {
        at_ += entity.size();
        return;
      }
    Fail("unknown entity");
    ++at_;
  }

  void Text() {
    if (open_.empty() && text_[at_] != '\n') Fail("text outside of the root");
    if (text_[at_] == '&') return Entity();
    if (text_[at_] == '>') Fail("bare >");
    ++at_;
  }

  std::string Name() {
    const size_t end = std::min(text_.find_first_not_of(kNameBytes, at_), text_.size());
    std::string name(text_.substr(at_, end - at_));
    if (name.empty()) Fail("no name");
    at_ = end;
    return name;
  }

  void Tag() {
    ++at_;
    if (text_.substr(at_).starts_with("/")) {
      ++at_;
      const std::string name = Name();
      if (open_.empty() || open_.back() != name)
        Fail("wrong end tag " + name);
      else
        open_.pop_back();
      if (!text_.substr(at_).starts_with(">")) Fail("end tag not closed");
      ++at_;
      return;
    }
    const std::string name = Name();
    if (open_.empty() && seen_root_) Fail("a second root");
    seen_root_ = true;
    std::vector<std::string> attributes;
    while (error_.empty() && text_.substr(at_).starts_with(" ")) {
      ++at_;
      const std::string attribute = Name();
      if (std::count(attributes.begin(), attributes.end(), attribute) > 0)
        Fail("twice: " + attribute);
      attributes.push_back(attribute);
      if (!text_.substr(at_).starts_with("=\"")) return Fail("attribute without a value");
      at_ += 2;
      while (at_ < text_.size() && text_[at_] != '"' && error_.empty()) {
        if (text_[at_] == '<') Fail("< in an attribute");
        if (text_[at_] == '&')
          Entity();
        else
          ++at_;
      }
      ++at_;
    }
    if (text_.substr(at_).starts_with("/>")) {
      at_ += 2;
    } else if (text_.substr(at_).starts_with(">")) {
      ++at_;
      open_.push_back(name);
    } else {
      Fail("tag not closed");
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  bool seen_root_ = false;
  std::vector<std::string> open_;
  std::string error_;
};

std::string XmlError(std::string_view text) {
  return XmlChecker(text).Check();
}

TEST(XmlChecker, FindsWhatIsWrong) {
  EXPECT_EQ(XmlError("<a b=\"c\"><d/>&lt;</a>\n"), "");
  for (const char* bad :
       {"<a>", "<a></b>", "<a b=c/>", "<a>&x;</a>", "<a b=\"<\"/>", "<a/><a/>", "<a>\x1b</a>"})
    EXPECT_NE(XmlError(bad), "") << bad;
}

TEST(Svg, IsWellFormedWithTitleDescriptionAndTooltips) {
  const std::string svg = Picture("svg", Waves(3, 100));
  EXPECT_EQ(XmlError(svg), "");
  EXPECT_THAT(svg, HasSubstr("role=\"img\""));
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 800 "));
  EXPECT_THAT(svg, HasSubstr("<title>load</title>"));
  EXPECT_THAT(svg, HasSubstr("<desc>3 series from 2025-09-18 09:00 UTC"));
  EXPECT_THAT(svg, HasSubstr("<title>web1: min "));
}

TEST(Svg, RefersToNothingAndRunsNothing) {
  const std::string svg = Picture("svg", HostileSeries(20));
  for (const char* forbidden :
       {"<script", "href", "url(", "@import", "<image", "<foreignObject", "<use"})
    EXPECT_THAT(svg, Not(HasSubstr(forbidden)));
}

TEST(Svg, HostileLabelsAreInert) {
  for (const int points : {1, 20}) EXPECT_EQ(XmlError(Picture("svg", HostileSeries(points))), "");
  charts::Request request;
  request.title = "</title><script>\x1b[2J";
  request.unit = "suffix:<b>&\x07";
  EXPECT_EQ(XmlError(Picture("svg", HostileSeries(20), request)), "");
}

TEST(Svg, FollowsTheReaderUnlessAThemeIsFixed) {
  EXPECT_THAT(Picture("svg", Waves(1, 10)), HasSubstr("prefers-color-scheme:dark"));
  const std::string dark = Picture("svg", Waves(1, 10), {}, {.theme = Theme::kDark});
  EXPECT_THAT(dark, Not(HasSubstr("prefers-color-scheme")));
  EXPECT_THAT(dark, Not(HasSubstr("var(")));
  EXPECT_THAT(dark, HasSubstr("#111217"));
}

TEST(Svg, EightSeriesOfADayStayBelow60KB) {
  EXPECT_LE(Picture("svg", Waves(8, 1440)).size(), 60'000u);
}

TEST(Svg, TheSameInputGivesTheSameBytes) {
  EXPECT_EQ(Picture("svg", Waves(5, 300)), Picture("svg", Waves(5, 300)));
}

TEST(Svg, PastEightSeriesLinesAreDashed) {
  EXPECT_THAT(Picture("svg", Waves(8, 10)), Not(HasSubstr("stroke-dasharray")));
  EXPECT_THAT(Picture("svg", Waves(9, 10)), HasSubstr("stroke-dasharray"));
}

TEST(Svg, ALonePointIsADot) {
  charts::Data data = Waves(1, 10);
  data.series[0].values[3] = data.series[0].values[5] = NAN;
  EXPECT_THAT(Picture("svg", data), HasSubstr("l0 0"));
}

// The way to the one sample and back, in quarters of a pixel, stands in the path.
TEST(Svg, ASpikeOfOneSampleIsSeen) {
  charts::Data data = Waves(1, 100'000);
  for (double& v : data.series[0].values) v = 1;
  data.series[0].values[54'321] = 100;
  charts::Request request;
  request.min = 0;
  request.max = 100;
  const std::string svg = Picture("svg", data, request);
  const size_t up = svg.find("-1030");  // 0.99 of 260 pixels
  ASSERT_NE(up, std::string::npos);
  EXPECT_NE(svg.find(" 1030", up), std::string::npos);
}

TEST(AppendPath, IsRelativeAndShort) {
  std::string out;
  AppendPath(out, {{1, 1}, {2, 3}, {3, 1}, {4, 1}, {9, 1}}, false);
  EXPECT_EQ(out, "M4 4l4 8 4-8 24 0");
  out.clear();
  AppendPath(out, {{0, 0}, {0.01, 0.01}, {1, 0}, {1, 1}}, true);
  EXPECT_EQ(out, "M0 0l4 0 0 4z");
}

}  // namespace
}  // namespace plumb::render
