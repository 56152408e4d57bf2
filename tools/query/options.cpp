#include "tools/query/options.h"

#include <fmt/format.h>

namespace plumb {

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
  d.Integer("--max-memory", o.max_memory_mib, "MIB", "memory it may take (default: 1024)");
  cli::DeclareHttp(d, o.http);
  d.Group("Instead of a query");
  d.Flag("--series", o.series, "the series that a selector matches");
  d.Flag("--labels", o.labels, "the names of their labels");
  d.Text("--values", o.values, "LABEL", "the values of one label").completion =
      cli::Completion::kLabel;
  d.Flag("--metrics", o.metrics, "the metrics, with type and help");
  d.Flag("--fmt", o.format, "print EXPR in its canonical layout");
  d.Flag("--ast", o.tree, "print how EXPR was understood");
  d.Flag("--functions", o.functions, "all functions, or the one that EXPR names");
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

Result<DurationMs> LookbackOf(const QueryOptions& o) {
  if (o.lookback == "auto") return DurationMs{0};
  auto lookback = ParseDurationOption(o.lookback);
  if (lookback.ok() && *lookback <= 0)
    return Error{Exit::kUsage, "--lookback: must be more than zero"};
  if (!lookback.ok()) return lookback.error().In("--lookback");
  return lookback;
}

Result<std::optional<DurationMs>> TierOf(const QueryOptions& o) {
  if (o.tier.empty()) return std::optional<DurationMs>();
  if (o.tier == "raw") return std::optional(DurationMs{0});
  for (const DurationMs resolution : {5 * kMinute, kHour})
    if (o.tier == FormatDuration(resolution)) return std::optional(resolution);
  return Error{Exit::kUsage, fmt::format("--tier: there is no '{}'; it is raw, 5m or 1h", o.tier)};
}

Result<sources::OpenContext> ContextOf(const QueryOptions& o, cli::Io& io) {
  PLUMB_ASSIGN(fetch::Identity identity, cli::IdentityOf(o.http));
  return sources::OpenContext{.standard_input = io.in,
                              .now = io.clock.Now(),
                              .format = o.input_format,
                              .identity = std::move(identity),
                              .timeout = o.http.timeout,
                              .max_answer = static_cast<uint64_t>(o.max_memory_mib) << 20};
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
