// plumb-store bundle: a part of a store as one file to take away.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/verbs.h"
#include "system/atomic_file.h"
#include "system/files.h"
#include "tools/store/counts_text.h"
#include "tools/store/open_store.h"
#include "tools/store/selection.h"
#include "transfer/bundle.h"

namespace plumb {
namespace {

struct Options {
  store_tool::SelectionOptions selection;
  std::string store;
  std::string output;
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareSelection(d, o.selection);
  store_tool::DeclareStore(d, o.store);
  d.Text("-o,--output", o.output, "FILE", "the bundle; - is standard output").completion =
      cli::Completion::kFile;
}

// The folder that a bundle is made in: beside it, or where temporary files are.
std::string FolderBeside(const std::string& output) {
  if (output != "-") return fmt::format("{}.{}.parts", output, ::getpid());
  const char* temporary = std::getenv("TMPDIR");
  return fmt::format("{}/plumb-bundle.{}", temporary != nullptr ? temporary : "/tmp", ::getpid());
}

Result<transfer::DumpCounts> Write(const Options& o, store_tool::Selection chosen,
                                   std::shared_ptr<store::Snapshot> snapshot) {
  const transfer::DumpSelection selection{std::move(chosen.matchers), chosen.range};
  const std::string beside = FolderBeside(o.output);
  if (o.output == "-")
    return transfer::WriteBundle(std::move(snapshot), selection, beside, STDOUT_FILENO,
                                 "standard output");
  PLUMB_ASSIGN(const auto file, system::AtomicFile::Create(o.output));
  PLUMB_ASSIGN(const auto counts, transfer::WriteBundle(std::move(snapshot), selection, beside,
                                                        file->fd(), "'" + o.output + "'"));
  PLUMB_TRY(file->Commit());
  return counts;
}

cli::RunResult Run(const Options& o, cli::Io& io) {
  PLUMB_ASSIGN(auto chosen, store_tool::ParseSelection(o.selection, io.clock.Now()));
  PLUMB_ASSIGN(auto environment, store_tool::OpenStore(o.store, store::OpenMode::kRead));
  if (o.output.empty() || (o.output == "-" && io.terminal.stdout_tty))
    return Error{Exit::kUsage, "a bundle is a file; name it with -o, or send -o - into a pipe"};
  if (o.output != "-" && system::IsDirectory(o.output))
    return Error{Exit::kUsage, fmt::format("'{}' is a folder, and a bundle is a file", o.output)};
  PLUMB_ASSIGN(auto snapshot, store::Snapshot::Take(environment));
  PLUMB_ASSIGN(const auto counts, Write(o, std::move(chosen), std::move(snapshot)));
  io.Note(store_tool::CountsText(counts));
  if (counts.samples + counts.rollups > 0 || o.selection.selector.empty()) return Exit::kYes;
  return Error{Exit::kNoData, fmt::format("nothing that '{}' matches has a sample in that range; "
                                          "the bundle is empty",
                                          o.selection.selector)};
}

}  // namespace

extern const cli::Verb store_verb_bundle = {
    .name = "bundle",
    .summary = "put some series and times into one file, to be read anywhere",
    .synopsis = "[OPTION…] [SELECTOR] -o FILE",
    .examples = {{"plumb-store bundle '{job=\"web\"}' --from -3h -o incident.bundle",
                  "what is to be looked at later"},
                 {"plumb-query -d incident.bundle 'rate(requests_total[5m])' --last 3h",
                  "what somebody else does with it"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
