// SPDX-License-Identifier: Apache-2.0
// Pieces of JSON inputs, read token by token: what json_series.h reads from a document.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/input_format.h"
#include "formats/label_bytes.h"
#include "json/token_reader.h"
#include "model/labels.h"

namespace plumb::formats {

// Reads the labels of {"name":"value",…}; its buffers are reused.
class JsonLabelReader {
 public:
  // Takes the whole value that comes next. False if it is not that: then the last token is the one
  // that is wrong.
  bool Read(json::TokenReader& tokens, model::Labels& labels);

 private:
  bool ReadMembers(json::TokenReader& tokens);
  struct Part {
    size_t name;
    size_t value;
    size_t end;
  };
  std::string text_;  // names and values, one behind the other
  std::vector<Part> parts_;
  std::vector<LabelPair> pairs_;
  std::string bytes_;
};

// The number of a token: in a string, bare, or null for NaN. False if it is none.
bool ReadNumberToken(json::Token token, const json::TokenReader& tokens, double& number);
// A bare number of seconds.
bool ReadSecondsToken(json::Token token, const json::TokenReader& tokens, Timestamp& time);
// A bare whole number of milliseconds.
bool ReadMillisecondsToken(json::Token token, const json::TokenReader& tokens, Timestamp& time);

// Refuses what the tokens stopped at; the Error if it is the input that failed.
Status RefuseTokens(const json::TokenReader& tokens, const Reading& reading);

}  // namespace plumb::formats
