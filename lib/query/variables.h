// SPDX-License-Identifier: Apache-2.0
// Grafana's variables in an expression, so that a panel's query runs as it was pasted:
// `$__rate_interval`, `$job`, `${job:regex}`, `[[job]]`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "promql/ast.h"

namespace plumb::query {

// By name; several values are what Grafana calls multi-value.
using Variables = std::map<std::string, std::vector<std::string>, std::less<>>;

// `name=value` each; a name given again has several values.
Result<Variables> ParseVariables(const std::vector<std::string>& assignments);

// What the built-in variables are made from.
struct PanelTimes {
  Timestamp start = 0;
  Timestamp end = 0;
  DurationMs step = 0;                 // between the points
  DurationMs interval = 15 * kSecond;  // at which the data comes; Grafana's default
};

// $__interval: no shorter than the data's.
DurationMs IntervalOf(const PanelTimes& times);
// $__rate_interval: wide enough for `rate` at any time (Grafana's max(interval + scrape,
// 4 * scrape)).
DurationMs RateIntervalOf(const PanelTimes& times);

// An expression with its variables replaced, and where each byte of it was in the original.
class Expansion {
 public:
  // A text without variables.
  explicit Expansion(std::string text) : text_(text), original_(std::move(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& original() const { return original_; }
  // Whether anything was replaced.
  [[nodiscard]] bool changed() const { return !pieces_.empty(); }
  // Whether one of the variables that hang on times or the data's interval was.
  [[nodiscard]] bool uses_times() const { return uses_times_; }
  // The same place in the original; what lies inside of a value is the whole variable there.
  [[nodiscard]] promql::Place InOriginal(promql::Place place) const;

 private:
  friend class Expander;
  Expansion() = default;
  // What stands at [at, at + size) of the text for [from, from + length) of the original.
  struct Piece {
    size_t at = 0;
    size_t size = 0;
    size_t from = 0;
    size_t length = 0;
  };
  [[nodiscard]] size_t InOriginal(size_t byte, bool is_end) const;
  std::string text_;
  std::string original_;
  std::vector<Piece> pieces_;
  bool uses_times_ = false;
};

// Replaces what is known; `given` wins over what is built in. Inside quotes a value is escaped, and
// several become a regular expression, (a|b). An unknown variable is an error that shows the place
// and says what is known; not so in comments, and not for what label_replace knows: `$1`, or a name
// where the expression has a group (?P<name>…).
Result<Expansion> ExpandVariables(std::string_view expression, const Variables& given,
                                  const PanelTimes& times);

// The tree of what was expanded; the places in it, and in errors, are those of the original.
Result<promql::ExprPtr> ParseExpanded(const Expansion& expansion);

}  // namespace plumb::query
