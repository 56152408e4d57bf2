// SPDX-License-Identifier: Apache-2.0
// A stream that may hold the answers of several queries, one after the other, and marks: for
// charts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "formats/input_format.h"
#include "formats/query_comment.h"
#include "model/memory_source.h"

namespace plumb::formats {

// The lines behind a `#! query`, and those of others with the same expression: two periods of one
// query are one answer, over both.
struct Answer : QueryFacts {
  std::unique_ptr<model::MemorySource> source;  // finished
};

// A `#! mark`.
struct MarkComment {
  Timestamp time = 0;
  std::string text;
};

struct ReadAnswers : InputFacts {
  std::vector<Answer> answers;  // at least one; the first without expression if none was asked
  std::vector<MarkComment> marks;
  std::string unit;  // of `#! unit`
  RejectLog rejects;
};

// Reads to the end, in options.format or in what it looks like.
Result<ReadAnswers> ReadAllAnswers(ByteInput& in, const ReadOptions& options);

}  // namespace plumb::formats
