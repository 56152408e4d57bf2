// SPDX-License-Identifier: Apache-2.0
// The formats in which samples come, one file each in readers/, and the one way through them: what
// is read goes to a sink as it comes, so that an input may be larger than memory.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "formats/dialect.h"
#include "formats/page_hint.h"
#include "formats/reject_log.h"
#include "formats/table_options.h"
#include "model/sample_sink.h"

namespace plumb::formats {

struct ReadOptions {
  std::string format;               // a name of InputFormats(), as `-f` gives it; "" finds out
  Timestamp now = 0;                // of samples without a time, where a reader has to know it
  TimeZone zone = TimeZone::Utc();  // of times without one (CSV)
  TableOptions table = {};          // CSV and TSV
  // Stop at the first reject, of the reader or of the sink, with an Error that shows the line.
  bool strict = false;
  // An input without times is an error, before anything of it is handed on.
  bool times_required = false;
  // Whoever writes the input may pause: what has come is not kept waiting for more.
  bool live = false;
  // Whether the input ended because reading was stopped: then a last line without a newline may be
  // cut in the middle of a number, and is dropped.
  std::function<bool()> cut = nullptr;
  // Where the hints are for lines of a level (ExpositionOptions::hints); then metadata that is
  // known is not handed on.
  std::function<HintSource*(Level)> hints = nullptr;
};

// What is known of an input when it was read.
struct InputFacts {
  std::string_view format;  // that it was in
  bool index_axis = false;  // there were no times: 0, 1, 2, … stand for them
  // Labels that tell the rows of a table without times apart, in the order of its columns.
  std::vector<std::string> row_names;
  // It looked like nothing that is known, and was read as the stream.
  bool guessed = false;
};

// One input being read: where its samples go, and what is wrong with it.
struct Reading {
  const ReadOptions& options;
  model::SampleSink& sink;
  RejectLog& rejects;
  InputFacts facts = {};

  [[nodiscard]] bool IsCut() const { return options.cut && options.cut(); }
  // For after each record: an Error if something was rejected and that is the end.
  [[nodiscard]] Status Check() const {
    return options.strict && rejects.count > 0 ? StrictError() : Ok();
  }
  // Rejects a line or record and goes on, or (strict) gives the Error.
  [[nodiscard]] Status Refuse(size_t line, size_t column, std::string_view reason,
                              std::string_view text, size_t text_column = 1) const {
    rejects.Add(line, column, reason, text, text_column);
    return Check();
  }
  // There are no times. An Error where they are needed.
  Status UseIndexAxis();

 private:
  [[nodiscard]] Status StrictError() const;
};

struct InputFormat {
  std::string_view name;
  std::string_view help;  // one line, lower case, no full stop
  // Whether an input that begins with `head` is this; asked in order of `order`. Null: never found
  // out, only named.
  int order = 0;
  bool (*looks)(std::string_view head) = nullptr;
  bool table = false;  // has columns, which ReadOptions::table is about
  // Reads `in` to its end. Lines that are wrong are refused; an Error is of the sink, or of the
  // input as a whole.
  Status (*read)(ByteInput& in, Reading& reading) = nullptr;
};

// All formats, by name.
std::span<const InputFormat* const> InputFormats();
// The error of an unknown name says the nearest.
Result<const InputFormat*> FindInputFormat(std::string_view name);
// What an input that begins with `head` is; nullptr if it looks like nothing that is known.
const InputFormat* Sniff(std::string_view head);

// Reads to the end, in options.format or in what it looks like; what looks like nothing is read as
// the stream, so that its lines are rejected with a reason. What is compressed, or not UTF-8 at
// all, is answered with what to put before.
Result<InputFacts> ReadInto(ByteInput& in, const ReadOptions& options, model::SampleSink& sink,
                            RejectLog& rejects);

}  // namespace plumb::formats
