#include "text/regex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <thread>

namespace plumb::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Regex Compiled(std::string_view pattern) {
  Result<Regex> regex = Regex::Compile(pattern);
  if (!regex) ADD_FAILURE() << regex.error().message;
  return *std::move(regex);
}

TEST(Regex, IsAnchoredAndItsDotMatchesNewlines) {
  EXPECT_TRUE(Compiled("foo.*").Matches("foo\nbar"));
  EXPECT_FALSE(Compiled("oo").Matches("foo"));
  EXPECT_FALSE(Compiled("a|b").Matches("ab"));
  EXPECT_TRUE(Compiled("").Matches(""));
  EXPECT_FALSE(Compiled("").Matches("x"));
  EXPECT_TRUE(Compiled("(?i)FOO").Matches("foo"));
}

TEST(Regex, ReportsErrorsAboutThePatternAsWritten) {
  const Result<Regex> regex = Regex::Compile("a(b");
  ASSERT_FALSE(regex.ok());
  EXPECT_EQ(regex.error().message, "invalid regular expression 'a(b': missing ): a(b");
  EXPECT_EQ(regex.error().code, Exit::kUsage);
  for (const char* pattern : {"a)",
                              "[a",
                              "a**",
                              "*",
                              "(?<",
                              "(?<n",
                              "(?<n>",
                              "(?<1-2>x)",
                              "(?<=a)b",
                              "(?<!a)b",
                              "(?=a)",
                              "\\",
                              "\\8",
                              "a\\",
                              "a{2000}",
                              "\\C",
                              "x[\\C]",
                              "(?P<n>a)(?P<n>b)",
                              "(?<n>a)(?P<n>b)",
                              "\xff",
                              "[z-a]",
                              "|*"}) {
    EXPECT_FALSE(Regex::Compile(pattern).ok()) << pattern;
  }
}

TEST(Regex, ReadsGoGroupNames) {
  EXPECT_EQ(Compiled("(?<host>[^:]+):(?<port>\\d+)").Expand("web:80", "$port/$host"), "80/web");
  EXPECT_TRUE(Compiled("[(?<n>]").Matches("<"));
  EXPECT_TRUE(Compiled("[](?<n>]").Matches("]"));
  EXPECT_TRUE(Compiled("\\(?<n>").Matches("<n>"));
  EXPECT_TRUE(Compiled("\\Q(?<n>\\C\\E").Matches("(?<n>\\C"));
  EXPECT_TRUE(Compiled("[[:alpha:]]").Matches("a"));
}

TEST(Regex, FindsLiterals) {
  EXPECT_THAT(Compiled("b|a").literals(), ElementsAre("a", "b"));
  EXPECT_THAT(Compiled("(a|b)").literals(), ElementsAre("a", "b"));
  EXPECT_THAT(Compiled("(?:a|b)").literals(), ElementsAre("a", "b"));
  EXPECT_THAT(Compiled("a\\.b").literals(), ElementsAre("a.b"));
  EXPECT_THAT(Compiled("^(a|b)$").literals(), ElementsAre("a", "b"));
  EXPECT_THAT(Compiled("web-(1|2)[ab]").literals(),
              ElementsAre("web-1a", "web-1b", "web-2a", "web-2b"));
  EXPECT_THAT(Compiled("https?").literals(), ElementsAre("http", "https"));
  EXPECT_THAT(Compiled("").literals(), ElementsAre(""));
  EXPECT_THAT(Compiled("a|").literals(), ElementsAre("", "a"));
  EXPECT_THAT(Compiled("東|é").literals(), ElementsAre("é", "東"));
  for (const char* pattern :
       {"a.b", "(?i)a", "(?i:a)", "a+", "a{2}", "[a-c]", "[^a]", "\\d", "a$b", "\\x41"}) {
    EXPECT_THAT(Compiled(pattern).literals(), IsEmpty()) << pattern;
  }
}

TEST(Regex, FindsThePrefix) {
  EXPECT_EQ(Compiled("node_cpu.*").prefix(), "node_cpu");
  EXPECT_EQ(Compiled("^node_cpu.*$").prefix(), "node_cpu");
  EXPECT_EQ(Compiled("10\\.0\\.(1|2).+").prefix(), "10.0.");
  EXPECT_EQ(Compiled("(prometheus|proxy)_.*").prefix(), "pro");
  EXPECT_EQ(Compiled("ab+").prefix(), "ab");
  EXPECT_EQ(Compiled("ab*").prefix(), "a");
  EXPECT_EQ(Compiled("ab?c.*").prefix(), "a");
  EXPECT_EQ(Compiled("foo.*|bar.*").prefix(), "");
  EXPECT_EQ(Compiled("foo.*|").prefix(), "");
  EXPECT_EQ(Compiled("(?i)foo.*").prefix(), "");
  EXPECT_EQ(Compiled("(?i:foo).*").prefix(), "");
  EXPECT_EQ(Compiled("a(?i)foo.*").prefix(), "");
  EXPECT_EQ(Compiled("é*a").prefix(), "");  // the star is about the letter, not about its last byte
  EXPECT_EQ(Compiled("one").prefix(), "one");
}

TEST(Regex, ExpandsAsGoDoes) {
  const Regex regex = Compiled("(?P<host>.*):(\\d+)(x)?");
  EXPECT_EQ(regex.Expand("web:80", "$1-$2"), "web-80");
  EXPECT_EQ(regex.Expand("web:80", "${1}x"), "webx");
  EXPECT_EQ(regex.Expand("web:80", "$1x"), "");  // the group named 1x
  EXPECT_EQ(regex.Expand("web:80", "$host ${host} $0"), "web web web:80");
  EXPECT_EQ(regex.Expand("web:80", "$$1 $ ${ ${1 $- $"), "$1 $ ${ ${1 $- $");
  EXPECT_EQ(regex.Expand("web:80", "[$3$9$01$nope]"), "[]");
  EXPECT_EQ(regex.Expand("web:80", ""), "");
  EXPECT_EQ(regex.Expand("web", "$1"), std::nullopt);
  EXPECT_EQ(Compiled("(a|b)").Expand("b", "<$1>"), "<b>");
  EXPECT_EQ(Compiled("(é+)").Expand("éé", "$1é$1"),
            "éé");  // é is a letter of a name: $1é is unknown
}

TEST(Regex, ReadsInvalidBytesAsGoDoes) {
  EXPECT_TRUE(Compiled(".*").Matches("a\xff"));
  EXPECT_TRUE(Compiled("a[^b]").Matches("a\xff"));
  EXPECT_FALSE(Compiled("ab").Matches("a\xff"));
  EXPECT_EQ(Compiled("(.).*").Expand("a\xff", "$1"), "a");
}

TEST(Regex, TakesManyAlternatives) {
  std::string pattern = "x0";
  for (int i = 1; i < 20'000; ++i) pattern += "|instance-with-a-long-name-" + std::to_string(i);
  const Regex plain = Compiled(pattern);
  EXPECT_TRUE(plain.Matches("instance-with-a-long-name-19999"));
  EXPECT_FALSE(plain.Matches("instance-with-a-long-name-20000"));
  const Regex scanned = Compiled("(" + pattern + ").*");
  EXPECT_TRUE(scanned.Matches("instance-with-a-long-name-19999:9100"));
}

TEST(Regex, SurvivesDeepAndLongPatterns) {
  EXPECT_FALSE(Regex::Compile(std::string(100'000, '(')).ok());
  EXPECT_TRUE(Compiled(std::string(5000, '(') + std::string(5000, ')')).Matches(""));
  EXPECT_TRUE(Compiled(std::string(200'000, 'a')).Matches(std::string(200'000, 'a')));
  EXPECT_EQ(Compiled("(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)").literals().size(), 0u);
}

TEST(Regex, IsExpandedByManyThreadsAtOnce) {
  const Regex regex = Compiled("(\\w+)-(\\w+)");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&regex] {
      for (int n = 0; n < 200; ++n) EXPECT_EQ(regex.Expand("a-b", "$2$1"), "ba");
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// A random pattern of the constructs that the outline takes apart, and some that it must not.
std::string RandomPattern(std::mt19937& random, int depth) {
  const std::string_view atoms[] = {"a",   "b",   "c",    "é",     "\\.",  ".",     "^",
                                    "$",   "\\d", "[ab]", "-",     "[^a]", "[a-c]", "[.]",
                                    "\\b", "ab",  "bc",   "\\x61", "x"};
  const std::string_view repeats[] = {"",  "",  "",   "",   "",    "*",
                                      "+", "?", "+?", "??", "{2}", "{0,1}"};
  const std::string_view groups[] = {"(", "(?:", "(?P<n>", "(?s:", "(?i:", "(?i)("};
  std::string out;
  for (size_t branches = 1 + random() % 3; branches > 0; --branches) {
    for (size_t n = random() % 4; n > 0; --n) {
      if (depth > 0 && random() % 4 == 0) {
        out += groups[random() % std::size(groups)];
        out += RandomPattern(random, depth - 1) + ")";
      } else {
        out += atoms[random() % std::size(atoms)];
      }
      out += repeats[random() % std::size(repeats)];
    }
    if (branches > 1) out += "|";
  }
  return out;
}

std::string RandomValue(std::mt19937& random) {
  const std::string_view pieces[] = {"a", "b", "c", "é", ".", "1", "-", "A", "x", "\n"};
  std::string value;
  for (size_t n = random() % 6; n > 0; --n) value += pieces[random() % std::size(pieces)];
  return value;
}

TEST(Regex, ShortcutsAgreeWithRe2) {
  std::mt19937 random(6);
  int with_literals = 0;
  int with_prefix = 0;
  int matched = 0;
  for (int i = 0; i < 6000; ++i) {
    const std::string pattern = RandomPattern(random, 2);
    const Result<Regex> regex = Regex::Compile(pattern);
    const RE2 re2("^(?s:" + pattern + ")$", RE2::Quiet);
    if (!regex) {
      // Go rejects a name given twice, RE2 does not.
      ASSERT_TRUE(!re2.ok() || regex.error().message.ends_with("duplicate group name: n"))
          << pattern;
      continue;
    }
    ASSERT_TRUE(re2.ok()) << pattern;
    with_literals += !regex->literals().empty();
    with_prefix += !regex->prefix().empty() && regex->literals().empty();
    for (const std::string& literal : regex->literals()) {
      ASSERT_TRUE(RE2::PartialMatch(literal, re2)) << pattern << " does not match " << literal;
    }
    for (int n = 0; n < 40; ++n) {
      const std::string value = regex->prefix() + RandomValue(random);
      const std::string other = RandomValue(random);
      ASSERT_EQ(regex->Matches(value), RE2::PartialMatch(value, re2)) << pattern << " on " << value;
      ASSERT_EQ(regex->Matches(other), RE2::PartialMatch(other, re2)) << pattern << " on " << other;
      matched += regex->Matches(value);
    }
  }
  // The shortcuts were really met.
  EXPECT_GT(with_literals, 500);
  EXPECT_GT(with_prefix, 100);
  EXPECT_GT(matched, 5000);
}

}  // namespace
}  // namespace plumb::text
