#include "tools/query/options.h"

#include <fmt/format.h>

#include "base/byte_size.h"
#include "query/features.h"
#include "system/limits.h"

namespace plumb {

namespace {

constexpr std::string_view kAskLess = "select fewer series, take a longer step or a shorter time";

// 0 for `auto`.
Result<DurationMs> LookbackOf(const QueryOptions& o) {
  if (o.lookback == "auto") return DurationMs{0};
  auto lookback = ParseDurationOption(o.lookback);
  if (lookback.ok() && *lookback <= 0)
    return Error{Exit::kUsage, "--lookback: must be more than zero"};
  if (!lookback.ok()) return lookback.error().In("--lookback");
  return lookback;
}

// What is to be read: samples (0), or rollups of one resolution; nullopt: what there is best.
Result<std::optional<DurationMs>> TierOf(const QueryOptions& o) {
  if (o.tier.empty()) return std::optional<DurationMs>();
  if (o.tier == "raw") return std::optional(DurationMs{0});
  for (const DurationMs resolution : {5 * kMinute, kHour})
    if (o.tier == FormatDuration(resolution)) return std::optional(resolution);
  return Error{Exit::kUsage, fmt::format("--tier: there is no '{}'; it is raw, 5m or 1h", o.tier)};
}

Status CheckLimit(std::string_view name, int64_t value, int64_t least) {
  if (value >= least) return Ok();
  return Error{Exit::kUsage, fmt::format("{}: must be at least {}", name, least)};
}

}  // namespace

void Declare(cli::Declaration& d, QueryOptions& o) {
  d.Argument("EXPR", o.expression, "PromQL; with a listing a selector").completion =
      cli::Completion::kMetric;
  d.Group("Source and output");
  d.Text("-d,--data", o.source, "SOURCE", "store, file, - or URL (default: your store)")
      .completion = cli::Completion::kFile;
  d.Text("-f,--format", o.input_format, "FORMAT", "of a text source (default: found out)");
  cli::Option& output = d.Text("-o,--output", o.output, "OUT", "a format, a file, or FORMAT=FILE");
  output.completion = cli::Completion::kWords;
  for (const formats::OutputFormat* format : formats::OutputFormats())
    output.words.emplace_back(format->name);
  d.Flag("--wide", o.wide, "csv, tsv: one column a series");
  d.Flag("--no-header", o.no_header, "csv, tsv, md, table: without the line of titles");
  cli::DeclareTime(d, o.time);
  d.Text("--lookback", o.lookback, "TIME", "how old a sample may be (default: auto)");
  cli::Option& tier = d.Text("--tier", o.tier, "TIER", "only raw samples, 5m or 1h rollups");
  tier.completion = cli::Completion::kWords;
  tier.words = {"raw", "5m", "1h"};
  d.Group("Limits and more", cli::GroupHelp::kNames);
  d.Integer("--limit", o.limit, "N", "only the first N series of the answer, and a warning");
  d.Text("--max-memory", o.max_memory, "SIZE", "memory it may take (default: 1GiB; 0: no limit)");
  d.Integer("--max-samples", o.max_samples, "N", "samples it may read (default: no limit)");
  d.Texts("--var", o.variables, "NAME=VALUE",
          "what $NAME in EXPR stands for, as in Grafana; again: one more value");
  d.Text("--enable-feature", o.features, "FEATURE,…", "as Prometheus' option of this name");
  cli::DeclareHttp(d, o.http, "how long a query here, or a request to a server, may take");
  d.Group("Instead of a query");
  d.Flag("--series", o.series, "the series that a selector matches");
  d.Flag("--labels", o.labels, "the names of their labels");
  d.Text("--values", o.values, "LABEL", "the values of one label").completion =
      cli::Completion::kLabel;
  d.Flag("--metrics", o.metrics, "the metrics, with type and help");
  d.Flag("--explain", o.explain, "what the query did, and why points are missing");
  d.Flag("--fmt", o.format, "print EXPR in its canonical layout");
  d.Flag("--ast", o.tree, "print how EXPR was understood");
  d.Flag("--functions", o.functions, "functions and operators, or the one that EXPR names");
}

bool IsListing(const QueryOptions& o) {
  return o.series || o.labels || o.metrics || !o.values.empty();
}

query::Wanted ListingOf(const QueryOptions& o) {
  if (o.series) return {.kind = query::ListingKind::kSeries};
  if (o.labels) return {.kind = query::ListingKind::kLabelNames};
  if (!o.values.empty()) return {.kind = query::ListingKind::kLabelValues, .label = o.values};
  return {.kind = query::ListingKind::kMetrics};
}

// Bytes. A number alone are MiB: nobody asks for a query in a few bytes.
Result<uint64_t> MemoryOf(const QueryOptions& o) {
  const bool alone = o.max_memory.find_first_not_of("0123456789") == std::string::npos;
  const auto size = ParseByteSize(alone ? o.max_memory + "MiB" : o.max_memory);
  if (!size.ok())
    return Error{Exit::kUsage,
                 fmt::format("--max-memory: '{}' is no size, like 512MB or 4GiB", o.max_memory)};
  return *size;
}

Result<promql::EngineOptions> EngineOf(const QueryOptions& o) {
  PLUMB_TRY(CheckLimit("--max-samples", o.max_samples, 0));
  PLUMB_TRY(CheckLimit("--limit", o.limit, 0));
  promql::EngineOptions engine;
  PLUMB_ASSIGN(engine.max_memory, MemoryOf(o));
  engine.max_samples = static_cast<uint64_t>(o.max_samples);
  PLUMB_ASSIGN(engine.lookback, LookbackOf(o));
  PLUMB_ASSIGN(engine.tier, TierOf(o));
  PLUMB_TRY(query::EnableFeatures(o.features, engine));
  return engine;
}

void LimitTimeOf(const QueryOptions& o, const cli::Io& io) {
  if (o.http.timeout <= 0 || sources::EvaluatesItself(o.source)) return;
  system::LimitTime(o.http.timeout,
                    {.text = fmt::format("{}: the query took longer than --timeout {}; {}, or "
                                         "raise --timeout",
                                         io.program, FormatDuration(o.http.timeout), kAskLess),
                     .status = static_cast<int>(Exit::kOutside)});
}

void LimitMemoryTo(uint64_t memory, const cli::Io& io) {
  // Threads' stacks, and numbers in between.
  constexpr uint64_t kBeside = uint64_t{64} << 20;
  // No machine has the rest.
  if (memory == 0 || memory > UINT64_MAX / 2) return;
  system::LimitMemory(
      memory + memory / 4 + kBeside,
      {.text = fmt::format("{}: the query needs more than the memory limit of {}; {}, or raise "
                           "--max-memory",
                           io.program, ByteSizeText(memory), kAskLess),
       .status = static_cast<int>(Exit::kOutside)});
}

Result<sources::OpenContext> ContextOf(const QueryOptions& o, uint64_t max_answer, cli::Io& io) {
  PLUMB_ASSIGN(fetch::Identity identity, cli::IdentityOf(o.http));
  return sources::OpenContext{.standard_input = io.in,
                              .now = io.clock.Now(),
                              .format = o.input_format,
                              .identity = std::move(identity),
                              .timeout = o.http.timeout,
                              .max_answer = max_answer};
}

void SayAnnotations(const std::vector<model::Annotation>& annotations, cli::Io& io) {
  for (const model::Annotation& annotation : annotations) {
    if (annotation.level == model::Annotation::Level::kWarning)
      io.Warn(annotation.text);
    else
      io.Note(annotation.text);
  }
}

Result<formats::OutputTarget> TargetOf(const QueryOptions& o, const cli::Io& io) {
  if (!o.output.empty()) return formats::ParseOutputTarget(o.output);
  PLUMB_ASSIGN(const auto* format,
               formats::FindOutputFormat(io.terminal.stdout_tty ? "table" : "prom"));
  return formats::OutputTarget{.format = format};
}

formats::FormatOptions FormatOf(const QueryOptions& o, const TimeZone& zone, const cli::Io& io) {
  return {.wide = o.wide,
          .no_header = o.no_header,
          .zone = zone,
          .width = io.terminal.stdout_tty ? io.terminal.width : 0,
          .utf8 = io.terminal.utf8,
          .color = io.terminal.color != system::ColorDepth::kNone};
}

}  // namespace plumb
