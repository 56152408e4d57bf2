// SPDX-License-Identifier: Apache-2.0
// One data line of an exposition format: `name{label="value",…} value [time] [# {…} value [time]]`.
// A scanner over the line that builds the labels in reused buffers: no allocation a line in the
// usual case. One parser a stream; not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/dialect.h"
#include "formats/label_bytes.h"
#include "formats/time_scan.h"
#include "model/histogram.h"
#include "model/labels.h"
#include "model/metadata.h"
#include "model/sample_sink.h"

namespace plumb::formats {

// Why a line was not taken, and where.
struct LineError {
  size_t column = 0;  // from 1, in bytes
  std::string reason;
};

class LineParser {
 public:
  // With `legacy_names`, names outside [a-zA-Z_:][a-zA-Z0-9_:]* are refused even if quoted.
  explicit LineParser(Level level, bool legacy_names = false)
      : dialect_(DialectOf(level)), legacy_names_(legacy_names) {}

  // The type of the family whose lines follow: says which le and quantile labels are numbers.
  void SetType(std::string_view family, model::MetricType type);

  // Parses `line`, which has no newline. False if it is wrong: error() says why.
  bool Parse(std::string_view line);

  // What the line said, until the next Parse. The number of the line is the caller's to fill in.
  [[nodiscard]] model::StreamSample sample() const {
    return {.labels = labels_,
            .time = time_,
            .value = value_,
            .histogram = has_histogram_ ? &histogram_ : nullptr,
            .exemplar = has_exemplar_ ? &exemplar_ : nullptr};
  }
  [[nodiscard]] const LineError& error() const { return error_; }
  // The bytes of the last line up to and including the last of its labels: what a hint compares.
  [[nodiscard]] size_t series_length() const { return series_length_; }
  // Whether the type of the family may have a say in what these labels are.
  [[nodiscard]] bool depends_on_type() const { return depends_on_type_; }

 private:
  bool Fail(const char* at, std::string_view reason);
  bool ParseSeries();
  bool ParseBraces(bool name_allowed);
  bool ParseLabel(bool name_allowed);
  bool ParseQuotedName(std::string_view name, const char* start, bool allowed);
  bool TakeQuoted(std::string_view& text, std::string_view what);
  bool Unescape(const char* start, const char* stop, std::string_view& text);
  bool ParseValue();
  bool ParseTime(std::optional<Timestamp>& time);
  bool ParseEnd();
  bool ParseExemplar();
  bool TakeNumber(double& value, std::string_view what);
  bool TakeSeparator(bool& more);
  bool CheckExemplarSize(const char* at);

  void NormaliseLabels();
  void NormaliseValue(std::string_view& value);
  bool BuildLabels(model::Labels& labels);
  void ReserveScratch();

  void SkipBlanks() {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\t')) ++p_;
  }
  // Blanks where the dialect allows any number of them.
  void SkipLooseBlanks() {
    if (!dialect_.one_space) SkipBlanks();
  }

  const Dialect dialect_;
  const bool legacy_names_;
  model::MetricType type_ = model::MetricType::kUnknown;
  std::string family_;

  const char* begin_ = nullptr;
  const char* p_ = nullptr;
  const char* end_ = nullptr;
  std::vector<LabelPair> pairs_;
  std::string_view name_;         // the metric name; its data is null where there is none
  bool has_float_label_ = false;  // a label le or quantile
  std::string scratch_;  // unescaped and normalised values of this line; never reallocated in it
  std::string bytes_;    // the buffer that labels_ swaps with

  model::Labels labels_;
  double value_ = 0;
  std::optional<Timestamp> time_;
  model::Histogram histogram_;
  bool has_histogram_ = false;
  model::Exemplar exemplar_;
  bool has_exemplar_ = false;
  size_t series_length_ = 0;
  bool depends_on_type_ = false;
  LineError error_;
};

}  // namespace plumb::formats
