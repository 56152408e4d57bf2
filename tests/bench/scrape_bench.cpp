// One page of a target to a block: the first one, which is parsed, and those after it, which are
// read by comparing bytes with the page before.
#include <benchmark/benchmark.h>

#include "made_page.h"
#include "scrape/target_scrape.h"

namespace plumb::scrape {
namespace {

class CountSink : public model::SampleSink {
 public:
  Status OnSample(const model::StreamSample& sample) override {
    benchmark::DoNotOptimize(sample.value);
    ++samples;
    return Ok();
  }
  size_t samples = 0;
};

constexpr int kSeries = 500;

fetch::Answer AnswerOf(int number) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain; version=0.0.4"}},
          .body = tests::MadePage(kSeries, number)};
}

const Target& BenchTarget() {
  static const Target target = MakeTarget(std::make_shared<ScrapeSpec>(ScrapeSpec{.job = "node"}),
                                          *ParseAddress("web1:9100"), {});
  return target;
}

void FirstPage(benchmark::State& state) {
  const fetch::Answer answer = AnswerOf(0);
  CountSink sink;
  for (auto _ : state) {
    TargetScrape scrape(BenchTarget(), MetadataLines::kNew);
    if (!scrape.Take(answer, tests::kMadeStart, SystemClock(), sink).ok()) state.SkipWithError("");
  }
  state.SetItemsProcessed(static_cast<int64_t>(sink.samples));
}
BENCHMARK(FirstPage)->Unit(benchmark::kMicrosecond);

void NextPage(benchmark::State& state) {
  std::vector<fetch::Answer> answers;
  for (int number = 0; number < 16; ++number) answers.push_back(AnswerOf(number));
  TargetScrape scrape(BenchTarget(), MetadataLines::kNew);
  CountSink sink;
  size_t next = 0;
  for (auto _ : state)
    if (!scrape.Take(answers[next++ % answers.size()], tests::kMadeStart, SystemClock(), sink).ok())
      state.SkipWithError("");
  state.SetItemsProcessed(static_cast<int64_t>(sink.samples));
}
BENCHMARK(NextPage)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace plumb::scrape
