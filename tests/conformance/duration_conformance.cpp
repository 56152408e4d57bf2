// Prometheus' own cases of duration strings.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>

#include <cmath>
#include <fstream>

#include "base/duration.h"
#include "corpus.h"

namespace plumb {
namespace {

bool IsPlainSeconds(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
}

TEST(DurationConformance, AgreesWithPrometheus) {
  PLUMB_REQUIRE_CORPUS(corpus);
  std::ifstream file(corpus / "conformance/config/duration_cases.json");
  rapidjson::IStreamWrapper stream(file);
  rapidjson::Document document;
  document.ParseStream(stream);
  ASSERT_FALSE(document.HasParseError());
  int cases = 0;
  for (const auto& row : document["cases"].GetArray()) {
    const std::string text = row["in"].GetString();
    const Result<DurationMs> strict = ParseDuration(text);
    const Result<DurationMs> option = ParseDurationOption(text);
    EXPECT_EQ(strict.ok(), row["ok"].GetBool()) << text;
    // The option also takes plain seconds, which Prometheus does not.
    EXPECT_EQ(option.ok(), row["ok_allow_negative"].GetBool() || IsPlainSeconds(text)) << text;
    ++cases;
    if (!row.HasMember("seconds")) continue;
    const auto expected = static_cast<DurationMs>(std::llround(row["seconds"].GetDouble() * 1000));
    if (strict) {
      EXPECT_EQ(*strict, expected) << text;
    }
    ASSERT_TRUE(option.ok()) << text;
    EXPECT_EQ(*option, expected) << text;
    EXPECT_EQ(FormatDuration(*option), row["canonical"].GetString()) << text;
  }
  EXPECT_GT(cases, 0);
}

}  // namespace
}  // namespace plumb
