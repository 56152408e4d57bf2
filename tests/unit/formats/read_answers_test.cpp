#include "formats/read_answers.h"

#include <gtest/gtest.h>

namespace plumb::formats {
namespace {

ReadAnswers Read(const std::string& text) {
  StringInput in(text);
  auto read = ReadAllAnswers(in, {.now = 1'795'343'685'293});
  EXPECT_TRUE(read) << read.error().message;
  return *std::move(read);
}

TEST(ReadAllAnswers, KeepsQueriesApart) {
  const ReadAnswers read = Read(
      "#! query expr=\"a\" start=1795343000000 end=1795343060000 step=60\n{} 1 1795343000000\n"
      "#! query expr=\"b\" start=1795343000000 end=1795343060000 step=60\n{} 2 1795343000000\n");
  ASSERT_EQ(read.answers.size(), 2u);
  EXPECT_EQ(read.answers[0].expression, "a");
  EXPECT_EQ(read.answers[0].source->series()[0].values[0], 1);
  EXPECT_EQ(read.answers[1].source->series()[0].values[0], 2);
}

TEST(ReadAllAnswers, TwoPeriodsOfOneQueryAreOneAnswer) {
  const ReadAnswers read = Read(
      "#! query expr=\"a\" start=1795343000000 end=1795343060000 step=60\n{} 1 1795343000000\n"
      "#! query expr=\"a\" start=1795340000000 end=1795340060000 step=60\n{} 2 1795340000000\n");
  ASSERT_EQ(read.answers.size(), 1u);
  EXPECT_EQ(read.answers[0].start, 1795340000000);
  EXPECT_EQ(read.answers[0].end, 1795343060000);
  EXPECT_EQ(read.answers[0].source->series()[0].values, (std::vector<double>{2, 1}));
}

TEST(ReadAllAnswers, LinesWithoutAQueryAreAnAnswerWithoutExpression) {
  const ReadAnswers read = Read("up 1 1795343000000\n");
  ASSERT_EQ(read.answers.size(), 1u);
  EXPECT_EQ(read.answers[0].expression, "");
  EXPECT_EQ(Read("").answers.size(), 1u);
}

TEST(ReadAllAnswers, GathersMarksWithATime) {
  const ReadAnswers read = Read(
      "#! mark time=1795343000000 text=\"deploy 7\"\n#! mark text=\"when?\"\n"
      "#! mark time=1795343000.5\nup 1 1795343000000\n");
  ASSERT_EQ(read.marks.size(), 2u);
  EXPECT_EQ(read.marks[0].text, "deploy 7");
  EXPECT_EQ(read.marks[1].time, 1795343000500);
  EXPECT_EQ(read.marks[1].text, "");
}

}  // namespace
}  // namespace plumb::formats
