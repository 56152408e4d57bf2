// Matchers against the index, compared with asking every series.
#include "store/series_search.h"

#include <random>
#include <set>

#include "store/compactor.h"
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

// What the search says, and what asking every series says.
class RandomSearchTest : public StoreFixture {
 protected:
  std::string Value(size_t label) {
    const auto pick = [this](size_t n) { return random_() % n; };
    switch (label) {
      case 0:
        return "m" + std::to_string(pick(4));
      case 1:
        return "web-" + std::to_string(pick(60));
      case 2:
        return std::to_string(pick(1 << 20));
      case 3:
        return std::string(pick(3) == 0 ? "ä" : "Ä") + std::to_string(pick(5));
      default:
        // Longer than a key: some are the same for as long as a key is.
        return std::string(490, 'x') + std::to_string(pick(6));
    }
  }
  Labels RandomLabels() {
    model::LabelsBuilder builder;
    for (size_t i = 0; i < kNames.size(); ++i)
      if (i == 0 || random_() % 4 != 0) builder.Set(kNames[i], Value(i));
    return builder.Build();
  }
  model::Matcher RandomMatcher() {
    const size_t label = random_() % (kNames.size() + 1);
    const std::string name = label < kNames.size() ? kNames[label] : "absent";
    const std::string value = Value(label);
    const std::vector<std::string> patterns{value,
                                            value.substr(0, 3) + ".*",
                                            ".*" + value.substr(value.size() - 1),
                                            ".+",
                                            ".*",
                                            value + "|" + Value(label),
                                            "(?i)" + value,
                                            "|" + value,
                                            ".*1.*",
                                            "^" + value + "$",
                                            "[^m].*",
                                            "web-[1-3]?",
                                            "",
                                            value + "?",
                                            "(" + value + "|x)+"};
    const auto op = static_cast<model::MatchOp>(random_() % 4);
    const bool plain = op == model::MatchOp::kEqual || op == model::MatchOp::kNotEqual;
    const std::string text =
        plain ? (random_() % 5 == 0 ? "" : value) : patterns[random_() % patterns.size()];
    return *model::Matcher::Make(name, op, text);
  }
  const std::vector<std::string> kNames{"__name__", "host", "id", "long", "übung"};
  std::mt19937 random_{17};
};

TEST_F(RandomSearchTest, AgreesWithAskingEverySeries) {
  Open();
  std::map<std::string, Labels> all;
  for (int commit = 0; commit < 6; ++commit) {
    std::vector<In> samples;
    for (int i = 0; i < 500; ++i) {
      const Labels labels = RandomLabels();
      all.emplace(labels.bytes(), labels);
      samples.push_back({labels, 1, 1000 + commit});
    }
    Commit({Loose(samples)});
  }
  ExpectClean();
  Snapshot& snapshot = Read().snapshot();
  for (int round = 0; round < 4000; ++round) {
    model::Matchers matchers;
    std::string text;
    for (size_t i = 1 + random_() % 3; i > 0; --i) {
      matchers.push_back(RandomMatcher());
      text += matchers.back().ToString() + " ";
    }
    std::set<std::string> expected;
    for (const auto& [bytes, labels] : all)
      if (model::MatchesAll(matchers, labels)) expected.insert(bytes);
    const auto found = SearchSeries(snapshot, matchers);
    ASSERT_TRUE(found.ok()) << found.error().message;
    std::set<std::string> texts;
    SeriesId before = 0;
    for (const FoundSeries& series : *found) {
      EXPECT_GT(series.id, before);
      before = series.id;
      texts.insert(snapshot.series.LabelsOf(*snapshot.txn, series.record)->bytes());
    }
    ASSERT_EQ(texts.size(), found->size()) << text;
    ASSERT_EQ(texts, expected) << text;
  }
}

TEST_F(RandomSearchTest, ListingsOfASelectionAgreeWithItsSeries) {
  Open();
  std::vector<In> samples;
  for (int i = 0; i < 500; ++i) samples.push_back({RandomLabels(), 1, 1000});
  Commit({Loose(samples)});
  Reader& reader = Read();
  for (int round = 0; round < 200; ++round) {
    const model::Selection selection{.matchers = {RandomMatcher()},
                                     .range = {model::kMinTime, model::kMaxTime}};
    const model::SeriesSource& slow = reader;
    EXPECT_EQ(*reader.ListLabelNames(selection), *slow.SeriesSource::ListLabelNames(selection));
    for (const std::string& name : kNames)
      EXPECT_EQ(*reader.ListLabelValues(name, selection),
                *slow.SeriesSource::ListLabelValues(name, selection));
  }
}

TEST_F(SeriesSearchTest, SaysNothingOfLabelsThatAreNotAskedFor) {
  const model::Matchers matchers{kMatchers[0]};
  const model::TimeRange range{model::kMinTime, model::kMaxTime};
  Reader& reader = Read();
  const auto whole = reader.Select({.matchers = matchers, .range = range});
  const auto some =
      reader.Select({.matchers = matchers, .range = range, .labels = {{"absent", "host", "zone"}}});
  const auto none =
      reader.Select({.matchers = matchers, .range = range, .labels = std::vector<std::string>()});
  ASSERT_TRUE(whole.ok() && some.ok() && none.ok());
  ASSERT_GT((*whole)->size(), 100u);
  ASSERT_EQ((*some)->size(), (*whole)->size());
  for (size_t i = 0; i < (*whole)->size(); ++i) {
    EXPECT_EQ((*some)->labels(i), model::KeepOnly((*whole)->labels(i), {"host", "zone"}));
    EXPECT_TRUE((*none)->labels(i).empty());
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

TEST_F(RandomSearchTest, TargetsWithAGapInTheRangeAreLeftOut) {
  Open();
  const Labels labels{{"__name__", "up"}};
  Commit({Loose({{labels, 1, 1'000'000}, {labels, 1, 9'000'000}})});
  EXPECT_EQ(Query({}, {2'000'000, 8'000'000}).size(), 0u);
  EXPECT_EQ(Query({}, {2'000'000, 9'000'000}).size(), 1u);
  EXPECT_EQ(Query({}, {1'000'000, 8'000'000}).size(), 1u);
  ManualClock clock(9'000'000 + 3 * kDay);
  ASSERT_TRUE(CompactDue(*environment_, clock, {.bytes = UINT64_MAX}).ok());
  EXPECT_EQ(Query({}, {2'000'000, 8'000'000}).size(), 0u);
  EXPECT_EQ(Query({}, {2'000'000, 9'000'000}).size(), 1u);
  EXPECT_EQ(Query({}, {1'000'000, 8'000'000}).size(), 1u);
  EXPECT_EQ(Query({}, {0, 90'000'000}).size(), 1u);
}

}  // namespace
}  // namespace plumb::store
