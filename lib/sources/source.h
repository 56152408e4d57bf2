// SPDX-License-Identifier: Apache-2.0
// What -d can name, the same in every tool: a store, a text file, standard input, a server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "fetch/request.h"
#include "model/expression_source.h"
#include "model/series_source.h"

namespace plumb::sources {

// What opening may need of the world.
struct OpenContext {
  ByteInput& standard_input;
  Timestamp now = 0;              // of samples without a time
  std::string format;             // of a text source; "" sniffs
  fetch::Identity identity = {};  // of sources that are asked over HTTP
  DurationMs timeout = 0;         // of one request; 0: the source's own
  uint64_t max_answer = 0;        // bytes that such a source may answer with; 0: no limit
};

struct OpenSource {
  std::unique_ptr<model::SeriesSource> series;
  // Where the source evaluates whole expressions itself, which then is the way to ask it; else
  // null.
  std::unique_ptr<model::ExpressionSource> expressions;
  std::string name;    // for messages: "'t.plumb'", "standard input"
  std::string remark;  // what was wrong with lines that were left out; "" if none was
};

// One kind of source; a file in types/ each.
struct SourceKind {
  std::string_view name;  // "store"
  std::string_view help;  // one line for the manual
  // Whether `text`, as given with -d, is of this kind. Looks at the text and what lies there only.
  bool (*claims)(std::string_view text);
  Result<OpenSource> (*open)(const std::string& text, OpenContext& context);
  bool evaluates = false;  // whether what it opens has `expressions`
};

// Opens what -d named; the default store for "". The error for something that is no source says
// what can be.
Result<OpenSource> Open(const std::string& text, OpenContext& context);

// Whether the source that Open would open evaluates whole expressions itself, and so may understand
// more than our parser does. Looks at the text and what lies there only.
bool EvaluatesItself(const std::string& text);

// What `now` means for a source: the clock's time; for one that does not grow, its newest sample.
// Exit::kNoData for such a one without samples.
Result<Timestamp> Now(const model::SeriesSource& source, Clock& clock);

}  // namespace plumb::sources
