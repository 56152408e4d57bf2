// SPDX-License-Identifier: Apache-2.0
// What a selector asks of one label.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/labels.h"
#include "text/regex.h"

namespace plumb::model {

enum class MatchOp { kEqual, kNotEqual, kRegex, kNotRegex };

// `=`, `!=`, `=~`, `!~`
std::string_view MatchOpText(MatchOp op);

class Matcher {
 public:
  static Result<Matcher> Make(std::string name, MatchOp op, std::string value);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] MatchOp op() const { return op_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  // The compiled expression of kRegex and kNotRegex; nullptr for the others.
  [[nodiscard]] const text::Regex* regex() const { return regex_ ? &*regex_ : nullptr; }

  // A label that is missing has the value "".
  [[nodiscard]] bool Matches(std::string_view value) const;
  [[nodiscard]] bool MatchesEmpty() const { return Matches(""); }
  [[nodiscard]] std::string ToString() const;  // name=~"value", name quoted where it must be

 private:
  Matcher(std::string name, MatchOp op, std::string value)
      : name_(std::move(name)), op_(op), value_(std::move(value)) {}
  std::string name_;
  MatchOp op_;
  std::string value_;
  std::optional<text::Regex> regex_;
};

using Matchers = std::vector<Matcher>;

bool MatchesAll(const Matchers& matchers, const Labels& labels);

}  // namespace plumb::model
