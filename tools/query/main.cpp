// plumb-query: PromQL, and lists of what there is, over a store, a file, standard input or a
// server.

#include <fmt/format.h>

#include "base/heap.h"
#include "cli/tool.h"
#include "formats/output.h"
#include "promql/parser.h"
#include "promql/prettifier.h"
#include "promql/tree_text.h"
#include "query/ask.h"
#include "query/cut.h"
#include "query/function_help.h"
#include "query/listing.h"
#include "sources/source.h"
#include "system/files.h"
#include "tools/query/explain.h"
#include "tools/query/options.h"
#include "tools/query/question.h"

namespace plumb {
namespace {

// Hands `write` the output that was chosen, and says what its format had to leave out.
template <typename Write>
Status WriteTo(const formats::OutputTarget& target, const QueryOptions& o, const TimeZone& zone,
               cli::Io& io, Write write) {
  const formats::FormatOptions options = FormatOf(o, zone, io);
  StringOutput file;
  formats::Dropped dropped;
  const formats::Output output = {target.path.empty() ? io.out : static_cast<ByteOutput&>(file),
                                  options, dropped};
  PLUMB_TRY(write(output));
  if (const std::string text = dropped.Summary(target.format->name); !text.empty()) io.Warn(text);
  return target.path.empty() ? Ok() : system::WriteFileAtomically(target.path, file.text());
}

Result<cli::TimeChoice> TimeOf(const QueryOptions& o, const sources::OpenSource& source,
                               cli::Io& io) {
  PLUMB_ASSIGN(const Timestamp now, sources::Now(*source.series, io.clock));
  return cli::ResolveTime(o.time, now,
                          source.series->closed() ? cli::NowIs::kNewestSample : cli::NowIs::kClock);
}

cli::RunResult RunListing(const QueryOptions& o, const sources::OpenSource& source,
                          const formats::OutputTarget& target, cli::Io& io) {
  model::Selection selection = {.matchers = {}, .range = {model::kMinTime, model::kMaxTime}};
  if (!o.expression.empty()) {
    PLUMB_ASSIGN(selection.matchers, promql::ParseSelector(o.expression));
  }
  PLUMB_ASSIGN(const auto time, TimeOf(o, source, io));
  if (time.range) selection.range = {time.start, time.end};
  PLUMB_ASSIGN(auto listing, query::List(ListingOf(o), *source.series, selection));
  if (query::CutListing(listing, static_cast<size_t>(o.limit))) io.Warn(query::kCut);
  PLUMB_TRY(WriteTo(target, o, time.zone, io, [&](const formats::Output& output) {
    return target.format->write_listing(listing, output);
  }));
  return Exit::kYes;
}

cli::RunResult RunQuery(const QueryOptions& o, const promql::EngineOptions& engine,
                        Question question, const sources::OpenSource& source,
                        const formats::OutputTarget& target, cli::Io& io) {
  PLUMB_ASSIGN(const auto time, TimeOf(o, source, io));
  PLUMB_ASSIGN(question, UnderstandAt(o, std::move(question), source, time, io));
  PLUMB_ASSIGN(auto answer, query::AskExpanded(
                                question.tree.get(), question.expansion, source,
                                {.start = time.start, .end = time.end, .step = time.step}, engine));
  query::CutSeries(answer.result, static_cast<size_t>(o.limit));
  PLUMB_TRY(WriteTo(target, o, time.zone, io, [&](const formats::Output& output) {
    return target.format->write_result(answer.result, output);
  }));
  SayAnnotations(answer.result.annotations, io);
  if (answer.missing.empty()) return Exit::kYes;
  io.Warn(answer.missing);
  return Exit::kNoData;
}

cli::RunResult Print(cli::Io& io, std::string_view text) {
  PLUMB_TRY(io.out.Write(text));
  return Exit::kYes;
}

cli::RunResult Run(const QueryOptions& o, cli::Io& io) {
  if (o.functions) {
    if (o.expression.empty()) return Print(io, query::FunctionList());
    PLUMB_ASSIGN(const std::string page, query::FunctionPage(o.expression));
    return Print(io, page);
  }
  if (o.explain && IsListing(o))
    return Error{Exit::kUsage, "--explain is about a query; a list is none"};
  if (o.expression.empty() && !IsListing(o))
    return Error{Exit::kUsage, "EXPR is missing, see --help"};
  Question question{query::Expansion(""), nullptr};
  if (!IsListing(o)) {
    PLUMB_ASSIGN(question, Understand(o));
  }
  if (o.format) return Print(io, promql::Prettify(*question.tree) + "\n");
  if (o.tree) return Print(io, promql::TreeText(*question.tree));
  PLUMB_TRY(cli::CheckTime(TimesOf(o)));
  PLUMB_ASSIGN(const promql::EngineOptions engine, EngineOf(o));
  PLUMB_ASSIGN(const auto target, TargetOf(o, io));
  LimitTimeOf(o, io);
  PLUMB_ASSIGN(auto context, ContextOf(o, engine.max_memory, io));
  const int64_t begin = io.clock.MonotonicNs();
  PLUMB_ASSIGN(const auto source, sources::Open(o.source, context));
  const int64_t open_ns = io.clock.MonotonicNs() - begin;
  if (!source.remark.empty()) io.Warn(source.remark);
  if (!o.tier.empty() && !source.series->has_tiers())
    return Error{Exit::kUsage,
                 fmt::format("--tier: {} has no tiers; only a store has", source.name)};
  LimitMemoryTo(engine.max_memory, io);
  if (o.explain) return RunExplain(o, engine, std::move(question), source, target, open_ns, io);
  auto answered = IsListing(o) ? RunListing(o, source, target, io)
                               : RunQuery(o, engine, std::move(question), source, target, io);
  // Rejected lines weigh more than an answer and more than no data.
  if (source.remark.empty() || (!answered && answered.error().code != Exit::kNoData))
    return answered;
  if (!answered) io.Warn(answered.error().message);
  return Exit::kNo;
}

const cli::ToolInfo kInfo = {
    .name = "plumb-query",
    .summary = "ask PromQL of a store, a file, standard input or a server",
    .synopsis = "[OPTION…] EXPR",
    .examples = {{"plumb-query 'rate(node_cpu_seconds_total[5m])' --last 1h | plumb-chart",
                  "a range, drawn"},
                 {"curl -s localhost:9100/metrics | plumb-query -d - 'sum(node_load1)'",
                  "one instant, of a page that was just fetched"},
                 {"plumb-query --series '{job=\"node\"}'", "what is there"},
                 {"plumb-query 'up' --last 1d -o up.csv", "a file, its format by its name"}},
    .footer = "Into a pipe the answer is the stream, on a terminal a table; -o chooses.",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  plumb::PrepareHeap();
  return plumb::cli::Main<plumb::QueryOptions>(plumb::kInfo, plumb::Declare, plumb::Run, argc,
                                               argv);
}
