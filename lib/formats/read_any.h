// SPDX-License-Identifier: Apache-2.0
// Reads series from whatever text a pipe brings, into memory: for queries over text and for charts.
#pragma once

#include <memory>
#include <string>

#include "formats/input_format.h"
#include "formats/query_comment.h"
#include "model/memory_source.h"

namespace plumb::formats {

// The series of an input, and what it said of itself.
struct ReadInput : InputFacts, QueryFacts {
  std::unique_ptr<model::MemorySource> source;  // finished, closed
  RejectLog rejects;
  std::string unit;  // of `#! unit`
  std::string text;  // of a string result
};

// Reads to the end, in options.format or in what it looks like. An input that looks like nothing
// and has no sample is an Error (Exit::kNo) that says what there is.
Result<ReadInput> ReadAny(ByteInput& in, const ReadOptions& options);

// For people: how many lines were rejected and why, "" for none; of an input that looked like
// nothing and has no sample, also what was looked for, and what helps.
std::string SayWhatIsWrong(const InputFacts& input, const RejectLog& rejects, bool has_sample);

}  // namespace plumb::formats
