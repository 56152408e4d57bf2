// Samples a second of the exposition readers and of the stream writer, over pages of real exporters
// ($PLUMB_CORPUS), else over a page made here.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

#include "corpus.h"
#include "formats/exposition.h"
#include "formats/stream_writer.h"

namespace plumb::formats {
namespace {

// Counts without keeping.
class CountSink : public model::SampleSink {
 public:
  Status OnSample(const model::StreamSample& sample) override {
    ++samples;
    sum += sample.value;
    return Ok();
  }
  size_t samples = 0;
  double sum = 0;
};

// The same, as a sink that knows labels by number: what a hint makes of the parsing.
class HintedSink : public CountSink, public HintSource {
 public:
  PageHint* ForBlock(const model::ScrapeBlock&) override { return &hint_; }
  PageHint* ForLoose() override { return &hint_; }
  Status OnSample(const model::StreamSample& sample) override {
    if (sample.memo != nullptr) *sample.memo = 1;
    return CountSink::OnSample(sample);
  }

 private:
  PageHint hint_;
};

class NullOutput : public ByteOutput {
 public:
  Status Write(std::string_view bytes) override {
    benchmark::DoNotOptimize(bytes.data());
    return Ok();
  }
  Status Flush() override { return Ok(); }
};

std::string MadePage() {
  std::string page;
  for (int cpu = 0; cpu < 64; ++cpu)
    for (const char* mode : {"idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"})
      page += fmt::format("node_cpu_seconds_total{{cpu=\"{}\",mode=\"{}\"}} {}.{:02}\n", cpu, mode,
                          cpu * 4711, cpu);
  return page;
}

// The first page of an exporter's archive.
const std::string& Page(const std::string& exporter) {
  static std::map<std::string, std::string> pages;
  const auto [at, added] = pages.try_emplace(exporter);
  std::string& page = at->second;
  if (!added) return page;
  if (const auto corpus = tests::FindCorpus()) {
    const std::string archive = (*corpus / "data/scrapes" / (exporter + ".tar.zst")).string();
    const std::string command = "f=$(tar --zstd -tf '" + archive +
                                "' | grep -v '/$' | head -1); tar --zstd -xOf '" + archive +
                                "' \"$f\" 2>/dev/null";
    if (FILE* pipe = popen(command.c_str(), "r")) {
      char buffer[65536];
      for (size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) page.append(buffer, n);
      pclose(pipe);
    }
  }
  if (page.empty()) page = MadePage();
  return page;
}

std::string WithoutComments(const std::string& page) {
  std::string lines;
  for (size_t at = 0; at < page.size();) {
    const size_t stop = std::min(page.find('\n', at), page.size() - 1) + 1;
    if (page[at] != '#') lines.append(page, at, stop - at);
    at = stop;
  }
  return lines;
}

enum class Comments { kKept, kDropped };

void Read(benchmark::State& state, const std::string& exporter, Level level,
          Comments comments = Comments::kKept) {
  const std::string page =
      comments == Comments::kKept ? Page(exporter) : WithoutComments(Page(exporter));
  size_t samples = 0;
  for (auto unused : state) {
    CountSink sink;
    RejectLog rejects;
    const Status status = ReadExposition(page, {.level = level}, sink, rejects);
    if (!status || rejects.count > 0) state.SkipWithError("the page was rejected");
    samples += sink.samples;
    benchmark::DoNotOptimize(sink.sum);
  }
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(samples), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<int64_t>(page.size() * state.iterations()));
}

void ReadByHint(benchmark::State& state, const std::string& exporter) {
  const std::string& page = Page(exporter);
  HintedSink sink;
  RejectLog rejects;
  const ExpositionOptions options{.hints = &sink, .known_metadata = false};
  for (auto unused : state)
    if (!ReadExposition(page, options, sink, rejects)) state.SkipWithError("cannot read");
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(sink.samples), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<int64_t>(page.size() * state.iterations()));
}

void Write(benchmark::State& state, const std::string& exporter) {
  const std::string& page = Page(exporter);
  NullOutput out;
  size_t bytes = 0;
  for (auto unused : state) {
    StreamWriter writer(out, 1'795'343'685'293);
    RejectLog rejects;
    if (!ReadExposition(page, {}, writer, rejects)) state.SkipWithError("cannot read");
    bytes += page.size();
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}

BENCHMARK_CAPTURE(Read, node_stream, "node", Level::kStream);
BENCHMARK_CAPTURE(Read, node_stream_samples_only, "node", Level::kStream, Comments::kDropped);
BENCHMARK_CAPTURE(Read, node_text, "node", Level::kText);
BENCHMARK_CAPTURE(Read, node_strict, "node", Level::kTextStrict);
BENCHMARK_CAPTURE(Read, prometheus_stream, "prometheus", Level::kStream);
BENCHMARK_CAPTURE(Read, vm_stream, "vm", Level::kStream);
BENCHMARK_CAPTURE(ReadByHint, node_by_hint, "node");
BENCHMARK_CAPTURE(ReadByHint, prometheus_by_hint, "prometheus");
BENCHMARK_CAPTURE(Write, node_read_and_write, "node");

}  // namespace
}  // namespace plumb::formats
