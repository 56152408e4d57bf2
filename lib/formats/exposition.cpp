#include "formats/exposition.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "formats/created.h"
#include "formats/number_scan.h"
#include "formats/time_scan.h"
#include "model/sample.h"

namespace plumb::formats {

namespace {

using MetadataField = model::SampleSink::MetadataField;

std::unique_ptr<FamilyChecker> MakeChecker(Level level) {
  if (level == Level::kTextStrict) return MakeTextChecker();
  if (level == Level::kOpenMetricsStrict) return MakeOpenMetricsChecker();
  return nullptr;
}

// Of samples whose labels the sink knows by a number.
const model::Labels kNoLabels;

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
      checker_(MakeChecker(options.level)),
      hints_(checker_ || created_ ? nullptr : options.hints),
      numbers_(DialectOf(options.level).time) {}

Status ExpositionReader::Refuse(std::string_view line, size_t column, std::string_view reason) {
  rejects_.Add(line_, column, reason, line);
  if (!IsStrict(options_.level)) return Ok();
  return Error{Exit::kNo, DescribeReject({line_, column, std::string(reason), std::string(line)})};
}

Status ExpositionReader::Read(std::string_view line, bool terminated) {
  ++line_;
  if (options_.level == Level::kStream) {
    while (line.ends_with('\r')) line.remove_suffix(1);  // files from Windows
    if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);  // byte order mark
  }
  if (ended_) return Refuse(line, 1, "text behind '# EOF'");
  Status status = Ok();
  if (ReadSameSeries(line, status)) return status;
  series_text_.clear();
  if (hints_ != nullptr) {
    if (hint_ == nullptr && !in_block_) SwitchHint(hints_->ForLoose());
    if (hint_ != nullptr && ReadByHint(line, status)) return status;
  }
  if (!line.empty() && line[0] != '#' && !IsBlank(line[0])) return ReadSample(line, terminated);
  if (IsOpenMetrics(options_.level)) {
    if (line.empty()) return Refuse(line, 1, "empty line");
    return line[0] == '#' ? ReadComment(line) : ReadSample(line, terminated);
  }
  const size_t blanks = LeadingBlanks(line);
  if (blanks == line.size()) return Ok();
  return line[blanks] == '#' ? ReadComment(line) : ReadSample(line, terminated);
}

Status ExpositionReader::ReadScanned(const ScannedLine& line, bool terminated) {
  // What is the same as in the line before is its series, if that is known.
  if (line.same != 0 && line.series == series_text_.size() && !ended_) {
    ++line_;
    model::StreamSample sample = SampleOfSameSeries();
    sample.value = line.value;
    sample.time = line.time;
    return sink_.OnSample(sample);
  }
  scanned_ = line.series != 0 ? &line : nullptr;
  Status status = Read(line.text(), terminated);
  scanned_ = nullptr;
  return status;
}

// False if the line is of another series than the last, or has to be parsed.
bool ExpositionReader::ReadSameSeries(std::string_view line, Status& status) {
  const size_t size = series_text_.size();
  if (size == 0 || line.size() <= size || line[size] != ' ' ||
      std::memcmp(line.data(), series_text_.data(), size) != 0)
    return false;
  model::StreamSample sample = SampleOfSameSeries();
  if (!ScanKnown(line, size, sample)) return false;
  status = sink_.OnSample(sample);
  return true;
}

// Its numbers are for the caller to fill in.
model::StreamSample ExpositionReader::SampleOfSameSeries() {
  const model::Labels& labels = series_memo_ != 0 ? kNoLabels : line_parser_.sample().labels;
  return {.labels = labels, .line = line_, .memo = &series_memo_};
}

// Behind the sample of a line that was parsed.
void ExpositionReader::KeepSeries(std::string_view line, uint32_t memo) {
  if (checker_) return;
  series_text_.assign(line, 0, line_parser_.series_length());
  series_memo_ = memo;
}

// A page begins, or (without a block) is in the middle already when its hint is found.
void ExpositionReader::SwitchHint(PageHint* hint) {
  hint_ = hint;
  if (hint_ == nullptr) return;
  hint_->BeginPage();
  if (parsed_type_ != PageHint::kNoLine) hint_->SetForeignType();
}

// False if the line has to be parsed.
bool ExpositionReader::ReadByHint(std::string_view line, Status& status) {
  const PageHint::LineId id = hint_->Expect(line);
  if (id == PageHint::kNoLine) return false;
  const PageHint::Kind kind = hint_->kind(id);
  if (kind == PageHint::Kind::kType || kind == PageHint::Kind::kComment) {
    hint_->Pass(id);
    return !options_.known_metadata;
  }
  model::StreamSample sample{.labels = kNoLabels, .line = line_, .memo = hint_->memo(id)};
  if (*sample.memo == 0 || !ScanKnown(line, hint_->text(id).size(), sample)) return false;
  hint_->Pass(id);
  status = sink_.OnSample(sample);
  return true;
}

// `value [time]` behind the series: what cannot be said more simply is left to the parser.
bool ExpositionReader::ScanKnown(std::string_view line, size_t series,
                                 model::StreamSample& sample) {
  if (scanned_ != nullptr && scanned_->series == series) {
    sample.value = scanned_->value;
    sample.time = scanned_->time;
    return true;
  }
  bool has_time = false;
  Timestamp time = 0;
  if (!numbers_.Read(line.substr(series + 1), sample.value, has_time, time)) return false;
  if (has_time) sample.time = time;
  return true;
}

// TYPE lines that were known by their bytes were not parsed; a line that has to be may need one.
void ExpositionReader::RestoreType() {
  const PageHint::LineId type = hint_->type_line();
  if (type == parsed_type_ || type == PageHint::kForeign) return;
  parsed_type_ = type;
  if (comment_parser_.Parse(hint_->text(type)))
    line_parser_.SetType(comment_parser_.metadata().metric, comment_parser_.metadata().type);
}

// Where the sink may leave a number for the line that was just parsed.
uint32_t* ExpositionReader::LearnSample(std::string_view line) {
  const size_t length = line_parser_.series_length();
  if (length == line.size() || line[length] != ' ') return nullptr;
  const PageHint::LineId id = hint_->Learn(
      line_parser_.depends_on_type() ? PageHint::Kind::kTypedSample : PageHint::Kind::kSample,
      line.substr(0, length));
  return id == PageHint::kNoLine ? nullptr : hint_->memo(id);
}

Status ExpositionReader::ReadSample(std::string_view line, bool terminated) {
  if (hint_ != nullptr) RestoreType();
  if (!line_parser_.Parse(line)) {
    const LineError& error = line_parser_.error();
    return Refuse(line, error.column, error.reason);
  }
  if (!terminated && options_.level == Level::kTextStrict)
    return Refuse(line, line.size() + 1, "the last line does not end with a newline");
  model::StreamSample sample = line_parser_.sample();
  sample.line = line_;
  series_memo_ = 0;
  if (hint_ != nullptr) sample.memo = LearnSample(line);
  if (sample.memo == nullptr) sample.memo = &series_memo_;
  if (checker_) {
    if (const std::string reason = checker_->CheckSample(sample); !reason.empty())
      return Refuse(line, 1, reason);
  }
  Status taken = sink_.OnSample(sample);
  KeepSeries(line, *sample.memo);
  return taken;
}

Status ExpositionReader::ReadComment(std::string_view line) {
  if (!comment_parser_.Parse(line)) {
    const LineError& error = comment_parser_.error();
    return Refuse(line, error.column, error.reason);
  }
  LearnComment(line);
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

void ExpositionReader::LearnComment(std::string_view line) {
  const CommentKind kind = comment_parser_.kind();
  if (kind == CommentKind::kEof || kind == CommentKind::kStream) return;
  const bool type = kind == CommentKind::kType;
  if (hint_ != nullptr) hint_->Learn(type ? PageHint::Kind::kType : PageHint::Kind::kComment, line);
  if (type) parsed_type_ = hint_ != nullptr ? hint_->type_line() : PageHint::kForeign;
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
  parsed_type_ = PageHint::kNoLine;
  in_block_ = true;
  if (hints_ != nullptr) SwitchHint(hints_->ForBlock(block));
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
