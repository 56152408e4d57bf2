#include "formats/exposition.h"

#include <cstring>

#include "formats/created.h"
#include "formats/number_scan.h"

namespace plumb::formats {

namespace {

using MetadataField = model::SampleSink::MetadataField;

std::unique_ptr<FamilyChecker> MakeChecker(Level level) {
  if (level == Level::kTextStrict) return MakeTextChecker();
  if (level == Level::kOpenMetricsStrict) return MakeOpenMetricsChecker();
  return nullptr;
}

size_t LeadingBlanks(std::string_view line) {
  size_t at = 0;
  while (at < line.size() && IsBlank(line[at])) ++at;
  return at;
}

}  // namespace

ExpositionReader::ExpositionReader(const ExpositionOptions& options, model::SampleSink& sink,
                                   RejectLog& rejects)
    : options_(options),
      created_(options.created_as_start_time ? std::make_unique<CreatedSink>(sink) : nullptr),
      sink_(created_ ? *created_ : sink),
      rejects_(rejects),
      line_parser_(options.level, options.legacy_names),
      comment_parser_(options.level, options.legacy_names),
      checker_(MakeChecker(options.level)) {}

Status ExpositionReader::Refuse(std::string_view line, size_t column, std::string_view reason) {
  rejects_.Add(line_, column, reason, line);
  if (!IsStrict(options_.level)) return Ok();
  return Error{Exit::kNo, DescribeReject({line_, column, std::string(reason), std::string(line)})};
}

Status ExpositionReader::Read(std::string_view line, bool terminated) {
  ++line_;
  if (options_.level == Level::kStream) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);  // files from Windows
    if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);  // byte order mark
  }
  if (ended_) return Refuse(line, 1, "text behind '# EOF'");
  if (!line.empty() && line[0] != '#' && !IsBlank(line[0])) return ReadSample(line, terminated);
  if (IsOpenMetrics(options_.level)) {
    if (line.empty()) return Refuse(line, 1, "empty line");
    return line[0] == '#' ? ReadComment(line) : ReadSample(line, terminated);
  }
  const size_t blanks = LeadingBlanks(line);
  if (blanks == line.size()) return Ok();
  return line[blanks] == '#' ? ReadComment(line) : ReadSample(line, terminated);
}

Status ExpositionReader::ReadSample(std::string_view line, bool terminated) {
  if (!line_parser_.Parse(line)) {
    const LineError& error = line_parser_.error();
    return Refuse(line, error.column, error.reason);
  }
  if (!terminated && options_.level == Level::kTextStrict)
    return Refuse(line, line.size() + 1, "the last line does not end with a newline");
  model::StreamSample sample = line_parser_.sample();
  sample.line = line_;
  if (checker_) {
    if (const std::string reason = checker_->CheckSample(sample); !reason.empty())
      return Refuse(line, 1, reason);
  }
  return sink_.OnSample(sample);
}

Status ExpositionReader::ReadComment(std::string_view line) {
  if (!comment_parser_.Parse(line)) {
    const LineError& error = comment_parser_.error();
    return Refuse(line, error.column, error.reason);
  }
  switch (comment_parser_.kind()) {
    case CommentKind::kOther:
      return Ok();
    case CommentKind::kType:
      return ReadMetadata(line, MetadataField::kType);
    case CommentKind::kHelp:
      return ReadMetadata(line, MetadataField::kHelp);
    case CommentKind::kUnit:
      return ReadMetadata(line, MetadataField::kUnit);
    case CommentKind::kEof:
      ended_ = true;
      return Ok();
    case CommentKind::kStream:
      return ReadStreamComment(line);
  }
  return Ok();
}

Status ExpositionReader::ReadMetadata(std::string_view line, MetadataField field) {
  const model::Metadata& metadata = comment_parser_.metadata();
  if (checker_) {
    if (const std::string reason = checker_->CheckMetadata(field, metadata); !reason.empty())
      return Refuse(line, 1, reason);
  }
  if (field == MetadataField::kType) line_parser_.SetType(metadata.metric, metadata.type);
  return sink_.OnMetadata(field, metadata);
}

Status ExpositionReader::ReadStreamComment(std::string_view line) {
  const model::StreamComment& comment = comment_parser_.comment();
  if (comment.word != "scrape") return sink_.OnComment(comment);
  model::ScrapeBlock block;
  std::string reason;
  if (!ParseScrapeBlock(comment, block, reason)) return Refuse(line, 1, reason);
  line_parser_.SetType("", model::MetricType::kUnknown);
  return sink_.OnScrape(block);
}

Status ExpositionReader::Finish() {
  if (IsOpenMetrics(options_.level) && !ended_) {
    ++line_;
    PLUMB_TRY(Refuse("", 1, "the text does not end with '# EOF'"));
  }
  if (checker_) {
    if (const std::string reason = checker_->CheckEnd(); !reason.empty())
      PLUMB_TRY(Refuse("", 1, reason));
  }
  return created_ ? static_cast<CreatedSink&>(*created_).Finish() : Ok();
}

Status ReadExposition(ByteInput& in, const ExpositionOptions& options, model::SampleSink& sink,
                      RejectLog& rejects) {
  ExpositionReader reader(options, sink, rejects);
  LineReader lines(in);
  std::string_view line;
  for (;;) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more) return reader.Finish();
    PLUMB_TRY(reader.Read(line, lines.terminated()));
  }
}

Status ReadExposition(std::string_view text, const ExpositionOptions& options,
                      model::SampleSink& sink, RejectLog& rejects) {
  ExpositionReader reader(options, sink, rejects);
  while (!text.empty()) {
    const auto* newline = static_cast<const char*>(std::memchr(text.data(), '\n', text.size()));
    const size_t size =
        newline == nullptr ? text.size() : static_cast<size_t>(newline - text.data());
    PLUMB_TRY(reader.Read(text.substr(0, size), newline != nullptr));
    text.remove_prefix(newline == nullptr ? size : size + 1);
  }
  return reader.Finish();
}

}  // namespace plumb::formats
