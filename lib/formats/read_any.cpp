#include "formats/read_any.h"

#include <fmt/core.h>

#include <cmath>

#include "base/number.h"
#include "formats/time_scan.h"

namespace plumb::formats {

namespace {

std::optional<Timestamp> TimeOf(std::string_view text) {
  const char* p = text.data();
  const char* end = p + text.size();
  Timestamp time = 0;
  if (!ScanTime(p, end, TimeRule::kGuess, time) || p != end) return std::nullopt;
  return time;
}

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
      input_.expression = comment.Get("expr");
      input_.start = TimeOf(comment.Get("start"));
      input_.end = TimeOf(comment.Get("end"));
      constexpr double kLongestStep = 1e12;  // seconds; more is no step
      const double step = ParseFloat(comment.Get("step")).value_or(0);
      if (step >= 0 && step < kLongestStep) input_.step = std::llround(step * 1000);
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

std::string SayWhatIsWrong(const ReadInput& input) {
  const std::string summary = input.rejects.Summary();
  if (!input.guessed || summary.empty() || !input.source->series().empty()) return summary;
  std::string known;
  for (const InputFormat* format : InputFormats())
    known += fmt::format("\n  {:<12} {}", format->name, format->help);
  return fmt::format(
      "{}\nno numbers were found in the input; if it is one of these, say so with -f:{}", summary,
      known);
}

}  // namespace plumb::formats
