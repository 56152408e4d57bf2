#include "tools/check/ask.h"

#include "check/judge.h"
#include "sources/source.h"

namespace plumb {

namespace {

Result<sources::OpenSource> Open(const CheckOptions& o, cli::Io& io, report::Report& report) {
  PLUMB_ASSIGN(fetch::Identity identity, cli::IdentityOf(o.http));
  sources::OpenContext context = {.standard_input = io.in,
                                  .now = io.clock.Now(),
                                  .format = o.input_format,
                                  .identity = std::move(identity),
                                  .timeout = o.http.timeout,
                                  .max_answer = promql::EngineOptions{}.max_memory};
  PLUMB_ASSIGN(auto source, sources::Open(o.source, context));
  report.source = source.name;
  report.remark = source.remark;
  PLUMB_ASSIGN(const Timestamp now, sources::Now(*source.series, io.clock));
  PLUMB_ASSIGN(const auto time, cli::ResolveTime(o.time, now,
                                                 source.series->closed() ? cli::NowIs::kNewestSample
                                                                         : cli::NowIs::kClock));
  report.start = time.start;
  report.end = time.end;
  report.step = time.step;
  report.zone = time.zone;
  return source;
}

}  // namespace

Asked AskAll(const CheckOptions& o, const std::vector<check::Expectation>& expectations,
             cli::Io& io) {
  Asked asked;
  report::Report& report = asked.report;
  report.asked = report.start = report.end = io.clock.Now();
  const int64_t begin = io.clock.MonotonicNs();
  const auto source = Open(o, io, report);
  if (!source.ok()) asked.failure = source.error();
  const check::Question question = {.start = report.start,
                                    .end = report.end,
                                    .step = report.step,
                                    .engine = {.lookback = *LookbackOf(o)},
                                    .on_empty = OnEmptyOf(o)};
  for (const check::Expectation& expectation : expectations)
    report.verdicts.push_back(source.ok()
                                  ? check::Judge(expectation, *source, question, io.clock)
                                  : check::Unasked(expectation, source.error(), question.on_empty));
  report.seconds = static_cast<double>(io.clock.MonotonicNs() - begin) / 1e9;
  return asked;
}

}  // namespace plumb
