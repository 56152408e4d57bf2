// SPDX-License-Identifier: Apache-2.0
// Lines that begin with `#`: TYPE, HELP, UNIT, EOF, and the `#! word key=value …` of the stream.
#pragma once

#include <string>
#include <string_view>

#include "formats/dialect.h"
#include "formats/line_parser.h"
#include "model/metadata.h"
#include "model/sample_sink.h"

namespace plumb::formats {

enum class CommentKind { kOther, kType, kHelp, kUnit, kEof, kStream };

class CommentParser {
 public:
  explicit CommentParser(Level level, bool legacy_names = false)
      : level_(level), legacy_names_(legacy_names) {}

  // Parses a line whose first byte that is not blank is `#`. False if it is wrong: error() says
  // why.
  bool Parse(std::string_view line);

  [[nodiscard]] CommentKind kind() const { return kind_; }
  // REQUIRES: kind() is kType, kHelp or kUnit
  [[nodiscard]] const model::Metadata& metadata() const { return metadata_; }
  // REQUIRES: kind() is kStream; word and keys are views into the line
  [[nodiscard]] const model::StreamComment& comment() const { return comment_; }
  [[nodiscard]] const LineError& error() const { return error_; }

 private:
  bool Fail(size_t at, std::string reason);
  bool ParseMetadata(size_t at, std::string_view what);
  bool ParseOpenMetrics();
  bool TakeName(size_t& at);
  void SetName(std::string_view name);
  bool TakeText(size_t at);
  bool SetType(std::string_view word, size_t at);
  bool SetUnit(std::string_view unit, size_t at);
  bool ParseStreamFields(size_t at);

  const Level level_;
  const bool legacy_names_;
  std::string_view line_;
  CommentKind kind_ = CommentKind::kOther;
  model::Metadata metadata_;
  model::StreamComment comment_;
  LineError error_;
};

// The block that a `#! scrape` line opens. False, and the reason, if a number in it is none.
bool ParseScrapeBlock(const model::StreamComment& comment, model::ScrapeBlock& block,
                      std::string& reason);

}  // namespace plumb::formats
