#include "ingest/feed.h"

#include <algorithm>
#include <cstring>

#include "formats/exposition.h"
#include "formats/read_any.h"
#include "system/fd_stream.h"
#include "system/files.h"

namespace plumb::ingest {

namespace {

struct LineFormat {
  std::string_view name;
  formats::Level level;
};

// Those of formats::InputFormats() whose lines stand for themselves.
constexpr LineFormat kLineFormats[] = {
    {"prom", formats::Level::kStream},
    {"text", formats::Level::kText},
    {"openmetrics", formats::Level::kOpenMetrics},
};

// Enough to tell the formats apart.
constexpr size_t kHeadSize = 4096;

// An input whose beginning was read already.
class PutBackInput : public ByteInput {
 public:
  PutBackInput(std::string head, ByteInput& rest) : head_(std::move(head)), rest_(rest) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    if (position_ == head_.size()) return rest_.Read(buffer, size);
    const size_t taken = std::min(size, head_.size() - position_);
    std::memcpy(buffer, head_.data() + position_, taken);
    position_ += taken;
    return taken;
  }

 private:
  std::string head_;
  size_t position_ = 0;
  ByteInput& rest_;
};

Status StrictError(const formats::RejectLog& rejects) {
  return Error{Exit::kNo, formats::DescribeReject(rejects.first[0])};
}

Status FeedLines(ByteInput& in, const LiveInput& live, formats::Level level, bool strict,
                 StoreSink& sink, formats::RejectLog& rejects) {
  formats::ExpositionReader reader(
      {.level = level, .hints = sink.HintsFor(level), .known_metadata = false}, sink, rejects);
  LineReader lines(in);
  std::string_view line;
  while (true) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    // After a signal the last line may be cut in the middle of its number.
    if (!more || (live.stopped() && !lines.terminated())) break;
    PLUMB_TRY(reader.Read(line, lines.terminated()));
    if (strict && rejects.count > 0) return StrictError(rejects);
  }
  return reader.Finish();
}

Status FeedSeries(const model::Series& series, StoreSink& sink) {
  for (size_t i = 0; i < series.times.size(); ++i)
    PLUMB_TRY(sink.OnSample(
        {.labels = series.labels, .time = series.times[i], .value = series.values[i]}));
  for (const model::HistogramPoint& point : series.histograms)
    PLUMB_TRY(sink.OnSample(
        {.labels = series.labels, .time = point.time, .histogram = point.histogram.get()}));
  return Ok();
}

Status FeedWhole(ByteInput& in, const FeedOptions& options, std::string_view format,
                 StoreSink& sink, formats::RejectLog& rejects) {
  PLUMB_ASSIGN(const formats::ReadInput input,
               formats::ReadAny(
                   in, {.format = std::string(format), .now = options.now, .zone = options.zone}));
  if (input.index_axis)
    return Error{Exit::kUsage, "numbers without times cannot be stored; give each line a time"};
  for (const formats::Reject& reject : input.rejects.first)
    rejects.Add(reject.line, reject.column, reject.reason, reject.text);
  rejects.count += input.rejects.count - input.rejects.first.size();
  if (options.strict && rejects.count > 0) return StrictError(rejects);
  for (const model::Series& series : input.source->series()) PLUMB_TRY(FeedSeries(series, sink));
  return Ok();
}

Status FeedLive(ByteInput& in, Clock& clock, FeedOptions options, StoreSink& sink,
                formats::RejectLog& rejects) {
  options.now = clock.Now();
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
  std::string format = options.format;
  std::string head;
  if (format.empty()) {
    head.resize(kHeadSize);
    PLUMB_ASSIGN(const size_t size, in.Read(head.data(), head.size()));
    head.resize(size);
    format = formats::Sniff(head).name;
  } else {
    PLUMB_TRY(formats::FindInputFormat(format));
  }
  PutBackInput whole(std::move(head), in);
  for (const LineFormat& line_format : kLineFormats)
    if (line_format.name == format)
      return FeedLines(whole, in, line_format.level, options.strict, sink, rejects);
  return FeedWhole(whole, options, format, sink, rejects);
}

Status FeedFiles(const std::vector<std::string>& paths, ByteInput& standard_input, Clock& clock,
                 const FeedOptions& options, StoreSink& sink, formats::RejectLog& rejects) {
  if (paths.empty()) PLUMB_TRY(FeedLive(standard_input, clock, options, sink, rejects));
  for (const std::string& path : paths) {
    if (path == "-") {
      PLUMB_TRY(FeedLive(standard_input, clock, options, sink, rejects));
      continue;
    }
    PLUMB_ASSIGN(const auto file, system::OpenInput(path));
    const Status fed = FeedLive(*file, clock, options, sink, rejects);
    if (!fed.ok()) return fed.error().code == Exit::kStore ? fed : fed.error().In(path);
  }
  return sink.Finish();
}

}  // namespace plumb::ingest
