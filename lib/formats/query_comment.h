// SPDX-License-Identifier: Apache-2.0
// What the comments of a stream say of the whole: `#! query` and the times in `#! mark`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/time_zone.h"
#include "model/sample_sink.h"

namespace plumb::formats {

// What was asked.
struct QueryFacts {
  std::string expression;
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  DurationMs step = 0;
};

// REQUIRES: comment.word == "query"
QueryFacts ReadQueryComment(const model::StreamComment& comment);

// A time as the lines of the stream have them.
std::optional<Timestamp> ReadCommentTime(std::string_view text);

}  // namespace plumb::formats
