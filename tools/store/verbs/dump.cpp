// plumb-store dump: everything in a store as one stream that depends on no store.

#include "transfer/dump.h"
#include "cli/verbs.h"
#include "system/atomic_file.h"
#include "tools/store/counts_text.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string store;
  std::string output = "-";
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareStore(d, o.store);
  d.Text("-o,--output", o.output, "FILE", "where to (default: -, standard output)").completion =
      cli::Completion::kFile;
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  if (o.output == "-" && io.terminal.stdout_tty)
    return Error{Exit::kUsage,
                 "a dump is nothing to look at; name a file with -o, or send it into a pipe"};
  PLUMB_ASSIGN(auto environment, store_tool::OpenStore(o.store, store::OpenMode::kRead));
  PLUMB_ASSIGN(auto snapshot, store::Snapshot::Take(environment));
  std::unique_ptr<system::AtomicFile> file;
  if (o.output != "-") {
    PLUMB_ASSIGN(file, system::AtomicFile::Create(o.output));
  }
  transfer::FrameWriter writer(file != nullptr ? static_cast<ByteOutput&>(*file) : io.out);
  PLUMB_ASSIGN(const auto counts, transfer::Dump(std::move(snapshot), {}, writer));
  if (file != nullptr) PLUMB_TRY(file->Commit());
  io.Note(store_tool::CountsText(counts));
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_dump = {
    .name = "dump",
    .summary = "write everything as a stream that any version can load",
    .synopsis = "[OPTION…]",
    .examples = {{"plumb-store dump | zstd >metrics.dump.zst", "a backup"},
                 {"plumb-store dump | ssh host plumb-store load", "move to another machine"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
