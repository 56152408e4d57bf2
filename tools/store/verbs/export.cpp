// plumb-store export: samples as text for other programs.

#include <fmt/format.h>

#include "cli/verbs.h"
#include "formats/output.h"
#include "system/atomic_file.h"
#include "text/counted.h"
#include "tools/store/open_store.h"
#include "tools/store/selection.h"
#include "transfer/export.h"

namespace plumb {
namespace {

struct Options {
  store_tool::SelectionOptions selection;
  std::string store;
  std::string output = "prom";
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareSelection(d, o.selection);
  store_tool::DeclareStore(d, o.store);
  cli::Option& output =
      d.Text("-o,--output", o.output, "OUT", "a format, a file, or FORMAT=FILE (default: prom)");
  output.completion = cli::Completion::kWords;
  for (const transfer::ExportFormat* format : transfer::ExportFormats())
    output.words.emplace_back(format->name);
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_ASSIGN(const auto target, formats::ParseOutputTarget(o.output));
  PLUMB_ASSIGN(const auto* format, transfer::FindExportFormat(target.format->name));
  PLUMB_ASSIGN(auto chosen, store_tool::ParseSelection(o.selection, io.clock.Now()));
  PLUMB_ASSIGN(auto environment, store_tool::OpenStore(o.store, store::OpenMode::kRead));
  std::unique_ptr<system::AtomicFile> file;
  if (!target.path.empty()) {
    PLUMB_ASSIGN(file, system::AtomicFile::Create(target.path));
  }
  formats::Dropped dropped;
  transfer::Export to{.environment = std::move(environment),
                      .selection = {std::move(chosen.matchers), chosen.range},
                      .out = file != nullptr ? static_cast<ByteOutput&>(*file) : io.out,
                      .dropped = dropped};
  PLUMB_TRY(format->write(to));
  if (file != nullptr) PLUMB_TRY(file->Commit());
  if (const std::string text = dropped.Summary(format->name); !text.empty()) io.Warn(text);
  io.Note(text::Counted(to.samples, "sample"));
  if (to.samples > 0 || o.selection.selector.empty()) return Exit::kYes;
  return Error{Exit::kNoData, fmt::format("nothing that '{}' matches has a sample in that range",
                                          o.selection.selector)};
}

}  // namespace

extern const cli::Verb store_verb_export = {
    .name = "export",
    .summary = "write samples as text, as many as there are",
    .synopsis = "[OPTION…] [SELECTOR]",
    .examples = {{"plumb-store export | plumb-ingest -d copy.plumb", "the same samples once more"},
                 {"plumb-store export '{job=\"node\"}' --from -7d -o node.csv",
                  "for a spreadsheet"},
                 {"plumb-store export -o openmetrics=all.om",
                  "for promtool tsdb create-blocks-from openmetrics"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
