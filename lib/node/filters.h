// SPDX-License-Identifier: Apache-2.0
// The regular expressions that say which devices, mounts and fields a collector takes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "text/regex.h"

namespace plumb::node {

// One such expression of a collector; node_exporter's option `--collector.<collector>.<name>`.
struct Filter {
  std::string_view name;     // "device-exclude"
  std::string_view pattern;  // what it is unless told otherwise; "" matches nothing
  std::string_view help;
};

class Filters {
 public:
  // Sets an expression. It matches if any part of a value does, as in node_exporter (Go's
  // MatchString). The error is of a pattern that is not a regular expression.
  Status Set(std::string_view collector, std::string_view name, std::string_view pattern);
  // False for an expression that was never set, and for the pattern "".
  [[nodiscard]] bool Matches(std::string_view collector, std::string_view name,
                             std::string_view value) const;

 private:
  std::map<std::string, text::Regex, std::less<>> compiled_;  // by "collector.name"
};

}  // namespace plumb::node
