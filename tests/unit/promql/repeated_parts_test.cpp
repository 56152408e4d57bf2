// Parts that stand in an expression twice: which they are, and that keeping what they give changes
// nothing.
#include "promql/repeated_parts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "model/memory_source.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "promql/printer.h"
#include "promql/reset_hints.h"

namespace plumb::promql {
namespace {

constexpr Timestamp kStart = 1'700'000'000'000;

// Their texts, sorted.
std::multiset<std::string> Repeated(const std::string& text) {
  const auto expr = ParseExpression(text);
  EXPECT_TRUE(expr.ok()) << text;
  std::multiset<std::string> texts;
  for (const auto& [part, number] : FindRepeatedParts(**expr, FindStatsSelectors(**expr)))
    texts.insert(Print(*part));
  return texts;
}

TEST(RepeatedParts, AreTheLargestThatAreEqual) {
  using Texts = std::multiset<std::string>;
  EXPECT_EQ(Repeated("a / b"), Texts());
  EXPECT_EQ(Repeated("(a - b) / a"), Texts({"a", "a"}));
  EXPECT_EQ(Repeated("a{x='1',y='2'} / a{x=\"1\", y=\"2\"}"),
            Texts({"a{x=\"1\",y=\"2\"}", "a{x=\"1\",y=\"2\"}"}));
  EXPECT_EQ(Repeated("(a + b) / (a + b)"), Texts({"a + b", "a + b"}));
  EXPECT_EQ(Repeated("sum(rate(a[5m])) / on () group_left () count(rate(a[5m]))"),
            Texts({"rate(a[5m])", "rate(a[5m])"}));
  // Ranges alone are read anew by each function.
  EXPECT_EQ(Repeated("max_over_time(a[5m]) - min_over_time(a[5m])"), Texts());
  EXPECT_EQ(Repeated("a - a offset 1d"), Texts());
  // At other instants.
  EXPECT_EQ(Repeated("a - max_over_time(a[1h:1m])"), Texts());
  EXPECT_EQ(Repeated("max_over_time(sum(a)[1h:1m]) - min_over_time(sum(a)[1h:1m])"),
            Texts({"sum(a)", "sum(a)"}));
  EXPECT_EQ(Repeated("max_over_time(sum(a)[1h:1m]) - min_over_time(sum(a)[1h:2m])"), Texts());
  // Read in other ways.
  EXPECT_EQ(Repeated("histogram_count(h) / histogram_quantile(0.9, h)"), Texts());
  EXPECT_EQ(Repeated("histogram_count(h) / histogram_sum(h)"), Texts({"h", "h"}));
  // No series are read.
  EXPECT_EQ(Repeated("vector(1) + vector(1) + time() + time()"), Texts());
}

class CountingSource : public model::SeriesSource {
 public:
  explicit CountingSource(const model::SeriesSource& source) : source_(source) {}
  Result<std::unique_ptr<model::SeriesSet>> Select(
      const model::Selection& selection) const override {
    ++selections_;
    return source_.Select(selection);
  }
  Result<std::optional<model::Extent>> FindExtent() const override { return source_.FindExtent(); }
  [[nodiscard]] bool closed() const override { return true; }
  Result<std::vector<model::Metadata>> ListMetadata() const override {
    return source_.ListMetadata();
  }
  [[nodiscard]] int Take() const { return selections_.exchange(0); }

 private:
  const model::SeriesSource& source_;
  mutable std::atomic<int> selections_ = 0;
};

const model::MemorySource& Source() {
  static const auto source = [] {
    auto made = std::make_unique<model::MemorySource>();
    for (int s = 0; s < 110; ++s)
      for (int i = 0; i < 200; ++i)
        if ((s * 7 + i) % 19 != 0)
          made->Add({{"__name__", s < 50    ? "a_total"
                                  : s < 100 ? "b_total"
                                            : "gauge"},
                     {"i", std::to_string(s % 50)},
                     {"job", s % 2 == 0 ? "x" : "y"}},
                    kStart + i * 15'000, s * i % 83);
    made->Finish();
    return made;
  }();
  return *source;
}

model::QueryResult Ask(const std::string& text, const model::SeriesSource& source,
                       EngineOptions options = {.lookback = kMinute}) {
  const auto expr = ParseExpression(text);
  EXPECT_TRUE(expr.ok()) << text;
  const QueryParams params = {
      .start = kStart, .end = kStart + 50 * kMinute, .step = 7'000, .text = text};
  const auto result = Evaluate(**expr, source, params, options);
  EXPECT_TRUE(result.ok()) << text;
  return result.ok() ? *result : model::QueryResult();
}

std::set<std::string> LinesOf(const model::QueryResult& result, std::string_view side) {
  std::set<std::string> lines;
  for (const model::Series& series : result.series) {
    model::LabelsBuilder labels(series.labels);
    if (!side.empty()) labels.Set("side", side);
    for (size_t i = 0; i < series.times.size(); ++i)
      lines.insert(labels.Build().ToString() + ' ' + std::to_string(series.values[i]) + '@' +
                   std::to_string(series.times[i]));
  }
  return lines;
}

// Both sides of `or`, each as it is alone.
TEST(RepeatedParts, GiveWhatTheyGiveAlone) {
  const CountingSource source(Source());
  for (const std::string part : {"a", "rate(a[2m])", "-a", "a * on (i, job) b", "sum by (job) (a)",
                                 "topk(3, a)", "a @ end()", "max_over_time(rate(a[1m])[5m:30s])",
                                 "quantile_over_time(0.5, b[3m] offset 1m)"})
    for (const std::string around : {"(%)", "sum(%)", "count by (job) (%)", "abs(%)", "(% > 10)",
                                     "max by (i) (round(%, 5))"}) {
      std::string left = around;
      left.replace(left.find('%'), 1, part);
      const std::string right = "(" + part + ") + 1";
      SCOPED_TRACE(left + " beside " + right);
      const auto whole = Ask("label_replace(" + left + ", 'side', 'l', '', '') or label_replace(" +
                                 right + ", 'side', 'r', '', '')",
                             source);
      const int selections = source.Take();
      const auto l = Ask(left, source);
      const auto r = Ask(right, source);
      EXPECT_LT(selections, source.Take());
      std::set<std::string> expected = LinesOf(l, "l");
      expected.merge(LinesOf(r, "r"));
      EXPECT_EQ(LinesOf(whole, ""), expected);
    }
}

TEST(RepeatedParts, RemarksAreMadeAtEachPlace) {
  EXPECT_EQ(Ask("rate(gauge[2m]) + rate(gauge[2m])", Source()).annotations.size(), 2u);
}

// What is kept is no reason to fail.
TEST(RepeatedParts, AreNotKeptWhereMemoryEnds) {
  const CountingSource source(Source());
  const std::string text = "count(abs(a_total)) + sum(abs(a_total))";
  const auto kept = Ask(text, source);
  EXPECT_EQ(source.Take(), 1);
  const auto read = Ask(text, source, {.lookback = kMinute, .max_memory = 100'000});
  EXPECT_EQ(source.Take(), 2);
  EXPECT_EQ(LinesOf(kept, ""), LinesOf(read, ""));
}

}  // namespace
}  // namespace plumb::promql
