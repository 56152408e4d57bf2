// SPDX-License-Identifier: Apache-2.0
// Regular expressions as Prometheus means them: RE2, anchored at both ends, dot matches newline.
// The door to RE2.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plumb::text {

// Immutable and thread-safe; cheap to copy (shared).
class Regex {
 public:
  // Compiles `pattern` to match as ^(?s:pattern)$. The error is RE2's, about the pattern as
  // written.
  static Result<Regex> Compile(std::string_view pattern);

  [[nodiscard]] bool Matches(std::string_view value) const;
  [[nodiscard]] const std::string& pattern() const;

  // If the pattern matches a few known texts and no others (`a|b|c`, `(?:x)`, `web-(1|2)`, `a\.b`):
  // those texts, sorted, each once, so that a lookup can replace a scan. Empty: not such a pattern.
  [[nodiscard]] const std::vector<std::string>& literals() const;
  // A text every match begins with ("" if none is known): bounds a range scan over sorted values.
  [[nodiscard]] const std::string& prefix() const;

  // If `value` matches, the template with $1, ${1}, $name, ${name}, $$ filled in, as Go's
  // Regexp.Expand
  // ($1x is the group named "1x"; unknown groups are empty). nullopt if it does not match.
  [[nodiscard]] std::optional<std::string> Expand(std::string_view value,
                                                  std::string_view replacement) const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace plumb::text
