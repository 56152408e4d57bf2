// plumb-store load: a store out of a dump.

#include <fmt/format.h>

#include "cli/verbs.h"
#include "system/files.h"
#include "text/counted.h"
#include "tools/store/counts_text.h"
#include "tools/store/open_store.h"
#include "transfer/load.h"

namespace plumb {
namespace {

struct Options {
  std::string file = "-";
  std::string store;
  bool merge = false;
};

void Declare(cli::Declaration& d, Options& o) {
  d.Argument("FILE", o.file, "the dump (default: -, standard input)").completion =
      cli::Completion::kFile;
  store_tool::DeclareStore(d, o.store);
  d.Flag("--merge", o.merge, "add to a store that has series already");
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_ASSIGN(const std::string path, store_tool::PathToWrite(o.store));
  std::unique_ptr<ByteInput> file;
  if (o.file != "-") {
    PLUMB_ASSIGN(file, system::OpenInput(o.file));
  }
  const std::string name = file != nullptr ? "'" + o.file + "'" : "standard input";
  PLUMB_ASSIGN(const auto report,
               transfer::Load(file != nullptr ? *file : io.in, name, path, {.merge = o.merge}));
  if (report.kept > 0)
    io.Warn(fmt::format("{} the store '{}' had with another value, which was kept",
                        text::Counted(report.kept, "sample"), path));
  io.Note(store_tool::CountsText(report.counts, report.same));
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_load = {
    .name = "load",
    .summary = "make a store of a dump",
    .synopsis = "[OPTION…] [FILE]",
    .examples = {{"plumb-store load -d new.plumb metrics.dump", "a new store"},
                 {"plumb-store dump -d a.plumb | plumb-store load --merge -d all.plumb",
                  "add what one store has to another"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
