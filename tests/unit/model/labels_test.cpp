#include "model/labels.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace plumb::model {
namespace {

TEST(Labels, AreSortedWithoutEmptyValuesAndTheLastOfTwoWins) {
  const Labels labels = {{"z", "1"}, {"a", "2"}, {"empty", ""}, {"z", "3"}};
  EXPECT_EQ(labels.ToString(), R"({a="2",z="3"})");
  EXPECT_EQ(labels.size(), 2u);
  EXPECT_EQ(labels.Get("z"), "3");
  EXPECT_EQ(labels.Get("empty"), "");
  EXPECT_FALSE(labels.Has("b"));
}

TEST(Labels, TextQuotesWhatIsNotLegacy) {
  EXPECT_EQ((Labels{{"__name__", "up"}}).ToString(), "up");
  EXPECT_EQ((Labels{{"__name__", "up"}, {"job", "a\"b\\\n"}}).ToString(), R"(up{job="a\"b\\\n"})");
  EXPECT_EQ((Labels{{"__name__", "my.metric"}, {"a.b", "c"}}).ToString(),
            R"({"my.metric","a.b"="c"})");
  EXPECT_EQ(Labels().ToString(), "{}");
}

// The order of Prometheus' labels.Compare: pair by pair, not byte by byte of our encoding.
TEST(Labels, OrderAndEqualityAgreeWithAMap) {
  std::mt19937 random(7);
  const auto word = [&] {
    std::string text(1 + random() % 3, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    if (random() % 20 == 0) text.resize(200, 'b');  // a length of two bytes
    return text;
  };
  for (int i = 0; i < 5000; ++i) {
    std::map<std::string, std::string> a;
    std::map<std::string, std::string> b;
    LabelsBuilder build_a;
    LabelsBuilder build_b;
    for (unsigned n = random() % 4; n > 0; --n) {
      const std::string name = word();
      const std::string value = word();
      a[name] = value;
      build_a.Set(name, value);
    }
    for (unsigned n = random() % 4; n > 0; --n) {
      const std::string name = word();
      const std::string value = word();
      b[name] = value;
      build_b.Set(name, value);
    }
    const Labels left = build_a.Build();
    const Labels right = build_b.Build();
    ASSERT_EQ(left <=> right, a <=> b) << left.ToString() << " " << right.ToString();
    ASSERT_EQ(left == right, a == b);
    if (a == b) {
      ASSERT_EQ(left.Hash(), right.Hash());
    }
    ASSERT_EQ(Labels::FromBytes(left.bytes()), left);
  }
}

TEST(LabelsBuilder, ChangesACopy) {
  const Labels base = {{"__name__", "up"}, {"job", "node"}, {"le", "1.0"}};
  EXPECT_EQ(LabelsBuilder(base).Set("job", "x").Drop("le").Set("a", "1").Build().ToString(),
            R"(up{a="1",job="x"})");
  EXPECT_EQ(LabelsBuilder(base).Set("job", "").Build().ToString(), R"(up{le="1.0"})");
  EXPECT_EQ(Without(base, {"job", "le"}).ToString(), "up");
  EXPECT_EQ(KeepOnly(base, {"job"}).ToString(), R"({job="node"})");
}

TEST(Names, LegacyRules) {
  EXPECT_TRUE(IsLegacyMetricName("a:b_1"));
  EXPECT_FALSE(IsLegacyMetricName("1a"));
  EXPECT_FALSE(IsLegacyMetricName(""));
  EXPECT_FALSE(IsLegacyLabelName("a:b"));
  EXPECT_TRUE(IsLegacyLabelName("_x"));
}

}  // namespace
}  // namespace plumb::model
