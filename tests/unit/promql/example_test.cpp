// The example in each row is true.
#include <gtest/gtest.h>

#include "base/number.h"
#include "model/memory_source.h"
#include "promql/aggregator.h"
#include "promql/engine.h"
#include "promql/function.h"
#include "promql/keyword.h"
#include "promql/parser.h"

namespace plumb::promql {
namespace {

// `{a="b"} 1`, `1` without labels, `empty`.
std::string TextOf(const model::QueryResult& result) {
  std::string out;
  for (const model::Series& series : result.series) {
    if (!out.empty()) out += ", ";
    if (!series.labels.empty()) out += series.labels.ToString() + " ";
    out += FormatGeneral(series.values.at(0));
  }
  return out.empty() ? "empty" : out;
}

void Check(std::string_view name, std::string_view help, std::string_view example) {
  SCOPED_TRACE(std::string(name));
  EXPECT_FALSE(help.empty());
  const size_t arrow = example.find(" => ");
  ASSERT_NE(arrow, std::string_view::npos) << example;
  const std::string text(example.substr(0, arrow));
  EXPECT_NE(text.find(name), std::string::npos) << "the example shows another function";
  const auto expr = ParseExpression(text);
  ASSERT_TRUE(expr.ok()) << expr.error().message;
  model::MemorySource source;
  source.Finish();
  const auto result =
      Evaluate(**expr, source, {.start = 600'000, .end = 600'000, .text = text}, {});
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(TextOf(*result), example.substr(arrow + 4));
}

TEST(Function, ExampleIsTrue) {
  for (const FunctionRow* row : AllFunctions()) Check(row->name, row->help, row->example);
}

TEST(Aggregator, ExampleIsTrue) {
  for (const AggregatorRow* row : AllAggregators()) Check(row->name, row->help, row->example);
}

TEST(Keyword, ExampleIsTrue) {
  for (const KeywordRow& row : AllKeywords()) Check(row.name, row.help, row.example);
}

TEST(Function, HasExactlyOneShape) {
  for (const FunctionRow* row : AllFunctions()) {
    const bool of_samples =
        row->plain != nullptr || row->value != nullptr || row->histogram_value != nullptr;
    const int value = of_samples ? 1 : 0;
    const int window = row->window != nullptr ? 1 : 0;
    const int vector = row->vector != nullptr && window == 0 ? 1 : 0;
    const int scalar = row->scalar != nullptr ? 1 : 0;
    EXPECT_EQ(value + window + vector + scalar, 1) << row->name;
  }
}

TEST(Function, AreAllOfPrometheus) {
  EXPECT_EQ(AllFunctions().size(), 90u);
  for (size_t i = 1; i < AllFunctions().size(); ++i)
    EXPECT_LT(AllFunctions()[i - 1]->name, AllFunctions()[i]->name);
  EXPECT_EQ(FindFunction("Rate"), nullptr);
  EXPECT_NE(FindAggregator("SUM"), nullptr);
  EXPECT_EQ(FindAggregator("rate"), nullptr);
}

}  // namespace
}  // namespace plumb::promql
