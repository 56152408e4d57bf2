// SPDX-License-Identifier: Apache-2.0
// Reads text 0.0.4, OpenMetrics 1.0 and the stream of plumb-stream(5), line by line as they come.
//
// A bad line is not the end: it is counted in the RejectLog and reading goes on. The strict levels
// stop at the first one with an Error that shows the line and a caret.
#pragma once

#include <memory>
#include <string_view>

#include "base/byte_stream.h"
#include "base/result.h"
#include "formats/comment_parser.h"
#include "formats/dialect.h"
#include "formats/line_parser.h"
#include "formats/line_scan.h"
#include "formats/page_hint.h"
#include "formats/reject_log.h"
#include "model/sample_sink.h"

namespace plumb::formats {

struct ExpositionOptions {
  Level level = Level::kStream;
  bool legacy_names = false;  // refuse names outside the legacy character set, also quoted ones
  // Consume _created lines of counters, histograms and summaries into StreamSample::start_time, as
  // Prometheus does where it uses them; else they are samples like any other.
  bool created_as_start_time = false;
  // Where the pages' hints are; nullptr: every line is parsed. For the levels that are not strict
  // and without created_as_start_time. A sample that is read by a hint, because the sink left a
  // number for its labels, comes with that number and without labels.
  HintSource* hints = nullptr;
  // Hand on TYPE, HELP and UNIT lines too that are those of the page before.
  bool known_metadata = true;
};

// What the strict levels require beyond the form of a line: of whole families, in order.
// The empty string is "right"; anything else is the reason why not.
class FamilyChecker {
 public:
  virtual ~FamilyChecker() = default;
  virtual std::string CheckMetadata(model::SampleSink::MetadataField field,
                                    const model::Metadata& metadata) = 0;
  virtual std::string CheckSample(const model::StreamSample& sample) = 0;
  virtual std::string CheckEnd() = 0;
};
std::unique_ptr<FamilyChecker> MakeTextChecker();
std::unique_ptr<FamilyChecker> MakeOpenMetricsChecker();

// The reader of one input, fed with its lines.
class ExpositionReader {
 public:
  ExpositionReader(const ExpositionOptions& options, model::SampleSink& sink, RejectLog& rejects);

  // Takes the next line, without its newline; `terminated` says whether it had one.
  // An error is one of the sink, or (strict levels) the line's.
  Status Read(std::string_view line, bool terminated);
  // The same for a line that was scanned, with those before it, by the level's rule for times.
  Status ReadScanned(const ScannedLine& line, bool terminated);
  // Call once, behind the last line.
  Status Finish();
  [[nodiscard]] size_t lines() const { return line_; }

 private:
  bool ReadSameSeries(std::string_view line, Status& status);
  model::StreamSample SampleOfSameSeries();
  void KeepSeries(std::string_view line, uint32_t memo);
  bool ReadByHint(std::string_view line, Status& status);
  bool ScanKnown(std::string_view line, size_t series, model::StreamSample& sample);
  void SwitchHint(PageHint* hint);
  void RestoreType();
  uint32_t* LearnSample(std::string_view line);
  void LearnComment(std::string_view line);
  Status ReadSample(std::string_view line, bool terminated);
  Status ReadComment(std::string_view line);
  Status ReadMetadata(std::string_view line, model::SampleSink::MetadataField field);
  Status ReadStreamComment(std::string_view line);
  Status Refuse(std::string_view line, size_t column, std::string_view reason);

  const ExpositionOptions options_;
  std::unique_ptr<model::SampleSink> created_;  // between us and the sink, where asked for
  model::SampleSink& sink_;
  RejectLog& rejects_;
  LineParser line_parser_;
  CommentParser comment_parser_;
  std::unique_ptr<FamilyChecker> checker_;
  size_t line_ = 0;
  bool ended_ = false;  // by # EOF

  // Of the last line, if it was parsed: history comes series by series.
  std::string series_text_;  // up to the end of its labels; "" if there is none
  uint32_t series_memo_ = 0;

  HintSource* const hints_;
  bool in_block_ = false;
  PageHint* hint_ = nullptr;                          // of the page that is read
  PageHint::LineId parsed_type_ = PageHint::kNoLine;  // the TYPE line that line_parser_ knows
  NumberScan numbers_;
  const ScannedLine* scanned_ = nullptr;  // the line that is read, where it was scanned
};

// Reads to the end.
Status ReadExposition(ByteInput& in, const ExpositionOptions& options, model::SampleSink& sink,
                      RejectLog& rejects);
Status ReadExposition(std::string_view text, const ExpositionOptions& options,
                      model::SampleSink& sink, RejectLog& rejects);

}  // namespace plumb::formats
