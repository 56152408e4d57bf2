#include "ingest/feed.h"

#include "formats/input_format.h"
#include "system/fd_stream.h"
#include "system/files.h"

namespace plumb::ingest {

namespace {

Status FeedLive(ByteInput& in, const FeedOptions& options, StoreSink& sink,
                formats::RejectLog& rejects) {
  const auto* file = dynamic_cast<const system::FdInput*>(&in);
  LiveInput live(in, file != nullptr ? file->fd() : -1, [&](LiveInput::Wait wait) {
    return wait == LiveInput::Wait::kIdle ? sink.CommitAll() : sink.CommitClosed();
  });
  PLUMB_TRY(Feed(live, options, sink, rejects));
  // A later input may be refused as a whole, and with it what waits.
  return options.strict ? sink.Finish() : sink.EndInput();
}

}  // namespace

Status Feed(LiveInput& in, const FeedOptions& options, StoreSink& sink,
            formats::RejectLog& rejects) {
  const formats::ReadOptions read = {
      .format = options.format,
      .zone = options.zone,
      .table = options.table,
      .strict = options.strict,
      .times_required = true,
      .live = true,
      .cut = [&in] { return in.stopped(); },
      .hints = [&sink](formats::Level level) { return sink.HintsFor(level); }};
  PLUMB_TRY(formats::ReadInto(in, read, sink, rejects));
  return Ok();
}

Status FeedFiles(const std::vector<std::string>& paths, ByteInput& standard_input,
                 const FeedOptions& options, StoreSink& sink, formats::RejectLog& rejects) {
  if (paths.empty()) PLUMB_TRY(FeedLive(standard_input, options, sink, rejects));
  for (const std::string& path : paths) {
    if (path == "-") {
      PLUMB_TRY(FeedLive(standard_input, options, sink, rejects));
      continue;
    }
    PLUMB_ASSIGN(const auto file, system::OpenInput(path));
    const Status fed = FeedLive(*file, options, sink, rejects);
    if (!fed.ok()) return fed.error().code == Exit::kStore ? fed : fed.error().In(path);
  }
  return sink.Finish();
}

}  // namespace plumb::ingest
