#include "tools/ingest/options.h"

#include "formats/cell_time.h"
#include "formats/input_format.h"

namespace plumb {

namespace {

bool SetsLabel(const std::string& label) {
  return label.find('=') != std::string::npos;
}

}  // namespace

void Declare(cli::Declaration& d, IngestOptions& o) {
  d.Text("-d,--data", o.store, "STORE", "the store to write to, made if there is none").completion =
      cli::Completion::kDirectory;
  cli::Option& format =
      d.Text("-f,--format", o.format, "FORMAT", "format of the input (default: found out)");
  format.completion = cli::Completion::kWords;
  for (const formats::InputFormat* known : formats::InputFormats())
    format.words.emplace_back(known->name);
  d.Text("--name", o.name, "METRIC", "name for samples without one").completion =
      cli::Completion::kMetric;
  d.Texts("--label", o.labels, "NAME=VALUE", "label set on every sample; of a table, COLUMN");
  d.Flag("--replace", o.replace, "let new values replace stored ones of the same time");
  d.Flag("--ack", o.acknowledge, "print a line for each commit: what is on the disk");
  d.Flag("--strict", o.strict, "stop at the first line that cannot be taken");
  d.Flag("-n,--dry-run", o.dry_run, "check the input and store nothing");
  d.Arguments("FILE", o.files, "files to read (default: standard input)").completion =
      cli::Completion::kFile;
  d.Group("Tables: CSV and TSV, columns by title or number");
  d.Text("--time", o.table.time, "COLUMN", "the times (default: found out)");
  d.Texts("--value", o.table.values, "COLUMN[=METRIC]", "values (default: columns of numbers)");
  d.Text("--time-format", o.table.time_format, "FORMAT",
         "as '%d.%m.%Y %H:%M', or s, ms, us, ns (default: found out)");
  d.Text("--tz", o.zone, "ZONE", "time zone of times without one (default: local)");
  d.Group("Tables, rarely", cli::GroupHelp::kNames);
  d.Text("--name-column", o.table.name_column, "COLUMN", "the names of the metrics");
  d.Choice("--decimal", o.table.decimal, {".", ","}, "what stands before the fraction of a number");
  d.Flag("--no-header", o.table.no_header, "the first row is data, its columns have numbers only");
}

Result<ingest::LabelRules> RulesOf(const IngestOptions& o) {
  std::vector<std::string> set;
  for (const std::string& label : o.labels)
    if (SetsLabel(label)) set.push_back(label);
  return ingest::ParseRules(o.name, set);
}

Result<ingest::FeedOptions> FeedOf(const IngestOptions& o) {
  if (!o.format.empty()) PLUMB_TRY(formats::FindInputFormat(o.format));
  ingest::FeedOptions feed = {.format = o.format, .strict = o.strict, .table = o.table};
  feed.table.name = o.name;
  for (const std::string& label : o.labels)
    if (!SetsLabel(label)) feed.table.labels.push_back(label);
  PLUMB_ASSIGN(feed.zone, TimeZone::Load(o.zone));
  PLUMB_TRY(formats::CellTimes::Make(feed.zone, o.table.time_format));
  return feed;
}

}  // namespace plumb
