// The readers of JSON: answers of the Prometheus API, and a series a line.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "base/number.h"
#include "formats/read_any.h"
#include "model/histogram_text.h"

namespace plumb::formats {
namespace {

class Lines : public model::SampleSink {
 public:
  Status OnSample(const model::StreamSample& sample) override {
    text += sample.labels.ToString() + " ";
    if (sample.histogram != nullptr) {
      model::AppendHistogram(text, *sample.histogram);
    } else {
      text += FormatGeneral(sample.value);
    }
    text += " " + std::to_string(*sample.time) + " @" + std::to_string(sample.line) + "\n";
    return Ok();
  }
  Status OnComment(const model::StreamComment& comment) override {
    text += std::string(comment.word) + "=" + std::string(comment.Get("value")) + "\n";
    return Ok();
  }
  std::string text;
};

// Gives so many bytes a time.
class Trickle : public ByteInput {
 public:
  Trickle(std::string_view bytes, size_t step) : bytes_(bytes), step_(step) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t n = bytes_.copy(buffer, std::min(size, step_));
    bytes_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view bytes_;
  size_t step_;
};

// Samples, what was rejected, and the error; the same however the input is cut.
std::string Read(const std::string& text, ReadOptions options) {
  std::string first;
  for (const size_t step : {1u << 20, 1u, 7u}) {
    Trickle in(text, step);
    Lines lines;
    RejectLog rejects;
    const auto facts = ReadInto(in, options, lines, rejects);
    const std::string read =
        lines.text + rejects.Summary() + (facts.ok() ? "" : facts.error().message);
    if (first.empty()) first = read;
    EXPECT_EQ(read, first);
  }
  return first;
}
std::string ReadJson(const std::string& text) {
  return Read(text, {.format = "json"});
}
std::string ReadNdjson(const std::string& text) {
  return Read(text, {.format = "ndjson"});
}

std::string Answer(const std::string& type, const std::string& result) {
  return R"({"status":"success","data":{"resultType":")" + type + R"(","result":)" + result + "}}";
}

TEST(JsonInput, EveryKindOfResult) {
  EXPECT_EQ(ReadJson(Answer("matrix", R"([{"metric":{"__name__":"a","l":"x"},"values":[[1.5,"1"],)"
                                      R"([2,"+Inf"]]},{"metric":{},"values":[[3,"NaN"]]}])")),
            "a{l=\"x\"} 1 1500 @1\na{l=\"x\"} +Inf 2000 @1\n{} NaN 3000 @1\n");
  EXPECT_EQ(ReadJson(Answer("vector", R"([{"metric":{"__name__":"a"},"value":[1,"2"]}])")),
            "a 2 1000 @1\n");
  EXPECT_EQ(ReadJson(Answer("scalar", R"([1.25,"2"])")), "{} 2 1250 @1\n");
  EXPECT_EQ(ReadJson(Answer("string", R"([1,"hé"])")), "string=hé\n");
  EXPECT_EQ(ReadJson(Answer("matrix", "[]")), "");
}

TEST(JsonInput, Histograms) {
  const std::string histogram =
      R"({"count":"3","sum":"2","buckets":[[0,"0.5","1","1"],[0,"1","2","2"]]})";
  EXPECT_EQ(ReadJson(Answer("vector",
                            R"([{"metric":{"__name__":"h"},"histogram":[1,)" + histogram + "]}]")),
            "h {{count:3 sum:2 buckets:[1 2]}} 1000 @1\n");
  EXPECT_EQ(ReadJson(Answer("matrix", R"([{"metric":{"__name__":"h"},"histograms":[[1,)" +
                                          histogram + R"(],[2,{"count":"x"}]]}])")),
            "h {{count:3 sum:2 buckets:[1 2]}} 1000 @1\n1 line rejected: line 1:191: element 1 of "
            "the result: expected [time, histogram]");
}

TEST(JsonInput, OnlyTheDataSeveralAnswersAndKeysInAnyOrder) {
  EXPECT_EQ(ReadJson(R"({"result":[{"values":[[1,"1"]],"x":{"y":[]},"metric":{"a":"b"}}],)"
                     R"("resultType":"matrix"})"),
            "{a=\"b\"} 1 1000 @1\n");
  EXPECT_EQ(ReadJson(R"([{"metric":{"a":"b"},"value":[1,"1"]}])"), "{a=\"b\"} 1 1000 @1\n");
  const std::string one = Answer("vector", R"([{"metric":{"a":"b"},"value":[1,"1"]}])");
  EXPECT_EQ(ReadJson(one + "\n" + one), "{a=\"b\"} 1 1000 @1\n{a=\"b\"} 1 1000 @2\n");
}

TEST(JsonInput, WhatIsNoAnswer) {
  EXPECT_EQ(ReadJson(R"({"status":"error","error":"too many"})"), "the server answered: too many");
  EXPECT_EQ(ReadJson("{}"), "JSON is no answer of the Prometheus API: no array 'result'");
  EXPECT_EQ(ReadJson(R"({"data":{"result":{"a":[1]}}})"),
            "JSON is no answer of the Prometheus API: no array 'result'");
  EXPECT_EQ(ReadJson("7"), "JSON is no answer of the Prometheus API: no array 'result'");
}

TEST(JsonInput, WrongElementsAndPointsAreRejectedAlone) {
  EXPECT_EQ(ReadJson(Answer("matrix", R"([
    {"metric":{"a":1},"values":[[1,"1"]]},
    {"values":[[1,"1"]]},
    {"metric":{"a":"b"},"values":[[1,"1"],["x","1"],[1],[2,"x"],[3,"3",3],7,[4,"4"]]}, 5])")),
            "{a=\"b\"} 1 1000 @4\n{a=\"b\"} 4 4000 @4\n8 lines rejected: line 2:20: element 1 of "
            "the result: expected labels in 'metric'; line 3:24: element 2 of the result: expected "
            "labels in 'metric'; line 4:44: element 3 of the result: expected [time, \"value\"]; "
            "line 4:55: element 3 of the result: expected [time, \"value\"]; line 4:60: element 3 "
            "of the result: expected [time, \"value\"]; …");
}

TEST(JsonInput, ACutAnswerGivesWhatCameBefore) {
  const std::string whole =
      Answer("matrix", R"([{"metric":{"a":"b"},"values":[[1,"1"],[2,"2"]]}])");
  const size_t point = whole.find("[2,");
  EXPECT_EQ(ReadJson(whole.substr(0, point + 3)),
            "{a=\"b\"} 1 1000 @1\n1 line rejected: line 1:" + std::to_string(point + 4) +
                ": invalid JSON: the JSON ends in the middle");
  EXPECT_EQ(ReadJson(whole.substr(0, whole.size() - 2)),
            "{a=\"b\"} 1 1000 @1\n{a=\"b\"} 2 2000 @1\n1 line rejected: line 1:" +
                std::to_string(whole.size() - 1) + ": invalid JSON: the JSON ends in the middle");
  // Cut because reading was stopped: nothing to complain of.
  EXPECT_EQ(Read(whole.substr(0, point + 3), {.format = "json", .cut = [] { return true; }}),
            "{a=\"b\"} 1 1000 @1\n");
}

TEST(JsonInput, StrictStopsWithTheLineAndACaret) {
  const std::string text = Answer("vector", R"([{"metric":{"a":"b"},"value":[1,x]}])");
  Trickle in(text, 100);
  Lines lines;
  RejectLog rejects;
  const auto facts = ReadInto(in, {.format = "json", .strict = true}, lines, rejects);
  ASSERT_FALSE(facts.ok());
  EXPECT_EQ(facts.error().code, Exit::kNo);
  const std::string& message = facts.error().message;
  EXPECT_TRUE(message.starts_with("1:92: invalid JSON: expected a value\n")) << message;
  const size_t shown = message.find('\n') + 1;
  const size_t caret_line = message.find('\n', shown) + 1;
  EXPECT_EQ(message[shown + message.find('^') - caret_line], 'x') << message;
}

TEST(NdjsonInput, ASeriesALine) {
  EXPECT_EQ(ReadNdjson("{\"metric\":{\"__name__\":\"a\"},\"values\":[1,2.5,null,\"-Infinity\"],"
                       "\"timestamps\":[1000,2000,3000,4000]}\n\n"
                       "{\"timestamps\":[5],\"other\":[{}],\"values\":[6],\"metric\":{}}"),
            "a 1 1000 @1\na 2.5 2000 @1\na NaN 3000 @1\na -Inf 4000 @1\n{} 6 5 @3\n");
  EXPECT_EQ(ReadNdjson(""), "");
}

TEST(NdjsonInput, AWrongLineIsRejectedAsAWhole) {
  const std::string good = "{\"metric\":{\"a\":\"b\"},\"values\":[1],\"timestamps\":[1000]}\n";
  EXPECT_EQ(
      ReadNdjson("{\"metric\":{},\"values\":[1,2],\"timestamps\":[1]}\n" + good +
                 "{\"metric\":{},\"values\":[1,\n" + good + "{\"values\":[],\"timestamps\":[]}\n" +
                 "[]\n" + "{\"metric\":{},\"values\":[1],\"timestamps\":[1.5]}\n" + good),
      "{a=\"b\"} 1 1000 @2\n{a=\"b\"} 1 1000 @4\n{a=\"b\"} 1 1000 @8\n"
      "5 lines rejected: line 1:45: expected as many 'values' as 'timestamps'; line 3:26: invalid "
      "JSON: the line ends in the middle of the JSON; line 5:29: expected labels in 'metric'; line "
      "6:1: expected a JSON object; line 7:41: expected milliseconds in 'timestamps'");
}

TEST(NdjsonInput, LinesMayBeLongerThanTheBuffer) {
  std::string line = "{\"metric\":{\"a\":\"b\"},\"values\":[";
  constexpr int kSamples = 1'000'000;
  for (int i = 0; i < kSamples; ++i) line += i > 0 ? ",17.25" : "17.25";
  line += "],\"timestamps\":[";
  for (int i = 0; i < kSamples; ++i) line += (i > 0 ? "," : "") + std::to_string(1795000000000 + i);
  line += "]}\n";
  ASSERT_GT(line.size(), LineReader::kMaxLine);
  StringInput in(line);
  const auto input = ReadAny(in, {});
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->format, "ndjson");
  ASSERT_EQ(input->source->series().size(), 1u);
  EXPECT_EQ(input->source->series()[0].times.size(), size_t{kSamples});
}

}  // namespace
}  // namespace plumb::formats
