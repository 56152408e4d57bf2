#include "formats/read_any.h"

#include <fmt/core.h>

namespace plumb::formats {

namespace {

// Passes samples on and keeps what comments say of the whole.
class Collector : public model::SampleSink {
 public:
  explicit Collector(ReadInput& input) : input_(input) {}

  Status OnScrape(const model::ScrapeBlock& block) override {
    return input_.source->OnScrape(block);
  }
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    return input_.source->OnMetadata(field, metadata);
  }
  Status OnSample(const model::StreamSample& sample) override {
    return input_.source->OnSample(sample);
  }
  Status OnComment(const model::StreamComment& comment) override {
    if (comment.word == "query") {
      static_cast<QueryFacts&>(input_) = ReadQueryComment(comment);
    } else if (comment.word == "unit") {
      input_.unit = comment.Get("name");
    } else if (comment.word == "string") {
      input_.text = comment.Get("value");
    }
    return Ok();
  }

 private:
  ReadInput& input_;
};

}  // namespace

Result<ReadInput> ReadAny(ByteInput& in, const ReadOptions& options) {
  ReadInput input;
  input.source = std::make_unique<model::MemorySource>(options.now);
  Collector collector(input);
  PLUMB_ASSIGN(static_cast<InputFacts&>(input), ReadInto(in, options, collector, input.rejects));
  input.source->Finish();
  return input;
}

std::string SayWhatIsWrong(const InputFacts& input, const RejectLog& rejects, bool has_sample) {
  const std::string summary = rejects.Summary();
  if (!input.guessed || summary.empty() || has_sample) return summary;
  std::string known;
  for (const InputFormat* format : InputFormats())
    known += fmt::format("\n  {:<12} {}", format->name, format->help);
  return fmt::format(
      "{}\nno numbers were found in the input; if it is one of these, say so with -f:{}", summary,
      known);
}

}  // namespace plumb::formats
