// The collector of *.prom files, with a reader that stands for the real one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/proc_text.h"
#include "tree.h"

namespace plumb::node {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Lines `name value`, `name value time`, `TYPE name histogram`, `HELP name text`; anything else
// fails.
Status ReadSimple(const std::string& text, model::SampleSink& sink) {
  using Field = model::SampleSink::MetadataField;
  for (const std::string_view line : Lines(text)) {
    const auto words = Fields(line);
    if (words.size() == 3 && words[0] == "TYPE") {
      PLUMB_TRY(sink.OnMetadata(Field::kType,
                                {.metric = std::string(words[1]),
                                 .type = words[2] == "histogram" ? model::MetricType::kHistogram
                                                                 : model::MetricType::kGauge}));
    } else if (words.size() == 3 && words[0] == "HELP") {
      PLUMB_TRY(sink.OnMetadata(Field::kHelp,
                                {.metric = std::string(words[1]), .help = std::string(words[2])}));
    } else if (words.size() == 2 || words.size() == 3) {
      PLUMB_ASSIGN(const double value, ParseNumber(words[1], "the file"));
      const model::Labels labels = {{model::kMetricName, words[0]}};
      std::optional<Timestamp> time;
      if (words.size() == 3) time = 1;
      PLUMB_TRY(sink.OnSample({.labels = labels, .time = time, .value = value}));
    } else {
      return Error{Exit::kOutside, "not understood"};
    }
  }
  return Ok();
}

Seen LookAtFiles(const Tree& tree) {
  return Look("textfile", tree.roots(), Filters(), ReadSimple);
}

TEST(Textfile, ShowsTheFilesAndTheirTimes) {
  Tree tree;
  tree.Write("textfiles/backup.prom",
             "HELP backup_bytes Size.\nTYPE backup_bytes gauge\nbackup_bytes 42\n")
      .Write("textfiles/notes.txt", "not read at all\n");
  const Seen seen = LookAtFiles(tree);
  EXPECT_THAT(seen.text,
              HasSubstr("# HELP backup_bytes Size.\n# TYPE backup_bytes gauge\nbackup_bytes 42\n"));
  EXPECT_THAT(seen.text, HasSubstr("node_textfile_mtime_seconds{file=\"" +
                                   tree.Path("textfiles/backup.prom") + "\"} "));
  EXPECT_THAT(seen.text, HasSubstr("node_textfile_scrape_error 0\n"));
}

TEST(Textfile, AMetricWithoutHelpSaysWhereItIsFrom) {
  Tree tree;
  tree.Write("textfiles/a.prom", "x 1\n");
  EXPECT_THAT(LookAtFiles(tree).text,
              HasSubstr("# HELP x Metric read from " + tree.Path("textfiles/a.prom") + "\n"));
}

TEST(Textfile, AHistogramIsOneFamily) {
  Tree tree;
  tree.Write("textfiles/a.prom", "TYPE h histogram\nh_bucket 3\nh_sum 1.5\nh_count 3\n");
  EXPECT_THAT(LookAtFiles(tree).text,
              HasSubstr("# TYPE h histogram\nh_bucket 3\nh_sum 1.5\nh_count 3\n"));
}

TEST(Textfile, ABadFileGivesNothingAndTheOthersStay) {
  Tree tree;
  tree.Write("textfiles/a.prom", "good 1\n")
      .Write("textfiles/b.prom", "half 1\n?\n")
      .Write("textfiles/c.prom", "timed 1 1000\n");
  const Seen seen = LookAtFiles(tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_THAT(seen.text, HasSubstr("good 1\n"));
  EXPECT_THAT(seen.text, Not(HasSubstr("half")));
  EXPECT_THAT(seen.text, Not(HasSubstr("timed")));
  EXPECT_THAT(seen.text, HasSubstr("node_textfile_scrape_error 1\n"));
}

TEST(Textfile, AFolderThatIsNotThereIsAnError) {
  Tree tree;
  EXPECT_THAT(LookAtFiles(tree).text, HasSubstr("node_textfile_scrape_error 1\n"));
  Roots none = tree.roots();
  none.textfiles.clear();
  EXPECT_THAT(Look("textfile", none, Filters(), ReadSimple).text,
              HasSubstr("node_textfile_scrape_error 0\n"));
}

}  // namespace
}  // namespace plumb::node
