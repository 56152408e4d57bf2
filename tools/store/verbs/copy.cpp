// plumb-store copy: a backup of a store that is in use.

#include <fmt/format.h>

#include "cli/verbs.h"
#include "store/copy.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string store;
  std::string destination;
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareStore(d, o.store);
  cli::Option& destination = d.Argument("DEST", o.destination, "the store to make");
  destination.required = true;
  destination.completion = cli::Completion::kDirectory;
}

cli::RunResult Run(const Options& options, cli::Io& io) {
  PLUMB_ASSIGN(const auto environment,
               store_tool::OpenStore(options.store, store::OpenMode::kRead));
  PLUMB_TRY(store::CopyStore(*environment, options.destination));
  io.Note(fmt::format("'{}' is a copy of '{}'", options.destination, environment->path()));
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_copy = {
    .name = "copy",
    .summary = "copy a store that is in use, without its free pages",
    .synopsis = "[OPTION…] DEST",
    .examples = {{"plumb-store copy /backup/monday.plumb", "a backup while others write on"},
                 {"plumb-store copy -d old.plumb small.plumb", "give free pages back to the disk"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
