// The exposition readers against the corpora of OpenMetrics, the Prometheus server,
// prometheus/common and node_exporter. Prints `<corpus> <passed> of <cases>`; a case of kKnownGaps
// that begins to pass fails.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "base/number.h"
#include "corpus.h"
#include "formats/exposition.h"
#include "formats/name_escaping.h"
#include "json/document.h"
#include "model/histogram_text.h"
#include "text/utf8.h"

namespace plumb::formats {
namespace {

namespace fs = std::filesystem;

// Cases that fail, by "corpus/case".
const std::set<std::string> kKnownGaps = {
    // A time 390 milliards of years away. The strict reader only judges the text; the stream's
    // times must
    // fit, and a sample that can't be stored where it belongs is better rejected than moved.
    "openmetrics good as stream/timestamps.txt"};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Counts the cases of one corpus and reports them at its end.
class Score {
 public:
  explicit Score(std::string corpus) : corpus_(std::move(corpus)) {}
  ~Score() { fmt::print("{} {} of {}\n", corpus_, passed_, cases_); }
  Score(const Score&) = delete;
  Score& operator=(const Score&) = delete;

  void Add(const std::string& name, bool passed, const std::string& why) {
    ++cases_;
    passed_ += passed ? 1 : 0;
    if (kKnownGaps.contains(corpus_ + "/" + name)) {
      EXPECT_FALSE(passed) << corpus_ << "/" << name << " passes: take it out of kKnownGaps";
    } else {
      EXPECT_TRUE(passed) << corpus_ << "/" << name << ": " << why;
    }
  }

 private:
  std::string corpus_;
  size_t cases_ = 0;
  size_t passed_ = 0;
};

// One thing a page says: what the corpus calls an entry.
struct Entry {
  std::string kind;  // "help", "typ", "unit", "sample"
  std::string name;
  std::string text;
  model::Labels labels;
  double value = 0;
  std::optional<Timestamp> time;
  std::optional<Timestamp> start;
  std::optional<model::Exemplar> exemplar;
};

class EntrySink : public model::SampleSink {
 public:
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    const bool type = field == MetadataField::kType;
    const bool help = field == MetadataField::kHelp;
    entries.push_back({.kind = type   ? "typ"
                               : help ? "help"
                                      : "unit",
                       .name = metadata.metric,
                       .text = type   ? std::string(model::MetricTypeText(metadata.type))
                               : help ? metadata.help
                                      : metadata.unit});
    return Ok();
  }
  Status OnSample(const model::StreamSample& sample) override {
    Entry entry{.kind = "sample", .labels = sample.labels, .value = sample.value};
    entry.time = sample.time;
    entry.start = sample.start_time;
    if (sample.exemplar != nullptr) entry.exemplar = *sample.exemplar;
    entries.push_back(std::move(entry));
    return Ok();
  }
  std::vector<Entry> entries;
};

// Whether the whole of `text` is right, and if not, why.
struct Verdict {
  bool right = false;
  std::string why;
};

Verdict Judge(const std::string& text, const ExpositionOptions& options) {
  EntrySink sink;
  RejectLog rejects;
  const Status status = ReadExposition(text, options, sink, rejects);
  if (!status) return {false, status.error().message};
  return {rejects.count == 0, rejects.Summary()};
}

void ExpectVerdict(Score& score, const std::string& name, const std::string& text,
                   const ExpositionOptions& options, bool right) {
  const Verdict verdict = Judge(text, options);
  score.Add(name, verdict.right == right,
            right ? verdict.why : "accepted, but must be rejected:\n" + text);
}

std::string DecodeBase64(std::string_view text) {
  std::string out;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6) | static_cast<uint32_t>(digit);
    have += 6;
    if (have >= 8) out.push_back(static_cast<char>(bits >> (have -= 8)));
  }
  return out;
}

// A string of the corpus; what is not UTF-8 stands there as {"b64": …}.
std::string Text(const json::Value& value) {
  if (value.is_object()) return DecodeBase64(value.Get("b64").string());
  return std::string(value.string());
}

json::Document LoadJson(const fs::path& path) {
  auto document = json::Document::Parse(ReadFile(path));
  EXPECT_TRUE(document) << path << ": " << document.error().message;
  return *std::move(document);
}

void RunVerdictFile(const fs::path& corpus, const std::string& file, Level level) {
  const json::Document document = LoadJson(corpus / "conformance/exposition" / (file + ".json"));
  const json::Value cases = document.root().Get("cases");
  Score score(file);
  for (size_t i = 0; i < cases.size(); ++i) {
    const json::Value one = cases.element(i);
    // An empty error is one that only the legacy name check would give.
    const bool right =
        one.Get("ok").boolean() || (one.Has("err") && one.Get("err").string().empty());
    ExpectVerdict(score, fmt::format("{}", i), Text(one.Get("input")), {.level = level}, right);
    if (one.Has("err_legacy_names"))
      ExpectVerdict(score, fmt::format("{} legacy names", i), Text(one.Get("input")),
                    {.level = level, .legacy_names = true}, false);
  }
}

void RunFolder(const fs::path& folder, const std::string& name, Level level, bool right) {
  Score score(name);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files)
    ExpectVerdict(score, file.filename(), ReadFile(file), {.level = level}, right);
}

TEST(Exposition, OpenMetricsSpecification) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const fs::path folder = corpus / "conformance/exposition/openmetrics";
  RunFolder(folder / "good", "openmetrics good", Level::kOpenMetricsStrict, true);
  RunFolder(folder / "bad", "openmetrics bad", Level::kOpenMetricsStrict, false);
  RunFolder(folder, "openmetrics pages", Level::kOpenMetrics, true);
}

TEST(Exposition, TheStreamReaderTakesWhatIsRightElsewhere) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const fs::path folder = corpus / "conformance/exposition";
  RunFolder(folder / "openmetrics/good", "openmetrics good as stream", Level::kStream, true);
  RunFolder(folder / "openmetrics", "openmetrics pages as stream", Level::kStream, true);
  RunFolder(folder / "text", "text pages as stream", Level::kStream, true);
}

TEST(Exposition, ServerVerdicts) {
  PLUMB_REQUIRE_CORPUS(corpus);
  RunVerdictFile(corpus, "openmetrics_errors", Level::kOpenMetrics);
  RunVerdictFile(corpus, "openmetrics_nullbyte", Level::kOpenMetrics);
  RunVerdictFile(corpus, "text_errors", Level::kText);
  RunVerdictFile(corpus, "text_nullbyte", Level::kText);
}

TEST(Exposition, ExpfmtVerdicts) {
  PLUMB_REQUIRE_CORPUS(corpus);
  RunVerdictFile(corpus, "expfmt_text_errors", Level::kTextStrict);
  RunVerdictFile(corpus, "expfmt_text_valid", Level::kTextStrict);
}

TEST(Exposition, TextPages) {
  PLUMB_REQUIRE_CORPUS(corpus);
  RunFolder(corpus / "conformance/exposition/text", "text pages", Level::kText, true);
}

model::Labels LabelsOf(const json::Value& object) {
  std::vector<model::LabelView> labels;
  for (size_t i = 0; i < object.size(); ++i)
    labels.push_back({object.member(i).first, object.member(i).second.string()});
  return model::Labels::From(labels);
}

double NumberOf(const json::Value& value) {
  if (value.is_string()) return ParseFloat(value.string()).value_or(0);
  return value.number();
}

bool SameExemplar(const std::optional<model::Exemplar>& got, const json::Value& expected) {
  if (!got || expected.is_null()) return got.has_value() == !expected.is_null();
  const json::Value one = expected.element(0);
  const std::optional<Timestamp> time =
      one.Get("HasTs").boolean() ? one.Get("Ts").integer() : std::nullopt;
  return got->labels == LabelsOf(one.Get("Labels")) && got->value == one.Get("Value").number() &&
         got->time == time;
}

// The family name or raw series text of an entry is compared by what it means.
bool SameEntry(const Entry& got, const json::Value& expected, const std::string& input) {
  for (const char* kind : {"help", "typ", "unit"}) {
    if (!expected.Has(kind)) continue;
    return got.kind == kind && got.name == expected.Get("m").string() &&
           got.text == expected.Get(kind).string();
  }
  if (got.kind != "sample" || input.find(expected.Get("m").string()) == std::string::npos)
    return false;
  const double value = NumberOf(expected.Get("v"));
  const bool same_value = got.value == value || (std::isnan(got.value) && std::isnan(value));
  if (expected.Has("lset") && got.labels != LabelsOf(expected.Get("lset"))) return false;
  return same_value && got.time == expected.Get("t").integer() &&
         got.start == expected.Get("st").integer() &&
         SameExemplar(got.exemplar, expected.Get("es"));
}

void RunExpected(const fs::path& corpus, const std::string& name, Level level) {
  const fs::path folder = corpus / "conformance/exposition";
  const std::string input = ReadFile(folder / (name + ".input.txt"));
  const json::Document document = LoadJson(folder / (name + ".json"));
  const json::Value cases = document.root().Get("cases");
  EntrySink sink;
  RejectLog rejects;
  const Status status = ReadExposition(
      input, {.level = level, .created_as_start_time = IsOpenMetrics(level)}, sink, rejects);
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(rejects.Summary(), "");
  Score score(name);
  size_t next = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    const json::Value expected = cases.element(i);
    if (expected.Has("comment")) {  // comments are not given to sinks
      score.Add(fmt::format("{}", i),
                input.find(expected.Get("comment").string()) != std::string::npos,
                "comment not in the input");
      continue;
    }
    const bool same = next < sink.entries.size() && SameEntry(sink.entries[next], expected, input);
    score.Add(fmt::format("{}", i), same,
              next < sink.entries.size() ? sink.entries[next].kind + " " + sink.entries[next].name +
                                               " " + sink.entries[next].labels.ToString()
                                         : "entry is missing");
    ++next;
  }
  EXPECT_EQ(next, sink.entries.size());
}

TEST(Exposition, EntryByEntry) {
  PLUMB_REQUIRE_CORPUS(corpus);
  RunExpected(corpus, "text_expected", Level::kText);
  RunExpected(corpus, "text_utf8_expected", Level::kText);
  RunExpected(corpus, "openmetrics_expected", Level::kOpenMetrics);
  RunExpected(corpus, "openmetrics_utf8_expected", Level::kOpenMetrics);
}

// Upstream loses a start time that stands before its samples, which the corpus records as st = 0.
// Here it is found: the entries must be the same but for that.
TEST(Exposition, CreatedEdges) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const json::Document document =
      LoadJson(corpus / "conformance/exposition/openmetrics_created_edge.json");
  const json::Value cases = document.root().Get("cases");
  Score score("openmetrics_created_edge");
  for (size_t i = 0; i < cases.size(); ++i) {
    const json::Value one = cases.element(i);
    const json::Value expected = one.Get("expected");
    EntrySink sink;
    RejectLog rejects;
    ASSERT_TRUE(ReadExposition(one.Get("input").string(),
                               {.level = Level::kOpenMetrics, .created_as_start_time = true}, sink,
                               rejects));
    bool same = rejects.count == 0 && sink.entries.size() == expected.size();
    for (size_t e = 0; same && e < expected.size(); ++e) {
      const json::Value entry = expected.element(e);
      const bool sample = sink.entries[e].kind == "sample";
      const bool starts = entry.Has("st");
      same = sample == !(entry.Has("help") || entry.Has("typ")) &&
             sink.entries[e].start.has_value() == starts &&
             (sample ? sink.entries[e].labels.ToString() : sink.entries[e].name) ==
                 entry.Get("m").string();
    }
    score.Add(std::string(one.Get("name").string()), same, "entries differ");
  }
}

TEST(Exposition, NameValidity) {
  PLUMB_REQUIRE_CORPUS(corpus);
  for (const bool metric : {true, false}) {
    const std::string file = metric ? "metric_name_validity" : "label_name_validity";
    const json::Document document = LoadJson(corpus / "conformance/exposition" / (file + ".json"));
    const json::Value cases = document.root().Get("cases");
    Score score(file);
    for (size_t i = 0; i < cases.size(); ++i) {
      const json::Value one = cases.element(i);
      const std::string name = Text(one.Get(metric ? "mn" : "ln"));
      const bool legacy = metric ? model::IsLegacyMetricName(name) : model::IsLegacyLabelName(name);
      const bool utf8 = !name.empty() && text::IsValidUtf8(name);
      score.Add(
          fmt::format("{}", i),
          legacy == one.Get("legacyValid").boolean() && utf8 == one.Get("utf8Valid").boolean(),
          name);
      // What the reader takes as a quoted name is what is valid.
      const std::string line =
          metric ? fmt::format("{{\"{}\"}} 1", name) : fmt::format("x{{\"{}\"=\"1\"}} 1", name);
      LineParser parser(Level::kText);
      EXPECT_EQ(parser.Parse(line), utf8) << line;
      LineParser strict(Level::kText, true);
      EXPECT_EQ(strict.Parse(line), legacy) << line;
    }
  }
}

TEST(Exposition, NameEscaping) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const fs::path folder = corpus / "conformance/exposition";
  {
    const json::Document document = LoadJson(folder / "name_escaping_cases.json");
    const json::Value cases = document.root().Get("cases");
    Score score("name_escaping");
    for (size_t i = 0; i < cases.size(); ++i) {
      const json::Value one = cases.element(i);
      const std::string_view name = one.Get("input").string();
      const std::string dots = EscapeName(name, NameEscaping::kDots);
      const std::string values = EscapeName(name, NameEscaping::kValues);
      const bool same =
          EscapeName(name, NameEscaping::kUnderscores) == one.Get("expectedUnderscores").string() &&
          dots == one.Get("expectedDots").string() &&
          UnescapeName(dots, NameEscaping::kDots) == one.Get("expectedUnescapedDots").string() &&
          values == one.Get("expectedValue").string() &&
          UnescapeName(values, NameEscaping::kValues) == name;
      score.Add(std::string(name), same, dots + " " + values);
    }
  }
  const json::Document document = LoadJson(folder / "name_unescape_cases.json");
  const json::Value cases = document.root().Get("cases");
  Score score("name_unescape");
  for (size_t i = 0; i < cases.size(); ++i) {
    const json::Value one = cases.element(i);
    const std::string got = UnescapeName(one.Get("input").string(), NameEscaping::kValues);
    score.Add(std::string(one.Get("input").string()), got == one.Get("expected").string(), got);
  }
}

// The textfile collector: a case is right if its expected output reports no error. Two errors are
// the collector's own and not the parser's: timestamps, and two files that disagree on a HELP.
TEST(Exposition, TextfileCollector) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const fs::path folder = corpus / "conformance/exposition/textfile_collector";
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".out") names.insert(entry.path().stem());
  Score score("textfile_collector");
  for (const std::string& name : names) {
    std::map<std::string, std::string> helps;
    bool right = true;
    size_t files = 0;
    std::string why;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string file = entry.path().filename();
      if (!file.starts_with(name + "__") || entry.path().extension() != ".prom") continue;
      ++files;
      EntrySink sink;
      RejectLog rejects;
      const Status status =
          ReadExposition(ReadFile(entry.path()), {.level = Level::kTextStrict}, sink, rejects);
      if (!status) why = status.error().message;
      right = right && status.ok();
      for (const Entry& one : sink.entries) {
        right = right && !one.time;
        if (one.kind == "help")
          right = right && helps.try_emplace(one.name, one.text).first->second == one.text;
      }
    }
    const bool expected = ReadFile(folder / (name + ".out")).find("node_textfile_scrape_error 0") !=
                          std::string::npos;
    // glob_extra_dimension reads the files of two other cases; nonexistent_path reads none.
    if (files == 0) continue;
    score.Add(name, right == expected, why);
  }
}

bool SameBuckets(const json::Value& expected, const std::vector<double>& got) {
  if (expected.size() != got.size()) return false;
  for (size_t i = 0; i < got.size(); ++i)
    if (expected.element(i).number() != got[i]) return false;
  return true;
}

bool SameSpans(const json::Value& expected, const std::vector<model::Span>& got) {
  if (expected.size() != got.size()) return false;
  for (size_t i = 0; i < got.size(); ++i)
    if (expected.element(i).Get("Offset").integer() != got[i].offset ||
        expected.element(i).Get("Length").integer() != got[i].length)
      return false;
  return true;
}

bool SameHistogram(const json::Value& expected, const model::Histogram& got) {
  constexpr std::array<std::string_view, 4> kHints = {"UnknownCounterReset", "CounterReset",
                                                      "NotCounterReset", "GaugeType"};
  const std::string_view hint =
      expected.Has("CounterResetHint") ? expected.Get("CounterResetHint").string() : kHints[0];
  return expected.Get("Schema").number() == got.schema && expected.Get("Sum").number() == got.sum &&
         expected.Get("Count").number() == got.count &&
         expected.Get("ZeroCount").number() == got.zero_count &&
         expected.Get("ZeroThreshold").number() == got.zero_threshold &&
         SameBuckets(expected.Get("PositiveBuckets"), got.positive_buckets) &&
         SameBuckets(expected.Get("NegativeBuckets"), got.negative_buckets) &&
         SameSpans(expected.Get("PositiveSpans"), got.positive_spans) &&
         SameSpans(expected.Get("NegativeSpans"), got.negative_spans) &&
         kHints[static_cast<size_t>(got.reset_hint)] == hint;
}

// The literals. What repeats and adds them (`{{…}}+{{…}}x2`) is the notation of whole series and
// tested where that is read; a case that is wrong only in adding has literals that are right.
TEST(Exposition, HistogramNotation) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const json::Document document =
      LoadJson(corpus / "conformance/promql/histogram_series_cases.json");
  const json::Value cases = document.root().Get("cases");
  Score score("histogram_series");
  for (size_t i = 0; i < cases.size(); ++i) {
    const json::Value one = cases.element(i);
    std::string_view input = one.Get("input").string();
    input.remove_prefix(3);  // "{} "
    const bool adding = one.Get("error").string().find("error combining") != std::string_view::npos;
    bool right = true;
    model::HistogramTextError error;
    std::vector<model::Histogram> literals;
    while (right && input.starts_with("{{")) {
      model::HistogramLiteral literal;
      size_t length = 0;
      right = model::ReadHistogram(input, length, literal, error);
      literals.push_back(literal.histogram);
      input.remove_prefix(std::min(input.find("{{", length), input.size()));
    }
    if (!right) literals.pop_back();
    bool same = right == (one.Get("ok").boolean() || adding);
    if (one.Get("ok").boolean())
      same =
          same && !literals.empty() && SameHistogram(one.Get("histograms").element(0), literals[0]);
    for (const model::Histogram& literal : literals) {
      std::string text;
      model::AppendHistogram(text, literal);
      const auto again = model::ParseHistogram(text);
      same = same && again.ok() && *again == literal;
    }
    score.Add(std::string(one.Get("input").string()), same, error.message);
  }
}

}  // namespace
}  // namespace plumb::formats
