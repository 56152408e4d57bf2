#include "ingest/page_hints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "formats/exposition.h"
#include "ingest/store_sink.h"
#include "store/reader.h"
#include "store/verify.h"

namespace plumb::ingest {
namespace {

// A store that is fed by one process after the other: each Feed opens it anew.
class FedStore {
 public:
  enum class Hints { kUsed, kUnused };
  explicit FedStore(Hints hints) : hints_(hints) {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-hints-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    Reopen();
  }
  ~FedStore() {
    writer_.reset();
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Reopen() {
    writer_.reset();
    environment_.reset();
    auto opened = store::Environment::Open(
        folder_ / "m.plumb", {.mode = store::OpenMode::kWrite, .map_size = uint64_t{256} << 20});
    ASSERT_TRUE(opened.ok());
    environment_ = *opened;
    writer_ = std::make_unique<store::StoreWriter>(environment_);
  }
  // What plumb-ingest does with one input. Returns the samples that were read by a hint.
  uint64_t Feed(std::string_view text, const LabelRules& rules = {}) {
    formats::RejectLog rejects;
    ManualClock clock{1'795'343'700'000};
    StoreSink sink(writer_.get(), clock, {.rules = rules}, rejects);
    formats::HintSource* hints =
        hints_ == Hints::kUsed ? sink.HintsFor(formats::Level::kStream) : nullptr;
    EXPECT_TRUE(
        formats::ReadExposition(text, {.hints = hints, .known_metadata = false}, sink, rejects)
            .ok());
    const Status finished = sink.Finish();
    EXPECT_TRUE(finished.ok()) << finished.error().message;
    report = sink.report();
    samples = sink.samples();
    rejected = rejects.count;
    return sink.hinted();
  }
  // Each sample with its bits, each native histogram, each end of a series.
  std::vector<std::string> Samples() {
    std::vector<std::string> lines;
    auto reader = store::Reader::Of(environment_);
    const model::TimeRange all{model::kMinTime, model::kMaxTime};
    auto set = (*reader)->Select({{}, all});
    for (const auto& batch : (*set)->batches()) {
      auto columns = (*set)->Read(batch, all);
      EXPECT_TRUE(columns.ok());
      for (size_t i = 0; i < batch.count; ++i) {
        std::string line = (*set)->labels(batch.first + i).ToString();
        const model::SampleColumn& column = (*columns)[i];
        for (size_t k = 0; k < column.values.size(); ++k)
          line += fmt::format(" {}={:x}", (*column.times)[k],
                              std::bit_cast<uint64_t>(column.values[k]));
        for (const auto& point : column.histograms)
          line += fmt::format(" {}=h{}", point.time, point.histogram->sum);
        lines.push_back(line);
      }
    }
    std::sort(lines.begin(), lines.end());
    auto report_of_all = store::Verify((*reader)->snapshot());
    EXPECT_TRUE(report_of_all.ok());
    for (const std::string& problem : report_of_all->problems)
      EXPECT_TRUE(damaged_ && problem.starts_with("a page hint of target ")) << problem;
    return lines;
  }
  void DamageHints() {
    damaged_ = true;
    auto write = environment_->BeginWrite();
    ASSERT_TRUE(write.ok());
    std::vector<std::pair<std::string, std::string>> all;
    {
      auto cursor = store::Cursor::Open(*write->txn, environment_->tables().hint);
      for (auto more = cursor->First(); *more; more = cursor->Next())
        all.emplace_back(cursor->key(), cursor->value());
    }
    for (auto& [key, value] : all) {
      value[value.size() / 2] = static_cast<char>(value[value.size() / 2] ^ 1);
      ASSERT_TRUE(write->txn->Put(environment_->tables().hint, key, value).ok());
    }
    ASSERT_TRUE(write->txn->Commit().ok());
  }

  store::CommitReport report;
  uint64_t samples = 0;
  uint64_t rejected = 0;

 private:
  Hints hints_;
  bool damaged_ = false;  // hints may stay damaged until their target is seen again
  std::filesystem::path folder_;
  std::shared_ptr<store::Environment> environment_;
  std::unique_ptr<store::StoreWriter> writer_;
};

std::string Block(Timestamp time, std::string_view lines, size_t samples,
                  std::string_view target = "t") {
  return fmt::format("#! scrape job=n target={} time={} samples={}\n{}", target, time, samples,
                     lines);
}

TEST(PageHints, AProcessBeginsWithWhatTheLastOneKept) {
  FedStore fed(FedStore::Hints::kUsed);
  EXPECT_EQ(fed.Feed(Block(1000, "# TYPE a gauge\na 1\nb{c=\"d\"} 2\n", 2)), 0u);
  EXPECT_GT(fed.report.hint_bytes, 0u);
  fed.Reopen();
  EXPECT_EQ(fed.Feed(Block(2000, "# TYPE a gauge\na 3\nb{c=\"d\"} 4\n", 2)), 2u);
  EXPECT_EQ(fed.report.hint_bytes, 0u) << "it says what the kept one says";
  EXPECT_EQ(fed.report.new_series, 0u);
  EXPECT_EQ(fed.Samples().size(), 2u);
}

TEST(PageHints, AreWrittenAgainWhenThePageChanged) {
  FedStore fed(FedStore::Hints::kUsed);
  fed.Feed(Block(1000, "a 1\nb 2\n", 2));
  fed.Reopen();
  EXPECT_EQ(fed.Feed(Block(2000, "a 1\nx 1\nb 2\n", 3)), 2u);
  EXPECT_GT(fed.report.hint_bytes, 0u);
  fed.Reopen();
  EXPECT_EQ(fed.Feed(Block(3000, "a 1\nx 1\nb 2\n", 3)), 3u);
}

TEST(PageHints, OneLineInManyIsNotWorthIt) {
  FedStore fed(FedStore::Hints::kUsed);
  std::string page;
  for (int i = 0; i < 100; ++i) page += fmt::format("a{{n=\"{}\"}} 1\n", i);
  fed.Feed(Block(1000, page, 100));
  fed.Reopen();
  EXPECT_EQ(fed.Feed(Block(2000, page + "b 1\n", 101)), 100u);
  EXPECT_EQ(fed.report.hint_bytes, 0u);
}

TEST(PageHints, OnlyWholePagesAreKept) {
  for (const std::string& page :
       {Block(1000, "a 1\n", 2), Block(1000, "a x\n", 1),
        std::string("#! scrape job=n target=t time=1000 samples=1 status=failed\na 1\n"),
        std::string("a 1 1000\n")}) {
    FedStore fed(FedStore::Hints::kUsed);
    fed.Feed(page);
    EXPECT_EQ(fed.report.hint_bytes, 0u) << page;
  }
}

TEST(PageHints, APageWithoutABlockHasOneToo) {
  FedStore fed(FedStore::Hints::kUsed);
  const LabelRules rules{.name = "", .labels = {{"instance", "web1"}, {"job", "n"}}};
  fed.Feed("# TYPE a gauge\na 1\na{b=\"1\"} 2\nb 3\n", rules);
  EXPECT_GT(fed.report.hint_bytes, 0u);
  fed.Reopen();
  EXPECT_EQ(fed.Feed("# TYPE a gauge\na 1\na{b=\"1\"} 2\nb 3\n", rules), 2u);
  fed.Reopen();
  // Other rules make other series of the same lines.
  EXPECT_EQ(fed.Feed("a 5\na{b=\"1\"} 5\n", {.name = "", .labels = {{"instance", "web1"}}}), 0u);
  EXPECT_EQ(fed.report.new_series, 2u);
}

TEST(PageHints, DamagedOnesAreIgnoredAndWrittenAnew) {
  FedStore fed(FedStore::Hints::kUsed);
  fed.Feed(Block(1000, "a 1\nb 2\n", 2));
  fed.DamageHints();
  fed.Reopen();
  EXPECT_EQ(fed.Feed(Block(2000, "a 1\nb 2\n", 2)), 0u);
  EXPECT_GT(fed.report.hint_bytes, 0u);
  EXPECT_EQ(fed.report.stored, 2u);
  EXPECT_EQ(fed.Samples().size(), 2u);
}

// Inputs of every kind, into a store that is written with hints and one that is written without.
class Inputs {
 public:
  explicit Inputs(uint32_t seed) : random_(seed) {}
  std::string Next() {
    std::string text;
    for (size_t blocks = 1 + Pick(4); blocks > 0; --blocks) AppendBlock(text);
    if (Pick(6) == 0) text += RandomLines(pages_[Pick(3)], "");
    return text;
  }
  size_t Pick(size_t n) { return static_cast<size_t>(random_() % n); }

 private:
  void AppendBlock(std::string& text) {
    const size_t target = Pick(3);
    std::vector<std::string>& page = pages_[target];
    for (size_t changes = Pick(3); changes > 0 || page.size() < 5; changes -= changes > 0 ? 1 : 0)
      Change(page);
    time_ += Pick(8) == 0 ? 0 : 5000;
    const std::string tail = Pick(3) == 0 ? "" : fmt::format(" {}", time_);
    size_t samples = 0;
    for (const std::string& line : page)
      if (!line.starts_with("#")) ++samples;
    text += fmt::format("#! scrape job=n target=t{} time={} duration=0.5", target, time_);
    if (Pick(8) != 0) text += fmt::format(" samples={}", samples + (Pick(8) == 0 ? 1 : 0));
    if (Pick(12) == 0) text += " status=failed";
    text += "\n" + RandomLines(page, tail);
  }
  std::string RandomLines(const std::vector<std::string>& page, const std::string& tail) {
    static const std::vector<std::string> kValues = {"NaN",
                                                     "+Inf",
                                                     "-Inf",
                                                     "-0",
                                                     "Stale",
                                                     "1e-320",
                                                     "{{schema:0 count:2 sum:3 buckets:[2]}}",
                                                     "oops",
                                                     "0.1 # {trace=\"x\"} 1"};
    std::string text;
    for (const std::string& line : page) {
      text += line;
      if (!line.starts_with("#")) {
        text += " " + (Pick(12) == 0 ? kValues[Pick(kValues.size())] : std::to_string(Pick(50)));
        text += Pick(15) == 0 ? fmt::format(" {}", 1'795'343'000'000 + 1000 * Pick(700)) : tail;
      }
      text += "\n";
      if (Pick(200) == 0) return text;  // cut
    }
    return text;
  }
  void Change(std::vector<std::string>& page) {
    static const std::vector<std::string> kComments = {"# TYPE h histogram", "# HELP h x",
                                                       "# TYPE s summary", "# TYPE h gauge"};
    const size_t at = Pick(page.size() + 1);
    if (at < page.size() && Pick(2) == 0) {
      page.erase(page.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    }
    std::string line;
    switch (Pick(6)) {
      case 0:
        line = kComments[Pick(kComments.size())];
        break;
      case 1:
        line = fmt::format("h_bucket{{le=\"{}\"}}", Pick(3));
        break;
      case 2:
        line = fmt::format("s{{quantile=\"{}\"}}", Pick(3));
        break;
      case 3:
        line = fmt::format("{{x=\"{}\"}}", Pick(2));
        break;  // without a name
      default:
        line = fmt::format("m{}{{job=\"n\",x=\"{}\"}}", Pick(4), Pick(5));
        break;
    }
    page.insert(page.begin() + static_cast<std::ptrdiff_t>(at), line);
  }

  std::mt19937 random_;
  std::vector<std::string> pages_[3];
  Timestamp time_ = 1'795'343'000'000;
};

TEST(PageHints, TheStoreIsTheSameWithAndWithout) {
  uint64_t hinted = 0;
  uint64_t samples = 0;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    Inputs inputs(seed);
    FedStore with(FedStore::Hints::kUsed);
    FedStore without(FedStore::Hints::kUnused);
    for (int round = 0; round < 60; ++round) {
      const std::string text = inputs.Next();
      LabelRules rules;
      if (inputs.Pick(5) == 0) rules = {.name = "named", .labels = {{"x", ""}, {"env", "ci"}}};
      // Sometimes both go on in the same process, sometimes one begins.
      if (inputs.Pick(2) == 0) with.Reopen();
      if (inputs.Pick(20) == 0) with.DamageHints();
      hinted += with.Feed(text, rules);
      without.Feed(text, rules);
      samples += with.samples;
      ASSERT_EQ(with.samples, without.samples) << text;
      ASSERT_EQ(with.rejected, without.rejected) << text;
      ASSERT_EQ(with.report.stored, without.report.stored) << text;
      ASSERT_EQ(with.report.same, without.report.same) << text;
      ASSERT_EQ(with.report.kept_lines, without.report.kept_lines) << text;
      ASSERT_EQ(with.report.new_series, without.report.new_series) << text;
    }
    ASSERT_EQ(with.Samples(), without.Samples());
  }
  EXPECT_GT(hinted * 4, samples) << "pages of so few lines change much, and yet";
}

}  // namespace
}  // namespace plumb::ingest
