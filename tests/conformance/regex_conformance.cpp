// Prometheus' own expressions and values: our matcher, with its shortcuts, against RE2 on ^(?s:…)$.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>
#include <re2/re2.h>

#include <algorithm>
#include <fstream>

#include "corpus.h"
#include "model/matcher.h"
#include "text/regex.h"

namespace plumb::text {
namespace {

rapidjson::Document ReadJson(const std::filesystem::path& path) {
  std::ifstream file(path);
  rapidjson::IStreamWrapper stream(file);
  rapidjson::Document document;
  document.ParseStream(stream);
  return document;
}

std::string Text(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

TEST(RegexConformance, MatchesWhatRe2Matches) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const rapidjson::Document document = ReadJson(corpus / "conformance/promql/regex_corpus.json");
  ASSERT_TRUE(document.IsObject());
  size_t pairs = 0;
  size_t matched = 0;
  for (const auto& entry : document["regexes"].GetArray()) {
    const std::string pattern = Text(entry);
    const Result<Regex> regex = Regex::Compile(pattern);
    ASSERT_TRUE(regex.ok()) << regex.error().message;
    const RE2 plain("^(?s:" + pattern + ")$", RE2::Quiet);
    for (const auto& candidate : document["values"].GetArray()) {
      // Values that are not text stand as {"b64": …}; Prometheus has none of those as label values.
      if (!candidate.IsString()) continue;
      const std::string value = Text(candidate);
      const bool expected = RE2::PartialMatch(value, plain);
      EXPECT_EQ(regex->Matches(value), expected) << pattern << " on " << value;
      if (expected) {
        EXPECT_TRUE(value.starts_with(regex->prefix())) << pattern << " on " << value;
        const auto& literals = regex->literals();
        EXPECT_TRUE(literals.empty() || std::ranges::binary_search(literals, value)) << pattern;
      }
      ++pairs;
      matched += expected;
    }
  }
  EXPECT_GE(pairs, 4800u);
  EXPECT_GE(matched, 500u);
}

Result<model::MatchOp> OpOf(std::string_view text) {
  using enum model::MatchOp;
  for (const model::MatchOp op : {kEqual, kNotEqual, kRegex, kNotRegex}) {
    if (model::MatchOpText(op) == text) return op;
  }
  return Error{Exit::kUsage, "no such operator"};
}

TEST(RegexConformance, MatchersAgreeWithPrometheus) {
  PLUMB_REQUIRE_CORPUS(corpus);
  const rapidjson::Document document = ReadJson(corpus / "conformance/promql/matcher_cases.json");
  ASSERT_TRUE(document.IsObject());
  for (const auto& row : document["cases"].GetArray()) {
    const Result<model::MatchOp> op = OpOf(Text(row["op"]));
    ASSERT_TRUE(op.ok()) << Text(row["op"]);
    const Result<model::Matcher> matcher = model::Matcher::Make("name", *op, Text(row["pattern"]));
    ASSERT_TRUE(matcher.ok()) << matcher.error().message;
    EXPECT_EQ(matcher->Matches(Text(row["value"])), row["match"].GetBool())
        << matcher->ToString() << " on " << Text(row["value"]);
  }
}

}  // namespace
}  // namespace plumb::text
