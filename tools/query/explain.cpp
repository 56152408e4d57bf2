#include "tools/query/explain.h"

#include <fmt/core.h>

#include "query/explain.h"
#include "query/explanation_json.h"
#include "query/explanation_text.h"
#include "system/files.h"

namespace plumb {

namespace {

// The step that is explained: the one at or before --at, else the last.
Result<Timestamp> StepOf(const QueryOptions& o, const cli::TimeChoice& time, Timestamp now) {
  if (!time.range) return time.end;
  const Timestamp last = time.start + (time.end - time.start) / time.step * time.step;
  if (o.time.at.empty() || o.time.from.empty()) return last;
  PLUMB_ASSIGN(const auto at, cli::ResolveTime({.at = o.time.at, .zone = o.time.zone}, now));
  if (at.end < time.start || at.end > time.end)
    return Error{Exit::kUsage, "--at: it is not inside the range that is asked about"};
  return time.start + (at.end - time.start) / time.step * time.step;
}

Status Write(const query::Explanation& explanation, const QueryOptions& o, const TimeZone& zone,
             const formats::OutputTarget& target, cli::Io& io) {
  const formats::FormatOptions options = FormatOf(o, zone, io);
  StringOutput file;
  ByteOutput& out = target.path.empty() ? io.out : static_cast<ByteOutput&>(file);
  formats::Dropped dropped;
  PLUMB_TRY(target.format->name == "json"
                ? query::WriteExplanationJson(explanation, out)
                : query::WriteExplanation(explanation, {out, options, dropped}));
  return target.path.empty() ? Ok() : system::WriteFileAtomically(target.path, file.text());
}

}  // namespace

cli::TimeOptions TimesOf(const QueryOptions& o) {
  cli::TimeOptions times = o.time;
  if (o.explain && !times.from.empty()) times.at.clear();
  return times;
}

cli::RunResult RunExplain(const QueryOptions& o, const promql::EngineOptions& engine,
                          Question question, const sources::OpenSource& source,
                          const formats::OutputTarget& target, int64_t open_ns, cli::Io& io) {
  const bool chosen = !o.output.empty() && target.format->name != "table";
  if (chosen && target.format->name != "json")
    return Error{Exit::kUsage,
                 fmt::format("--explain: there is no '{}' of it; it is a table or json",
                             target.format->name)};
  PLUMB_ASSIGN(const Timestamp now, sources::Now(*source.series, io.clock));
  const auto now_is = source.series->closed() ? cli::NowIs::kNewestSample : cli::NowIs::kClock;
  PLUMB_ASSIGN(const auto time, cli::ResolveTime(TimesOf(o), now, now_is));
  PLUMB_ASSIGN(const Timestamp at, StepOf(o, time, now));
  PLUMB_ASSIGN(question, UnderstandAt(o, std::move(question), source, time, io));
  PLUMB_ASSIGN(auto explanation,
               query::Explain(*question.tree, question.expansion, source,
                              {.start = time.start, .end = time.end, .step = time.step}, engine, at,
                              time.zone, io.clock));
  explanation.open_ns = open_ns;
  PLUMB_TRY(Write(explanation, o, time.zone, target, io));
  SayAnnotations(explanation.result.annotations, io);
  return Exit::kYes;
}

}  // namespace plumb
