// plumb-node: this machine's metrics.
#include <fmt/format.h>

#include "cli/repeat.h"
#include "cli/tool.h"
#include "formats/exposition.h"
#include "formats/family_writer.h"
#include "formats/stream_writer.h"
#include "node/collect.h"
#include "node/page.h"
#include "system/files.h"

namespace plumb {
namespace {

// Where Debian's node_exporter looks for *.prom files.
constexpr std::string_view kDebianTextfiles = "/var/lib/prometheus/node-exporter";

struct Options {
  cli::RepeatOptions repeat;
  bool bare = false;
  bool list = false;
  std::vector<std::string> collectors;
  std::vector<std::string> without;
  std::vector<std::string> filters;
  node::Roots roots;
  node::Target target = {.job = "node", .instance = node::HostName(), .address = "plumb-node"};
};

void Declare(cli::Declaration& d, Options& o) {
  d.Flag("--bare", o.bare, "node_exporter's page: no #! line, labels or times of ours");
  d.Text("--instance", o.target.instance, "NAME", "the label instance; the host's name");
  d.Text("--job", o.target.job, "NAME", "the label job; node");
  cli::DeclareRepeat(d, o.repeat);
  d.Group("What is collected");
  d.Texts("--collector", o.collectors, "NAME", "only this collector; may be given again");
  d.Texts("--no-collector", o.without, "NAME", "all but this collector; may be given again");
  d.Texts("--filter", o.filters, "NAME=REGEX", "another expression for a filter of --list");
  d.Flag("--list", o.list, "list the collectors and their filters");
  d.Group("Where it is read");
  d.Text("--path.procfs", o.roots.proc, "DIR", "/proc").completion = cli::Completion::kDirectory;
  d.Text("--path.sysfs", o.roots.sys, "DIR", "/sys").completion = cli::Completion::kDirectory;
  d.Text("--path.rootfs", o.roots.root, "DIR", "/").completion = cli::Completion::kDirectory;
  d.Text("--path.udev.data", o.roots.udev, "DIR", "/run/udev/data").completion =
      cli::Completion::kDirectory;
  d.Text("--collector.textfile.directory", o.roots.textfiles, "DIR",
         fmt::format("*.prom files; {} if it is there", kDebianTextfiles))
      .completion = cli::Completion::kDirectory;
}

Status List(ByteOutput& out) {
  for (const node::Collector* collector : node::Collectors()) {
    PLUMB_TRY(out.Write(fmt::format("{:<14}{}\n", collector->name, collector->help)));
    for (const node::Filter& filter : collector->filters)
      PLUMB_TRY(out.Write(fmt::format("  {}.{}={}\n      {}\n", collector->name, filter.name,
                                      filter.pattern, filter.help)));
  }
  return Ok();
}

Status ReadTextfile(const std::string& text, model::SampleSink& sink) {
  formats::RejectLog rejects;
  return formats::ReadExposition(text, {.level = formats::Level::kTextStrict}, sink, rejects);
}

Status WriteBare(const node::Page& page, ByteOutput& out) {
  formats::Dropped dropped;
  formats::FamilyWriter writer(formats::FamilyFormat::kText, dropped);
  PLUMB_TRY(node::WriteBare(page, writer));
  return writer.Finish(out);
}

void NoteFailures(const node::Page& page, cli::Io& io) {
  for (const node::Outcome& outcome : page.outcomes)
    if (!outcome.status.ok() && outcome.status.error().code != Exit::kNoData)
      io.Note(fmt::format("collector {}: {}", outcome.collector, outcome.status.error().message));
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_TRY(cli::CheckRepeat(o.repeat));
  PLUMB_ASSIGN(const auto collectors, node::ChooseCollectors(o.collectors, o.without));
  PLUMB_ASSIGN(const auto filters, node::MakeFilters(collectors, o.filters));
  if (o.list) {
    PLUMB_TRY(List(io.out));
    return Exit::kYes;
  }
  node::Roots roots = o.roots;
  if (roots.textfiles.empty() && system::IsDirectory(std::string(kDebianTextfiles)))
    roots.textfiles = kDebianTextfiles;
  const TimeZone zone = TimeZone::Local();
  formats::StreamWriter stream(io.out);
  node::ScrapeWriter writer(o.target, stream);
  return cli::Repeat(o.repeat, io.clock, [&](Timestamp time) -> Status {
    node::Machine machine(roots, filters, time, zone);
    machine.set_read_page(ReadTextfile);
    const node::Page page = node::Collect(collectors, machine, io.clock);
    NoteFailures(page, io);
    PLUMB_TRY(o.bare ? WriteBare(page, io.out) : writer.Write(page, time));
    return io.out.Flush();
  });
}

const cli::ToolInfo kInfo = {
    .name = "plumb-node",
    .summary = "this machine's metrics, under node_exporter's names",
    .synopsis = "[OPTION…]",
    .examples = {{"plumb-node | plumb-ingest", "store how this machine is; a line for cron"},
                 {"plumb-node --every 1s --count 60 | plumb-ingest", "watch it for a minute"},
                 {"plumb-node --bare --collector filesystem",
                  "only file systems, as node_exporter"},
                 {"plumb-node | plumb-query -d - 'node_load1'", "ask it without a store"}},
    .footer = "Shows what node_exporter 1.5.0 would. Opens no socket; needs no root.",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::Options>(plumb::kInfo, plumb::Declare, plumb::Run, argc, argv);
}
