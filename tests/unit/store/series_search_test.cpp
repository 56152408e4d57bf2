// Matchers against the index, compared with asking every series.
#include "store/series_search.h"

#include <random>

#include "store_fixture.h"

namespace plumb::store {
namespace {

class SeriesSearchTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Open();
    std::vector<In> samples;
    std::mt19937 random(5);
    for (int i = 0; i < 3000; ++i) {
      model::LabelsBuilder builder;
      builder.Set("__name__", "m" + std::to_string(random() % 5)).Set("i", std::to_string(i));
      builder.Set("host", "web-" + std::to_string(random() % 40));
      if (random() % 3 == 0) builder.Set("zone", random() % 2 == 0 ? "a" : "b");
      all_.push_back(builder.Build());
      samples.push_back({all_.back(), 1, 1000});
    }
    Commit({Loose(samples)});
  }
  static model::Matcher Make(const char* name, model::MatchOp op, const char* value) {
    return *model::Matcher::Make(name, op, value);
  }
  const std::vector<model::Matcher> kMatchers{Make("__name__", model::MatchOp::kEqual, "m1"),
                                              Make("__name__", model::MatchOp::kEqual, "no"),
                                              Make("host", model::MatchOp::kRegex, "web-1.*"),
                                              Make("host", model::MatchOp::kRegex, "web-(3|5)"),
                                              Make("host", model::MatchOp::kRegex, "web-3|web-9|x"),
                                              Make("zone", model::MatchOp::kEqual, ""),
                                              Make("zone", model::MatchOp::kNotEqual, ""),
                                              Make("zone", model::MatchOp::kNotEqual, "a"),
                                              Make("zone", model::MatchOp::kRegex, "a?"),
                                              Make("host", model::MatchOp::kNotRegex, ".*[02468]"),
                                              Make("absent", model::MatchOp::kEqual, ""),
                                              Make("absent", model::MatchOp::kNotEqual, ""),
                                              Make("i", model::MatchOp::kRegex, "1.."),
                                              Make("i", model::MatchOp::kEqual, "77")};
  std::vector<Labels> all_;
};

TEST_F(SeriesSearchTest, FindsExactlyWhatTheMatchersAccept) {
  Snapshot& snapshot = Read().snapshot();
  const auto check = [&](const model::Matchers& matchers) {
    size_t expected = 0;
    for (const Labels& labels : all_) expected += model::MatchesAll(matchers, labels) ? 1 : 0;
    auto found = SearchSeries(snapshot, matchers);
    ASSERT_TRUE(found.ok());
    std::string text;
    for (const auto& matcher : matchers) text += matcher.ToString() + " ";
    EXPECT_EQ(found->size(), expected) << text;
    for (const FoundSeries& series : *found) {
      auto labels = snapshot.series.LabelsOf(*snapshot.txn, series.record);
      ASSERT_TRUE(labels.ok());
      EXPECT_TRUE(model::MatchesAll(matchers, *labels)) << text;
    }
  };
  check({});
  for (const auto& a : kMatchers) {
    check({a});
    for (const auto& b : kMatchers) check({a, b});
  }
}

TEST_F(SeriesSearchTest, ListsComeFromTheIndex) {
  EXPECT_EQ(*Read().ListLabelNames({}),
            (std::vector<std::string>{"__name__", "host", "i", "zone"}));
  EXPECT_EQ(*Read().ListLabelValues("zone", {}), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(Read().ListLabelValues("nothing", {})->empty());
}

TEST_F(SeriesSearchTest, TargetsOutsideTheRangeAreLeftOut) {
  EXPECT_EQ(Query({kMatchers[0]}, {1001, 5000}).size(), 0u);
  EXPECT_GT(Query({kMatchers[0]}, {1000, 5000}).size(), 0u);
}

}  // namespace
}  // namespace plumb::store
