// plumb-query: PromQL, and lists of what there is, over a store, a file or standard input.

#include <fmt/core.h>

#include "cli/time_options.h"
#include "cli/tool.h"
#include "formats/output.h"
#include "promql/parser.h"
#include "promql/prettifier.h"
#include "promql/tree_text.h"
#include "query/ask.h"
#include "query/function_help.h"
#include "query/listing.h"
#include "sources/source.h"
#include "system/files.h"

namespace plumb {
namespace {

struct Options {
  std::string expression;
  std::string source;
  std::string input_format;
  std::string output;
  bool wide = false;
  bool no_header = false;
  cli::TimeOptions time;
  std::string lookback = "auto";
  int64_t max_memory_mib = 1024;
  bool series = false;
  bool labels = false;
  bool metrics = false;
  std::string values;
  bool format = false;
  bool tree = false;
  bool functions = false;
};

constexpr cli::ToolInfo kInfo = {
    .name = "plumb-query",
    .summary = "ask PromQL of a store, a file or standard input",
    .synopsis = "[OPTION…] EXPR",
    .examples = {},
    .footer = "Into a pipe the answer is the stream, on a terminal a table; -o chooses.",
};

cli::ToolInfo Info() {
  cli::ToolInfo info = kInfo;
  info.examples = {
      {"plumb-query 'rate(node_cpu_seconds_total[5m])' --last 1h | plumb-chart", "a range, drawn"},
      {"curl -s localhost:9100/metrics | plumb-query -d - 'sum(node_load1)'",
       "one instant, of a page that was just fetched"},
      {"plumb-query --series '{job=\"node\"}'", "what is there"},
      {"plumb-query 'up' --last 1d -o up.csv", "a file, its format by its name"},
  };
  return info;
}

void Declare(cli::Declaration& d, Options& o) {
  d.Argument("EXPR", o.expression, "PromQL; with a listing a selector").completion =
      cli::Completion::kMetric;
  d.Group("Source and output");
  d.Text("-d,--data", o.source, "SOURCE", "store, file or - (default: $PLUMB_DATA, your store)")
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
  d.Integer("--max-memory", o.max_memory_mib, "MIB", "memory it may take (default: 1024)");
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

bool IsListing(const Options& o) {
  return o.series || o.labels || o.metrics || !o.values.empty();
}

Result<DurationMs> Lookback(const std::string& text) {
  if (text == "auto") return DurationMs{0};
  auto lookback = ParseDurationOption(text);
  if (lookback.ok() && *lookback <= 0)
    return Error{Exit::kUsage, "--lookback: must be more than zero"};
  if (!lookback.ok()) return lookback.error().In("--lookback");
  return lookback;
}

Result<formats::OutputTarget> Target(const Options& o, const cli::Io& io) {
  if (!o.output.empty()) return formats::ParseOutputTarget(o.output);
  PLUMB_ASSIGN(const auto* format,
               formats::FindOutputFormat(io.terminal.stdout_tty ? "table" : "prom"));
  return formats::OutputTarget{.format = format};
}

// Hands `write` the output that was chosen, and says what its format had to leave out.
template <typename Write>
Status WriteTo(const formats::OutputTarget& target, const Options& o, const TimeZone& zone,
               cli::Io& io, Write write) {
  const formats::FormatOptions options = {.wide = o.wide,
                                          .no_header = o.no_header,
                                          .zone = zone,
                                          .width = io.terminal.stdout_tty ? io.terminal.width : 0,
                                          .utf8 = io.terminal.utf8,
                                          .color = io.terminal.color != system::ColorDepth::kNone};
  StringOutput file;
  formats::Dropped dropped;
  const formats::Output output = {target.path.empty() ? io.out : static_cast<ByteOutput&>(file),
                                  options, dropped};
  PLUMB_TRY(write(output));
  if (const std::string text = dropped.Summary(target.format->name); !text.empty()) io.Warn(text);
  return target.path.empty() ? Ok() : system::WriteFileAtomically(target.path, file.text());
}

Result<formats::Listing> List(const Options& o, const model::SeriesSource& source,
                              const model::Selection& selection) {
  formats::Listing listing;
  if (o.series) {
    PLUMB_ASSIGN(auto series, query::ListSeries(source, selection));
    listing = formats::SeriesList{std::move(series)};
  } else if (o.labels) {
    PLUMB_ASSIGN(auto names, source.ListLabelNames(selection));
    listing = formats::NameList{"label", std::move(names)};
  } else if (!o.values.empty()) {
    PLUMB_ASSIGN(auto values, source.ListLabelValues(o.values, selection));
    listing = formats::NameList{o.values, std::move(values)};
  } else {
    PLUMB_ASSIGN(auto metrics, query::ListMetrics(source, selection));
    listing = formats::MetricList{std::move(metrics)};
  }
  return listing;
}

// The clock; for a source that does not grow, its newest sample.
Result<Timestamp> Now(const model::SeriesSource& source, cli::Io& io) {
  if (!source.closed()) return io.clock.Now();
  PLUMB_ASSIGN(const auto extent, source.FindExtent());
  if (!extent) return Error{Exit::kNoData, "the input has no samples"};
  return extent->newest;
}

cli::RunResult RunListing(const Options& o, const sources::OpenSource& source,
                          const formats::OutputTarget& target, cli::Io& io) {
  model::Selection selection = {.matchers = {}, .range = {model::kMinTime, model::kMaxTime}};
  if (!o.expression.empty()) {
    PLUMB_ASSIGN(selection.matchers, promql::ParseSelector(o.expression));
  }
  PLUMB_ASSIGN(const Timestamp now, Now(*source.series, io));
  PLUMB_ASSIGN(const auto time, cli::ResolveTime(o.time, now));
  if (time.range) selection.range = {time.start, time.end};
  PLUMB_ASSIGN(const auto listing, List(o, *source.series, selection));
  PLUMB_TRY(WriteTo(target, o, time.zone, io, [&](const formats::Output& output) {
    return target.format->write_listing(listing, output);
  }));
  return Exit::kYes;
}

cli::RunResult RunQuery(const Options& o, const promql::Expr& expr,
                        const sources::OpenSource& source, const formats::OutputTarget& target,
                        cli::Io& io) {
  PLUMB_ASSIGN(const Timestamp now, Now(*source.series, io));
  PLUMB_ASSIGN(const auto time, cli::ResolveTime(o.time, now));
  promql::EngineOptions engine = {.max_memory = static_cast<uint64_t>(o.max_memory_mib) << 20};
  PLUMB_ASSIGN(engine.lookback, Lookback(o.lookback));
  const promql::QueryParams params = {
      .start = time.start, .end = time.end, .step = time.step, .text = o.expression};
  PLUMB_ASSIGN(const auto answer, query::Ask(expr, *source.series, params, engine));
  PLUMB_TRY(WriteTo(target, o, time.zone, io, [&](const formats::Output& output) {
    return target.format->write_result(answer.result, output);
  }));
  for (const model::Annotation& annotation : answer.result.annotations) {
    if (annotation.level == model::Annotation::Level::kWarning)
      io.Warn(annotation.text);
    else
      io.Note(annotation.text);
  }
  if (answer.missing.empty()) return Exit::kYes;
  io.Warn(answer.missing);
  return Exit::kNoData;
}

cli::RunResult Print(cli::Io& io, std::string_view text) {
  PLUMB_TRY(io.out.Write(text));
  return Exit::kYes;
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  if (o.functions) {
    if (o.expression.empty()) return Print(io, query::FunctionList());
    PLUMB_ASSIGN(const std::string page, query::FunctionPage(o.expression));
    return Print(io, page);
  }
  if (o.expression.empty() && !IsListing(o))
    return Error{Exit::kUsage, "EXPR is missing, see --help"};
  promql::ExprPtr expr;
  if (!IsListing(o)) {
    PLUMB_ASSIGN(expr, promql::ParseExpression(o.expression));
  }
  if (o.format) return Print(io, promql::Prettify(*expr) + "\n");
  if (o.tree) return Print(io, promql::TreeText(*expr));
  PLUMB_TRY(cli::CheckTime(o.time));
  PLUMB_TRY(Lookback(o.lookback));
  PLUMB_ASSIGN(const auto target, Target(o, io));
  sources::OpenContext context = {
      .standard_input = io.in, .now = io.clock.Now(), .format = o.input_format};
  PLUMB_ASSIGN(const auto source, sources::Open(o.source, context));
  if (!source.remark.empty()) io.Warn(source.remark);
  auto answered =
      IsListing(o) ? RunListing(o, source, target, io) : RunQuery(o, *expr, source, target, io);
  // Rejected lines weigh more than an answer and more than no data.
  if (source.remark.empty() || (!answered && answered.error().code != Exit::kNoData))
    return answered;
  if (!answered) io.Warn(answered.error().message);
  return Exit::kNo;
}

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::Options>(plumb::Info(), plumb::Declare, plumb::Run, argc, argv);
}
