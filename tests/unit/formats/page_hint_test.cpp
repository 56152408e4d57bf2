#include "formats/page_hint.h"

#include <gtest/gtest.h>

#include <random>

#include "formats/exposition.h"

namespace plumb::formats {
namespace {

// Reads pages with one hint and leaves numbers, as a store does; notes what came, and how.
class Pages : public model::SampleSink, public HintSource {
 public:
  PageHint* ForBlock(const model::ScrapeBlock&) override { return &hint; }
  PageHint* ForLoose() override { return &hint; }
  Status OnSample(const model::StreamSample& sample) override {
    if (sample.labels.empty()) ++hits;
    if (sample.memo != nullptr && *sample.memo == 0) {
      labels_.push_back(sample.labels);
      *sample.memo = static_cast<uint32_t>(labels_.size());
    }
    const model::Labels& labels = sample.labels.empty() ? labels_[*sample.memo - 1] : sample.labels;
    const std::string time = sample.time ? std::to_string(*sample.time) : "-";
    seen.push_back(labels.ToString() + " " + std::to_string(std::bit_cast<uint64_t>(sample.value)) +
                   " " + time + (sample.histogram != nullptr ? " h" : "") + " line " +
                   std::to_string(sample.line));
    return Ok();
  }
  // What a page says, read with and without the hint: they must agree. Returns the hits.
  size_t Read(std::string_view page, Level level = Level::kStream) {
    seen.clear();
    hits = 0;
    RejectLog rejects;
    const ExpositionOptions options{.level = level, .hints = this, .known_metadata = false};
    EXPECT_TRUE(ReadExposition(page, options, *this, rejects).ok());
    const std::vector<std::string> hinted = std::move(seen);
    const size_t count = hits;
    seen.clear();
    RejectLog plain;
    EXPECT_TRUE(ReadExposition(page, {.level = level}, *this, plain).ok());
    EXPECT_EQ(hinted, seen) << page;
    EXPECT_EQ(rejects.count, plain.count) << page;
    return count;
  }

  PageHint hint;
  std::vector<std::string> seen;
  size_t hits = 0;

 private:
  std::vector<model::Labels> labels_;
};

TEST(PageHintTest, TheNextPageIsReadByComparing) {
  Pages pages;
  EXPECT_EQ(pages.Read("# HELP a x\n# TYPE a gauge\na 1\na{b=\"c\"} 2\n"), 0u);
  EXPECT_EQ(pages.Read("# HELP a x\n# TYPE a gauge\na 7\na{b=\"c\"} NaN\n"), 2u);
  EXPECT_EQ(pages.Read("# HELP a x\n# TYPE a gauge\na -Inf\na{b=\"c\"} 1e-3\n"), 2u);
  EXPECT_EQ(pages.hint.size(), 4u);
}

TEST(PageHintTest, ChangedLinesCostOnlyThemselves) {
  Pages pages;
  pages.Read("a 1\nb 1\nc 1\nd 1\n");
  EXPECT_EQ(pages.Read("a 2\nx 2\ny 2\nb 2\nc 2\nd 2\n"), 4u) << "inserted";
  EXPECT_EQ(pages.Read("a 3\nx 3\ny 3\nb 3\nc 3\nd 3\n"), 6u);
  EXPECT_EQ(pages.Read("a 4\ny 4\nb 4\nc 4\nd 4\n"), 5u) << "one removed";
  EXPECT_EQ(pages.Read("a 5\nd 5\n"), 1u) << "several removed";
  EXPECT_EQ(pages.Read("d 6\na 6\n"), 1u) << "turned round";
  EXPECT_EQ(pages.Read("d 7\na 7\n"), 2u);
  EXPECT_EQ(pages.Read("d 8\nd 9\nd 10\na 7\n"), 4u) << "the same series again";
  EXPECT_EQ(pages.Read("a{ 1\nd 8\na{x=\"\n"), 1u) << "wrong lines";
}

TEST(PageHintTest, TimesAreReadOnceABlock) {
  Pages pages;
  pages.Read("#! scrape job=x time=1795343685000\na 1 1795343685000\nb 1 1795343685000\n");
  EXPECT_EQ(
      pages.Read("#! scrape job=x time=1795343690000\na 1 1795343690000\nb 1 1795343690000\n"), 2u);
  EXPECT_EQ(pages.Read("#! scrape job=x time=1795343690000\na 1 1795343690000\nb 1 1795343680.5\n"),
            2u);
  EXPECT_EQ(pages.Read("#! scrape job=x time=1795343690000\na 1\nb 1  1795343680.5\n"), 1u);
  EXPECT_EQ(pages.Read("#! scrape job=x time=1795343690000\na 1 99999999999999999999\nb 1 x\n"),
            0u);
}

TEST(PageHintTest, WhatHasMoreThanAValueIsParsed) {
  Pages pages;
  const char* page = "h {{schema:0 count:1 sum:1}}\na_bucket{le=\"1\"} 1 # {t=\"u\"} 1\ns 1\n";
  pages.Read(page);
  EXPECT_EQ(pages.Read(page), 1u);
  EXPECT_EQ(pages.Read("h 1\na_bucket{le=\"1\"} 1\ns Stale\n"), 2u);
}

// In text 0.0.4, `le="1"` is a number under a histogram and a text under a gauge.
TEST(PageHintTest, ALineMeansWhatTheTypeBeforeItSays) {
  Pages pages;
  const char* histogram = "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\n";
  const char* gauge = "# TYPE a gauge\na_bucket{le=\"1\"} 1\na_sum 1\n";
  const char* neither = "a_bucket{le=\"1\"} 1\na_sum 1\n";
  for (const Level level : {Level::kText, Level::kStream}) {
    for (const char* page : {histogram, gauge, histogram, neither, gauge, neither, histogram})
      pages.Read(page, level);
    pages.hint.Clear();
  }
  // Lines of a TYPE that was passed by its bytes, and then one that has to be parsed.
  pages.Read("# TYPE a histogram\na_bucket{le=\"1\"} 1\n", Level::kText);
  pages.Read("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"2\"} 1\n", Level::kText);
}

TEST(PageHintTest, APlainSinkGetsAllLabels) {
  class Plain : public Pages {
    Status OnSample(const model::StreamSample& sample) override {
      EXPECT_FALSE(sample.labels.empty());
      return Ok();
    }
  } pages;
  RejectLog rejects;
  const ExpositionOptions options{.hints = &pages};
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(ReadExposition("a 1\nb 2\n", options, pages, rejects).ok());
}

TEST(PageHintTest, KeptLinesAreExpected) {
  Pages pages;
  pages.Read("# TYPE a histogram\na_bucket{le=\"1\"} 1\nb 1\n", Level::kText);
  PageHint again;
  for (const PageHint::LineId id : pages.hint.page())
    again.Append(pages.hint.kind(id), pages.hint.text(id), *pages.hint.memo(id));
  pages.hint = again;
  EXPECT_EQ(pages.Read("# TYPE a histogram\na_bucket{le=\"1\"} 2\nb 2\n", Level::kText), 2u);
}

TEST(PageHintTest, LinesThatWentAwayAreForgottenInTime) {
  Pages pages;
  for (int n = 0; n < 100; ++n) {
    std::string page;
    for (int i = 0; i < 100; ++i) page += "a{n=\"" + std::to_string(n * 100 + i) + "\"} 1\n";
    pages.Read(page);
  }
  EXPECT_LT(pages.hint.size(), 1500u);
}

// Pages that change in every way, against the parser alone.
TEST(PageHintTest, AgreesWithTheParser) {
  std::mt19937 random(20261122);
  const auto pick = [&](size_t n) { return static_cast<size_t>(random() % n); };
  const std::vector<std::string> series = {"a",
                                           "b{x=\"1\"}",
                                           "b{x=\"2\"}",
                                           "b{ x=\"2\" ,}",
                                           "h_bucket{le=\"1\"}",
                                           "h_bucket{le=\"+Inf\"}",
                                           "h_sum",
                                           "s{quantile=\"0.5\"}",
                                           "s{quantile=\"1\"}",
                                           "{\"u.v\",x=\"1\"}",
                                           "a {x=\"1\"}",
                                           "{x=\"1\"}",
                                           "a{x=\"\\n\"}",
                                           "ab",
                                           "  a",
                                           "a{"};
  const std::vector<std::string> values = {"1",
                                           "-0",
                                           "NaN",
                                           "+Inf",
                                           "1e3",
                                           "0x1p4",
                                           "Stale",
                                           "1_0",
                                           "oops",
                                           "",
                                           "1.5",
                                           "{{sum:1 count:1}}",
                                           "99999999999999999999",
                                           "1e-400",
                                           "stale"};
  const std::vector<std::string> tails = {
      "",  " 1795343685000",  " 1795343685", " 1795343685.25", "\t",
      " ", "  1795343685000", " 1e400",      " # {a=\"b\"} 1", " -5",
      "\r"};
  const std::vector<std::string> comments = {"# TYPE h histogram",
                                             "# TYPE h gauge",
                                             "# TYPE s summary",
                                             "# TYPE s gauge",
                                             "# HELP a x",
                                             "# UNIT a x",
                                             "# TYPE a oddity",
                                             "# just words",
                                             "#! unit x=\"y\"",
                                             "",
                                             "  # TYPE s summary",
                                             "#! scrape job=a time=1795343685000",
                                             "#! scrape job=b time=1795343690000"};
  for (const Level level : {Level::kStream, Level::kText, Level::kOpenMetrics}) {
    Pages pages;
    std::vector<std::string> lines;
    size_t hits = 0;
    for (int round = 0; round < 3000; ++round) {
      for (size_t changes = pick(4); changes > 0; --changes) {
        const size_t at = pick(lines.size() + 1);
        const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
        if (lines.size() > 20 || (at < lines.size() && pick(3) == 0)) {
          if (at < lines.size()) lines.erase(place);
        } else {
          lines.insert(place, pick(3) == 0 ? comments[pick(comments.size())]
                                           : series[pick(series.size())] + " ");
        }
      }
      std::string page;
      for (const std::string& line : lines) {
        page += line;
        if (!line.empty() && line.back() == ' ')
          page += (pick(4) == 0 ? values[pick(values.size())] : std::to_string(pick(1000))) +
                  (pick(4) == 0 ? tails[pick(tails.size())] : "");
        page += "\n";
      }
      if (level == Level::kOpenMetrics) page += "# EOF\n";
      hits += pages.Read(page, level);
      if (HasFailure()) return;
    }
    EXPECT_GT(hits, 5000u);
  }
}

}  // namespace
}  // namespace plumb::formats
