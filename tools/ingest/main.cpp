// plumb-ingest: store what comes in.

#include <fmt/format.h>

#include "cli/tool.h"
#include "ingest/feed.h"
#include "store/location.h"
#include "system/signals.h"
#include "tools/ingest/options.h"
#include "tools/ingest/progress.h"

namespace plumb {
namespace {

Result<std::unique_ptr<store::StoreWriter>> OpenWriter(const IngestOptions& options) {
  if (options.dry_run) return std::unique_ptr<store::StoreWriter>();
  std::string path = options.store;
  if (path.empty()) {
    PLUMB_ASSIGN(path, store::DefaultStoreForWriting(store::SystemLocationFacts()));
  }
  PLUMB_ASSIGN(auto environment, store::Environment::Open(path, {.mode = store::OpenMode::kWrite}));
  return std::make_unique<store::StoreWriter>(
      std::move(environment),
      options.replace ? store::DuplicatePolicy::kReplace : store::DuplicatePolicy::kKeepFirst);
}

// One line a kind of trouble; true if there was any.
bool TellTrouble(const ingest::StoreSink& sink, const formats::RejectLog& rejects, cli::Io& io) {
  if (rejects.count > 0) io.Warn(rejects.Summary());
  if (const auto& failure = sink.compaction_failure())
    io.Warn("all is stored, but old rows could not be compacted: " + failure->message);
  const store::CommitReport& report = sink.report();
  if (report.kept > 0)
    io.Warn(fmt::format(
        "{} sample{} had another value in the store, which was kept (--replace "
        "overwrites): line{} {}{}",
        report.kept, report.kept == 1 ? "" : "s", report.kept_lines.size() == 1 ? "" : "s",
        fmt::join(report.kept_lines, ", "), report.kept > report.kept_lines.size() ? ", …" : ""));
  return rejects.count > 0 || report.kept > 0;
}

void TellSuccess(const ingest::StoreSink& sink, cli::Io& io) {
  const store::CommitReport& report = sink.report();
  std::string text = fmt::format("{} samples read", sink.samples());
  if (sink.hinted() > 0) text += fmt::format(", {} by hint", sink.hinted());
  text += fmt::format(", {} stored, {} known already, {} new series", report.stored, report.same,
                      report.new_series);
  if (sink.hours() > 0) text += fmt::format(", {} hours of targets past rows", sink.hours());
  if (report.hint_bytes > 0) text += fmt::format(", {} bytes of page hints", report.hint_bytes);
  io.Note(text);
}

Status PrintAcknowledgement(const ingest::Acknowledgement& done, cli::Io& io) {
  PLUMB_TRY(io.out.Write(fmt::format("#! ack samples={} line={}\n", done.samples, done.line)));
  return io.out.Flush();
}

cli::RunResult Run(const IngestOptions& options, cli::Io& io) {
  ingest::SinkOptions sink_options;
  PLUMB_ASSIGN(sink_options.rules, RulesOf(options));
  PLUMB_ASSIGN(const ingest::FeedOptions feed, FeedOf(options));
  if (options.acknowledge)
    sink_options.on_commit = [&io](const ingest::Acknowledgement& done) {
      return PrintAcknowledgement(done, io);
    };
  system::CatchStopSignals();
  PLUMB_ASSIGN(const auto writer, OpenWriter(options));
  std::optional<IngestProgress> progress(std::in_place, io);
  sink_options.on_progress = progress->Listener();
  formats::RejectLog rejects;
  ingest::StoreSink sink(writer.get(), io.clock, std::move(sink_options), rejects);
  const Status fed = ingest::FeedFiles(options.files, io.in, feed, sink, rejects);
  // What came before an input broke off is stored all the same; of one that is to be right to its
  // end only what is stored already.
  if (!fed.ok() && fed.error().code != Exit::kStore &&
      (fed.error().code == Exit::kOutside || !options.strict))
    PLUMB_TRY(sink.Finish());
  if (fed.ok()) sink.Compact();
  progress.reset();
  // What --strict stopped at is in its error.
  if (options.strict && !fed.ok()) return fed.error();
  const bool trouble = TellTrouble(sink, rejects, io);
  if (io.verbosity > 0) TellSuccess(sink, io);
  if (!fed.ok()) return fed.error();
  if (trouble) return Exit::kNo;
  if (sink.samples() > 0 || sink.scrapes() > 0) return Exit::kYes;
  io.Warn("the input has no samples");
  return Exit::kNoData;
}

const cli::ToolInfo kInfo = {
    .name = "plumb-ingest",
    .summary = "store what comes in",
    .synopsis = "[OPTION…] [FILE…]",
    .examples = {{"plumb-node | plumb-ingest", "store this machine's metrics"},
                 {"curl -s web1:9100/metrics | plumb-ingest --label instance=web1",
                  "store a page as it is now"}},
    .footer = "",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::IngestOptions>(plumb::kInfo, plumb::Declare, plumb::Run, argc,
                                                argv);
}
