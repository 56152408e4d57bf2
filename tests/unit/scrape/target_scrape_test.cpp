#include "scrape/target_scrape.h"

#include <gtest/gtest.h>

#include "formats/stream_writer.h"
#include "scrape/target_list.h"

namespace plumb::scrape {
namespace {

using fetch::Failure;

constexpr Timestamp kTime = 1'795'343'685'000;

class TargetScrapeTest : public ::testing::Test {
 protected:
  fetch::Answer Page(std::string body, std::string type = "text/plain") const {
    return {.status = 200,
            .headers = {{"Content-Type", std::move(type)}},
            .body = std::move(body),
            .seconds = 0.25};
  }
  // The block as text.
  std::string Take(const fetch::Answer& answer) {
    if (!scrape_) {
      target_ = MakeTarget(std::make_shared<ScrapeSpec>(spec_), *ParseAddress("t:1"), {});
      scrape_.emplace(target_, metadata_);
    }
    StringOutput out;
    formats::StreamWriter writer(out);
    const auto outcome = scrape_->Take(answer, kTime, clock_, writer);
    EXPECT_TRUE(outcome.ok());
    outcome_ = *outcome;
    return out.text();
  }
  // Only the page's own lines, without the time and the target's labels.
  std::string Lines(const fetch::Answer& answer) {
    std::string text = Take(answer);
    text = text.substr(text.find('\n') + 1);
    text = text.substr(0, text.find("up{"));
    for (const std::string_view part : {R"(instance="t:1",job="j")", " 1795343685000", "{}"})
      for (size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
    return text;
  }

  ScrapeSpec spec_ = {.job = "j", .timeout = 1500};
  MetadataLines metadata_ = MetadataLines::kAll;
  Target target_;
  std::optional<TargetScrape> scrape_;
  ManualClock clock_{kTime};
  Outcome outcome_;
};

TEST_F(TargetScrapeTest, APageIsABlock) {
  EXPECT_EQ(
      Take(Page("# HELP a Some.\n# TYPE a counter\na{x=\"1\"} 2\na{x=\"2\",job=\"k\"} 3 "
                "1795343600000\n")),
      R"(#! scrape job=j instance="t:1" target="http://t:1/metrics" time=1795343685000 duration=0.25 samples=7 status=ok
# HELP a Some.
# TYPE a counter
a{instance="t:1",job="j",x="1"} 2 1795343685000
a{exported_job="k",instance="t:1",job="j",x="2"} 3 1795343600000
up{instance="t:1",job="j"} 1 1795343685000
scrape_duration_seconds{instance="t:1",job="j"} 0.25 1795343685000
scrape_samples_scraped{instance="t:1",job="j"} 2 1795343685000
scrape_samples_post_metric_relabeling{instance="t:1",job="j"} 2 1795343685000
scrape_series_added{instance="t:1",job="j"} 2 1795343685000
)");
}

TEST_F(TargetScrapeTest, AFailureIsABlockOfTheReport) {
  EXPECT_EQ(
      Take({.failure = Failure::kConnect, .error = "connection refused", .seconds = 0.5}),
      R"(#! scrape job=j instance="t:1" target="http://t:1/metrics" time=1795343685000 duration=0.5 samples=5 status=failed error="connection refused"
up{instance="t:1",job="j"} 0 1795343685000
scrape_duration_seconds{instance="t:1",job="j"} 0.5 1795343685000
scrape_samples_scraped{instance="t:1",job="j"} 0 1795343685000
scrape_samples_post_metric_relabeling{instance="t:1",job="j"} 0 1795343685000
scrape_series_added{instance="t:1",job="j"} 0 1795343685000
)");
}

TEST_F(TargetScrapeTest, EachTroubleHasItsWords) {
  Take({.status = 404, .body = "a 1\n"});
  EXPECT_EQ(outcome_.error, "HTTP status 404");
  Take({.failure = Failure::kTimeout, .error = "x"});
  EXPECT_EQ(outcome_.error, "no whole answer within 1s500ms");
  spec_.limits.body_size = 1 << 20;
  scrape_.reset();
  Take({.failure = Failure::kTooLarge, .error = "x"});
  EXPECT_EQ(outcome_.error, "body_size_limit exceeded: 1 MiB or more");
  spec_.limits.body_size = 4;
  scrape_.reset();
  Take(Page("a 1\n"));
  EXPECT_EQ(outcome_.error, "body_size_limit exceeded: 4 bytes or more");
  spec_.limits.body_size = 0;
  scrape_.reset();
  Take(Page("<html>", "text/html"));
  EXPECT_TRUE(outcome_.error.starts_with("Content-Type 'text/html': a page for people"));
}

// Prometheus fails a page for either; the manual says that we do not.
TEST_F(TargetScrapeTest, BlanksBeforeALineAndTimesBefore1970AreRead) {
  EXPECT_EQ(Lines(Page("  a 1\n\tb 2\nc 3 -200000000000\n")), "a 1\nb 2\nc 3 -200000000000\n");
}

TEST_F(TargetScrapeTest, ABadLineFailsThePageWithItsPlace) {
  EXPECT_EQ(Lines(Page("a 1\nb{ 2\nc 3\n")), "");
  EXPECT_TRUE(outcome_.error.starts_with("line 2:")) << outcome_.error;
  EXPECT_EQ(outcome_.counts.scraped, 1u);  // what came before it, as Prometheus counts
  EXPECT_EQ(Lines(Page("a 1\nc 3\n")), "a 1\nc 3\n");
}

TEST_F(TargetScrapeTest, OpenMetricsNeedsItsEnd) {
  EXPECT_EQ(Lines(Page("a 1 1795343685.5\n# EOF\n", "application/openmetrics-text")),
            "a 1 1795343685500\n");
  EXPECT_EQ(Lines(Page("a 1\n", "application/openmetrics-text")), "");
  EXPECT_NE(outcome_.error.find("# EOF"), std::string::npos);
}

TEST_F(TargetScrapeTest, LeIsNormalised) {
  EXPECT_EQ(Lines(Page("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n")),
            "# TYPE h histogram\nh_bucket{,le=\"1.0\"} 1\nh_bucket{,le=\"+Inf\"} 1\n");
}

TEST_F(TargetScrapeTest, AddedAreTheSeriesThatTheGoodPageBeforeDidNotHave) {
  Take(Page("a 1\nb 1\n"));
  EXPECT_EQ(outcome_.counts.added, 2u);
  Take(Page("b 1\nc 1\na 1\n"));
  EXPECT_EQ(outcome_.counts.added, 1u);
  Take(Page("a 1\nb{\n"));
  Take(Page("a 1\nb 1\nc 1\n"));
  EXPECT_EQ(outcome_.counts.added, 0u);
  Take(Page("a 1\n"));
  Take(Page("a 1\nb 1\n"));
  EXPECT_EQ(outcome_.counts.added, 1u);
}

// As Prometheus 2.42 counts, with pages that go on being refused and empty ones.
TEST_F(TargetScrapeTest, ARefusedPageMakesItsSeriesKnown) {
  Take(Page("a 1\nb 1\nc{\n"));
  EXPECT_EQ(outcome_.counts.added, 2u);
  Take(Page("a 1\nb 1\nc{\n"));
  EXPECT_EQ(outcome_.counts.added, 0u);
  Take(Page("a 1\nb 1\nc 1\n"));
  EXPECT_EQ(outcome_.counts.added, 1u);
  Take(Page(""));
  Take(Page("a 1\nb 1\n"));
  EXPECT_EQ(outcome_.counts.added, 0u);
}

TEST_F(TargetScrapeTest, OfASeriesTwiceTheFirstIsKept) {
  EXPECT_EQ(Lines(Page("a 1\na 2\na 3 1795343600000\n")), "a 1\na 3 1795343600000\n");
  EXPECT_EQ(outcome_.counts.scraped, 3u);
  EXPECT_EQ(outcome_.counts.kept, 3u);
  EXPECT_EQ(outcome_.counts.added, 1u);
  EXPECT_EQ(outcome_.counts.duplicates, 1u);
}

TEST_F(TargetScrapeTest, ATimeFarAheadIsLeftOut) {
  EXPECT_EQ(Lines(Page("a 1 1795344285000\nb 1 1795344285001\n")), "a 1 1795344285000\n");
  EXPECT_EQ(outcome_.counts.out_of_bounds, 1u);
  EXPECT_TRUE(outcome_.ok());
}

TEST_F(TargetScrapeTest, TimesAreDroppedWhereTheyAreNotHonored) {
  spec_.honor_timestamps = false;
  EXPECT_EQ(Lines(Page("a 1 1795343600000\nb 1 1895344285001\n")), "a 1\nb 1\n");
}

TEST_F(TargetScrapeTest, SampleLimit) {
  spec_.limits.samples = 2;
  EXPECT_EQ(Lines(Page("a 1\nb 1\n")), "a 1\nb 1\n");
  EXPECT_EQ(Lines(Page("a 1\nb 1\nc 1\nd 1\n")), "");
  EXPECT_EQ(outcome_.error, "sample_limit exceeded: 4 samples, limit 2");
  EXPECT_EQ(outcome_.counts.scraped, 4u);
}

TEST_F(TargetScrapeTest, LabelLimits) {
  spec_.limits = {.labels = 4, .label_name_length = 10, .label_value_length = 6};
  EXPECT_EQ(Lines(Page("a{x=\"123456\"} 1\n")), "a{,x=\"123456\"} 1\n");
  Take(Page("a{x=\"1\",y=\"2\"} 1\n"));
  EXPECT_EQ(outcome_.error, "line 1: label_limit exceeded: 5 labels of 'a', limit 4");
  Take(Page("a{x2345678901=\"1\"} 1\n"));
  EXPECT_TRUE(outcome_.error.starts_with(
      "line 1: label_name_length_limit exceeded: label 'x2345678901' of 'a' has 11 bytes"))
      << outcome_.error;
  // What was refused once is refused again.
  for (int i = 0; i < 2; ++i) {
    Take(Page("a{x=\"1234567\"} 1\n"));
    EXPECT_TRUE(outcome_.error.starts_with("line 1: label_value_length_limit exceeded"))
        << outcome_.error;
  }
}

TEST_F(TargetScrapeTest, RelabellingDropsAndChanges) {
  spec_.relabel = [](model::Labels& labels) {
    labels = model::LabelsBuilder(labels).Drop("tmp").Build();
    return labels.metric_name() != "go_gc";
  };
  EXPECT_EQ(Lines(Page("go_gc 1\na{tmp=\"1\"} 1\n")), "a 1\n");
  EXPECT_EQ(outcome_.counts.scraped, 2u);
  EXPECT_EQ(outcome_.counts.kept, 1u);
  EXPECT_EQ(Lines(Page("go_gc 1\na{tmp=\"1\"} 1\n")), "a 1\n");
}

TEST_F(TargetScrapeTest, ExemplarsPassThrough) {
  const std::string block =
      Take(Page("# TYPE c counter\nc_total 1 # {id=\"7\"} 0.5 1795343685\n# EOF\n",
                "application/openmetrics-text"));
  EXPECT_NE(block.find("#! exemplar series=\"c_total{"), std::string::npos) << block;
  EXPECT_NE(block.find(" samples=6 "), std::string::npos);
}

TEST_F(TargetScrapeTest, AnEmptyPageIsAGoodOne) {
  EXPECT_EQ(Lines(Page("")), "");
  EXPECT_TRUE(outcome_.ok());
}

TEST_F(TargetScrapeTest, SeriesThatComeAndGoAreForgotten) {
  for (int page = 0; page < 50; ++page) {
    std::string text = "steady 1\n";
    for (int i = 0; i < 200; ++i)
      text += "a{page=\"" + std::to_string(page) + "\",i=\"" + std::to_string(i) + "\"} 1\n";
    Take(Page(text));
    ASSERT_EQ(outcome_.counts.added, page == 0 ? 201u : 200u) << page;
  }
  Take(Page("steady 1\n"));
  EXPECT_EQ(outcome_.counts.added, 0u);
}

TEST_F(TargetScrapeTest, PagesThatChangeAreReadAsIfTheyWereTheFirst) {
  const std::vector<std::string> pages = {
      "# TYPE s summary\ns{quantile=\"1\"} 1\na{x=\"1\",y=\"2\"} 1\nb 1\n",
      "# TYPE s summary\ns{quantile=\"1\"} 2\nb NaN\na{x=\"1\",y=\"2\"} 2 1795343600000\n",
      "# TYPE s gauge\ns{quantile=\"1\"} 3\na{y=\"2\",x=\"1\"} 3\nb 0x1\n",
      "s{quantile=\"1\"} 4\nb +Inf\nb  5\nc{} 1e3\n",
      "",
      "a{x=\"1\",y=\"2\"} 6\n# HELP b B\nb 6\n# TYPE s summary\ns{quantile=\"1\"} 6\n",
  };
  std::vector<std::string> alone;
  for (const std::string& page : pages) {
    scrape_.reset();
    alone.push_back(Lines(Page(page)) + outcome_.error);
  }
  scrape_.reset();
  for (int round = 0; round < 3; ++round)
    for (size_t i = 0; i < pages.size(); ++i)
      EXPECT_EQ(Lines(Page(pages[i])) + outcome_.error, alone[i]) << round << ' ' << i;
}

TEST_F(TargetScrapeTest, TheFormatOfATargetMayChange) {
  EXPECT_EQ(Lines(Page("a 1 1795343600000\n")), "a 1 1795343600000\n");
  EXPECT_EQ(Lines(Page("a 1 1795343600\n# EOF\n", "application/openmetrics-text")),
            "a 1 1795343600000\n");
  EXPECT_EQ(Lines(Page("a 1 1795343600000\n")), "a 1 1795343600000\n");
}

TEST_F(TargetScrapeTest, OfASeriesInTwoSpellingsTheFirstIsKept) {
  for (int page = 0; page < 3; ++page) {
    EXPECT_EQ(Lines(Page("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n")),
              "a{,x=\"1\",y=\"2\"} 1\n");
    EXPECT_EQ(outcome_.counts.duplicates, 1u);
  }
}

TEST_F(TargetScrapeTest, AStoreIsGivenOnlyTheMetadataThatIsNew) {
  metadata_ = MetadataLines::kNew;
  EXPECT_EQ(Lines(Page("# TYPE a gauge\na 1\n")), "# TYPE a gauge\na 1\n");
  EXPECT_EQ(Lines(Page("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n")),
            "a 1\n# TYPE b gauge\nb 1\n");
  // What stood in a page that was refused was given to nobody.
  EXPECT_EQ(Lines(Page("# TYPE a gauge\na 1\n# TYPE c gauge\nc{\n")), "");
  EXPECT_EQ(Lines(Page("# TYPE c gauge\nc 1\n")), "# TYPE c gauge\nc 1\n");
}

TEST_F(TargetScrapeTest, DroppedSeriesThatComeAndGoAreForgottenToo) {
  spec_.relabel = [](const model::Labels& labels) { return labels.metric_name() == "steady"; };
  for (int page = 0; page < 50; ++page) {
    std::string text = "steady 1\n";
    for (int i = 0; i < 200; ++i)
      text += "a{page=\"" + std::to_string(page) + "\",i=\"" + std::to_string(i) + "\"} 1\n";
    EXPECT_EQ(Lines(Page(text)), "steady 1\n");
    EXPECT_EQ(outcome_.counts.scraped, 201u);
    EXPECT_EQ(outcome_.counts.added, page == 0 ? 1u : 0u);
  }
}

TEST_F(TargetScrapeTest, FilesAreToldByTheirContent) {
  target_ = MakeTarget(std::make_shared<ScrapeSpec>(spec_), *ParseAddress("./f"), {});
  scrape_.emplace(target_, metadata_);
  Take({.status = 200, .body = "a 1 1795343685.5\n# EOF\n"});
  EXPECT_TRUE(outcome_.ok());
  Take({.status = 200, .body = "a 1 1795343685.5\n"});
  EXPECT_FALSE(outcome_.ok());
}

}  // namespace
}  // namespace plumb::scrape
