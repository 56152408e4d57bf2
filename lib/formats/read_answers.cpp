#include "formats/read_answers.h"

#include <algorithm>

namespace plumb::formats {
namespace {

// Sends what comes to the answer that it is of.
class Collector : public model::SampleSink {
 public:
  Collector(ReadAnswers& read, Timestamp now) : read_(read), now_(now) { Open({}); }

  Status OnScrape(const model::ScrapeBlock& block) override { return Current().OnScrape(block); }
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    return Current().OnMetadata(field, metadata);
  }
  Status OnSample(const model::StreamSample& sample) override { return Current().OnSample(sample); }
  Status OnComment(const model::StreamComment& comment) override {
    if (comment.word == "query") {
      Open(ReadQueryComment(comment));
    } else if (comment.word == "unit") {
      read_.unit = comment.Get("name");
    } else if (comment.word == "mark") {
      if (const auto time = ReadCommentTime(comment.Get("time")))
        read_.marks.push_back({*time, std::string(comment.Get("text"))});
    }
    return Ok();
  }

 private:
  model::MemorySource& Current() { return *read_.answers[current_].source; }

  void Open(const QueryFacts& facts) {
    current_ = 0;
    while (current_ < read_.answers.size() &&
           read_.answers[current_].expression != facts.expression)
      ++current_;
    if (current_ == read_.answers.size()) {
      read_.answers.emplace_back();
      static_cast<QueryFacts&>(read_.answers.back()) = facts;
      read_.answers.back().source = std::make_unique<model::MemorySource>(now_);
      return;
    }
    QueryFacts& known = read_.answers[current_];
    if (facts.start) known.start = std::min(known.start.value_or(*facts.start), *facts.start);
    if (facts.end) known.end = std::max(known.end.value_or(*facts.end), *facts.end);
    known.step = std::max(known.step, facts.step);
  }

  ReadAnswers& read_;
  Timestamp now_;
  size_t current_ = 0;
};

}  // namespace

Result<ReadAnswers> ReadAllAnswers(ByteInput& in, const ReadOptions& options) {
  ReadAnswers read;
  Collector collector(read, options.now);
  PLUMB_ASSIGN(static_cast<InputFacts&>(read), ReadInto(in, options, collector, read.rejects));
  for (Answer& answer : read.answers) answer.source->Finish();
  const auto is_empty = [](const Answer& answer) { return answer.source->series().empty(); };
  // What stands before the first query is nothing, mostly.
  if (read.answers.size() > 1 && is_empty(read.answers.front()))
    read.answers.erase(read.answers.begin());
  return read;
}

}  // namespace plumb::formats
