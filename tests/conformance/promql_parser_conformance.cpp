// Prometheus' own cases of its parser, printer, prettifier and series notation, from the corpus.
// What is accepted and printed must be equal; texts and places of errors are counted for
// information.

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "base/number.h"
#include "corpus.h"
#include "model/sample.h"
#include "promql/parser.h"
#include "promql/prettifier.h"
#include "promql/printer.h"
#include "promql/series_notation.h"

namespace plumb::promql {
namespace {

using Json = rapidjson::Value;

rapidjson::Document Load(const std::filesystem::path& corpus, const char* name) {
  std::ifstream in(corpus / "conformance" / "promql" / name, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << name;
  return document;
}

std::string DecodeBase64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6) | static_cast<uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xFF);
    }
  }
  return out;
}

// A string; those that are not UTF-8 are written {"b64": …}.
std::string Text(const Json& value) {
  if (value.IsObject()) return DecodeBase64(value["b64"].GetString());
  return {value.GetString(), value.GetStringLength()};
}

std::string RootName(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      return "NumberLiteral";
    case ExprKind::kString:
      return "StringLiteral";
    case ExprKind::kVectorSelector:
      return "VectorSelector";
    case ExprKind::kMatrixSelector:
      return "MatrixSelector";
    case ExprKind::kSubquery:
      return "SubqueryExpr";
    case ExprKind::kUnary:
      return "UnaryExpr";
    case ExprKind::kBinary:
      return "BinaryExpr";
    case ExprKind::kCall:
      return "Call";
    case ExprKind::kAggregate:
      return "AggregateExpr";
    case ExprKind::kParen:
      break;
  }
  return "ParenExpr";
}

bool SameError(const Json& expected, const ParseError& actual, bool with_place) {
  const bool message = expected["msg"].IsString() && Text(expected["msg"]) == actual.message;
  if (!with_place) return message;
  return message && expected["start"].GetUint64() == actual.place.start &&
         expected["end"].GetUint64() == actual.place.end;
}

struct ErrorCounts {
  int rejected = 0;
  int first_message = 0;
  int first_place = 0;
  int all = 0;

  void Add(const Json& expected, const ParseErrors& actual, const std::string& input) {
    ++rejected;
    if (actual.empty() || expected.Empty()) return;
    const bool message = SameError(expected[0], actual[0], false);
    const bool place = SameError(expected[0], actual[0], true);
    first_message += message;
    first_place += place;
    bool same = place && actual.size() == expected.Size();
    for (size_t i = 0; same && i < actual.size(); ++i) {
      same = SameError(expected[static_cast<rapidjson::SizeType>(i)], actual[i], true);
    }
    all += same;
    if (!place) {
      std::printf("  differs: %s\n    %s (%zu-%zu)\n", input.substr(0, 70).c_str(),
                  actual[0].message.substr(0, 120).c_str(), actual[0].place.start,
                  actual[0].place.end);
    }
  }
};

TEST(PromqlParserConformance, Expressions) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const rapidjson::Document document = Load(corpus, "parse_cases.json");
  int passed = 0;
  int total = 0;
  ErrorCounts errors;
  for (const Json& one : document["cases"].GetArray()) {
    ++total;
    const std::string input = Text(one["input"]);
    const Parsed parsed = ParseWithErrors(input);
    const bool wanted = one["ok"].GetBool();
    const bool accepted = parsed.expr != nullptr;
    bool right = accepted == wanted;
    if (accepted && wanted) right = RootName(*parsed.expr) == one["root"].GetString();
    passed += right;
    EXPECT_TRUE(right) << (wanted ? "must parse: " : "must fail: ") << input
                       << (accepted ? "" : "\n" + RenderParseError(input, parsed.errors.front()));
    if (!wanted && !accepted) errors.Add(one["errors"], parsed.errors, input);
  }
  std::printf("parser: %d of %d cases\n", passed, total);
  std::printf(
      "parser errors, for information: first message equal %d of %d, with its place %d, all of "
      "them %d\n",
      errors.first_message, errors.rejected, errors.first_place, errors.all);
  EXPECT_EQ(passed, total);
}

// Both files: {"in", "out"}.
template <typename Render>
void CompareTexts(const rapidjson::Document& document, const char* what, Render render) {
  int passed = 0;
  int total = 0;
  for (const Json& one : document["cases"].GetArray()) {
    ++total;
    const std::string input = Text(one["in"]);
    const Result<ExprPtr> expr = ParseExpression(input);
    ASSERT_TRUE(expr.ok()) << input << "\n" << expr.error().message;
    const std::string text = render(**expr);
    passed += text == Text(one["out"]);
    EXPECT_EQ(text, Text(one["out"])) << "from " << input;
  }
  std::printf("%s: %d of %d cases\n", what, passed, total);
}

TEST(PromqlParserConformance, Printer) {
  PLUMB_REQUIRE_CORPUS(corpus);
  CompareTexts(Load(corpus, "printer_cases.json"), "printer",
               [](const Expr& expr) { return Print(expr); });
}

TEST(PromqlParserConformance, Prettifier) {
  PLUMB_REQUIRE_CORPUS(corpus);
  constexpr size_t kWidth = 10;  // as upstream's tests
  CompareTexts(Load(corpus, "pretty_cases.json"), "prettifier",
               [](const Expr& expr) { return Prettify(expr, kWidth); });
}

// "" if the values are the expected ones.
std::string CompareValues(const Json& expected, const std::vector<SequenceValue>& actual) {
  if (expected.Size() != actual.size()) return "has " + std::to_string(actual.size()) + " values";
  for (size_t i = 0; i < actual.size(); ++i) {
    const Json& value = expected[static_cast<rapidjson::SizeType>(i)];
    const bool same = value.IsObject() ? actual[i].omitted
                                       : !actual[i].omitted && value.GetDouble() == actual[i].value;
    if (!same) return "differs at value " + std::to_string(i);
  }
  return "";
}

model::Labels LabelsOf(const Json& metric) {
  model::LabelsBuilder labels;
  for (const auto& member : metric.GetObject()) labels.Set(Text(member.name), Text(member.value));
  return labels.Build();
}

TEST(PromqlParserConformance, SeriesDescriptions) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const rapidjson::Document document = Load(corpus, "series_desc_cases.json");
  int passed = 0;
  int total = 0;
  for (const Json& one : document["cases"].GetArray()) {
    ++total;
    const std::string input = Text(one["input"]);
    const Result<SeriesDescription> series = ParseSeriesDescription(input);
    std::string wrong;
    if (series.ok() != one["ok"].GetBool()) {
      wrong = series.ok() ? "must fail" : series.error().message;
    } else if (series.ok()) {
      wrong = CompareValues(one["values"], series->values);
      if (series->labels != LabelsOf(one["metric"]))
        wrong += " labels " + series->labels.ToString();
    } else if (one.HasMember("error_contains") &&
               series.error().message.find(Text(one["error_contains"])) == std::string::npos) {
      wrong = "another error: " + series.error().message;
    }
    passed += wrong.empty();
    EXPECT_EQ(wrong, "") << input;
  }
  std::printf("series descriptions: %d of %d cases\n", passed, total);
}

// --- Histograms ---

double Number(const Json& object, const char* key) {
  return object.HasMember(key) ? object[key].GetDouble() : 0;
}

std::vector<double> Numbers(const Json& object, const char* key) {
  std::vector<double> numbers;
  if (object.HasMember(key)) {
    for (const Json& value : object[key].GetArray()) numbers.push_back(value.GetDouble());
  }
  return numbers;
}

std::vector<model::Span> Spans(const Json& object, const char* key) {
  std::vector<model::Span> spans;
  if (object.HasMember(key)) {
    for (const Json& span : object[key].GetArray()) {
      spans.push_back({span["Offset"].GetInt(), span["Length"].GetUint()});
    }
  }
  return spans;
}

model::ResetHint Hint(const Json& object) {
  const std::string name =
      object.HasMember("CounterResetHint") ? Text(object["CounterResetHint"]) : "";
  if (name == "CounterReset") return model::ResetHint::kReset;
  if (name == "NotCounterReset") return model::ResetHint::kNotReset;
  if (name == "GaugeType") return model::ResetHint::kGauge;
  return model::ResetHint::kUnknown;
}

model::Histogram HistogramOf(const Json& object) {
  model::Histogram histogram;
  if (!object.IsObject()) return histogram;  // [] is the empty one
  histogram.schema = object.HasMember("Schema") ? object["Schema"].GetInt() : 0;
  histogram.zero_threshold = Number(object, "ZeroThreshold");
  histogram.zero_count = Number(object, "ZeroCount");
  histogram.count = Number(object, "Count");
  histogram.sum = Number(object, "Sum");
  histogram.positive_spans = Spans(object, "PositiveSpans");
  histogram.positive_buckets = Numbers(object, "PositiveBuckets");
  histogram.negative_spans = Spans(object, "NegativeSpans");
  histogram.negative_buckets = Numbers(object, "NegativeBuckets");
  histogram.custom_values = Numbers(object, "CustomValues");
  histogram.reset_hint = Hint(object);
  return histogram;
}

std::string FirstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

TEST(PromqlParserConformance, HistogramNotation) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const rapidjson::Document document = Load(corpus, "histogram_series_cases.json");
  int passed = 0;
  int total = 0;
  int errors = 0;
  int same_errors = 0;
  for (const Json& one : document["cases"].GetArray()) {
    ++total;
    const std::string input = Text(one["input"]);
    const Result<SeriesDescription> series = ParseSeriesDescription(input);
    std::string wrong;
    if (series.ok() != one["ok"].GetBool()) {
      wrong = series.ok() ? "must fail" : series.error().message;
    } else if (!series.ok()) {
      ++errors;
      same_errors += FirstLine(series.error().message) == Text(one["error"]);
    } else if (series->values.size() != one["histograms"].Size()) {
      wrong = "has " + std::to_string(series->values.size()) + " values";
    } else {
      for (size_t i = 0; i < series->values.size(); ++i) {
        const auto& actual = series->values[i].histogram;
        const auto expected = HistogramOf(one["histograms"][static_cast<rapidjson::SizeType>(i)]);
        if (actual == nullptr || *actual != expected) wrong += " differs at " + std::to_string(i);
      }
    }
    passed += wrong.empty();
    EXPECT_EQ(wrong, "") << input;
  }
  std::printf("histogram notation: %d of %d cases; error texts equal, for information: %d of %d\n",
              passed, total, same_errors, errors);
}

// Every expression of the evaluation scripts must parse (and print to something that parses to the
// same), unless the script says that it fails.
std::string ExpressionOf(const std::string& line) {
  const auto after = [&line](std::string_view word) -> std::string {
    const size_t at = line.find(word);
    if (at == std::string::npos) return "";
    const size_t begin = line.find_first_not_of(" \t", at + word.size());
    const size_t end = line.find_first_of(" \t", begin);
    return end == std::string::npos ? "" : line.substr(end + 1);
  };
  if (line.starts_with("eval instant at ")) return after("eval instant at");
  if (line.starts_with("eval range from ")) return after(" step ");
  return "";
}

TEST(PromqlParserConformance, ExpressionsOfTheEvaluationScripts) {
  PLUMB_REQUIRE_CORPUS(corpus);
  int parsed = 0;
  int total = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "conformance" / "promql")) {
    if (entry.path().extension() != ".test") continue;
    std::ifstream in(entry.path());
    std::string line;
    bool fails = false;
    std::string expression;
    while (std::getline(in, line)) {
      const std::string found = ExpressionOf(line);
      if (found.empty()) continue;
      ++total;
      const Result<ExprPtr> expr = ParseExpression(found);
      if (!expr.ok()) {
        // The next line then says so.
        std::getline(in, line);
        fails = line.find("expect fail") != std::string::npos;
        EXPECT_TRUE(fails) << entry.path() << "\n" << expr.error().message;
        parsed += fails;
        continue;
      }
      const std::string text = Print(**expr);
      const Result<ExprPtr> again = ParseExpression(text);
      const bool same = again.ok() && SameTree(**expr, **again) && Print(**again) == text;
      EXPECT_TRUE(same) << entry.path() << "\n" << found << "\n" << text;
      parsed += same;
    }
  }
  std::printf("expressions of the evaluation scripts: %d of %d\n", parsed, total);
  EXPECT_EQ(parsed, total);
}

}  // namespace
}  // namespace plumb::promql
