// SPDX-License-Identifier: Apache-2.0
// Reads series from whatever text a pipe brings: the stream and exposition text, Prometheus API
// JSON, ndjson, CSV, TSV, bare numbers. The formats are one file each in readers/.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/duration.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "formats/reject_log.h"
#include "model/memory_source.h"

namespace plumb::formats {

struct ReadOptions {
  std::string format;               // a name of InputFormats(), as `-f` gives it; "" finds out
  Timestamp now = 0;                // of samples without a time
  TimeZone zone = TimeZone::Utc();  // of times without one (CSV)
};

// The series of an input, and what it said of itself.
struct ReadInput {
  std::unique_ptr<model::MemorySource> source;  // finished, closed
  RejectLog rejects;
  std::string_view format;         // that it was in
  bool index_axis = false;         // there were no times: 0, 1, 2, … stand for them
  std::string unit;                // of `#! unit`
  std::string expression;          // of `#! query`; a title
  std::optional<Timestamp> start;  // of the query
  std::optional<Timestamp> end;
  DurationMs step = 0;
  std::string text;  // of a string result
};

struct InputFormat {
  std::string_view name;
  std::string_view help;  // one line, lower case, no full stop
  // Whether an input that begins with `head` is this; asked in order of `order`. Null: never found
  // out, only named.
  int order = 0;
  bool (*looks)(std::string_view head) = nullptr;
  // Reads `in` to its end. Lines that are wrong go to input.rejects; an Error is of the input as a
  // whole.
  Status (*read)(ByteInput& in, const ReadOptions& options, ReadInput& input) = nullptr;
};

// All formats, by name.
std::span<const InputFormat* const> InputFormats();
// The error of an unknown name says the nearest.
Result<const InputFormat*> FindInputFormat(std::string_view name);
// What an input that begins with `head` is; the stream if it looks like nothing else, so that its
// lines are rejected with a reason.
const InputFormat& Sniff(std::string_view head);

// Reads to the end, in options.format or in what it looks like.
Result<ReadInput> ReadAny(ByteInput& in, const ReadOptions& options);

}  // namespace plumb::formats
