// SPDX-License-Identifier: Apache-2.0
// The steps of upkeep_storm: commands that write to a store, and what each makes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crash/contents.h"
#include "store/retention_rules.h"

namespace plumb::crash {

// A command, and what it changes; only one of these at a time.
struct Step {
  std::string name;                    // one of a few, for counting
  std::vector<std::string> arguments;  // the program first
  Contents added;
  struct Deletion {
    model::Matchers matchers;
    model::TimeRange range;
  };
  std::optional<Deletion> deletion;
  bool expires = false;
  std::optional<store::RetentionRule> rule;
};

// What is known of the store before a step.
struct Known {
  Contents contents;
  store::RetentionRules rules;
};
// What it should be after it. `ran`: from its start to its end. How old samples are that go depends
// on that, and on whether hours of them lie in a day's segment by now.
// `beside`: what was stored meanwhile; what the step takes away of that may be there as well.
Change ChangeOf(const Known& known, const Step& step, model::TimeRange ran, const Contents& beside);
store::RetentionRules RulesAfter(const Known& known, const Step& step);

// Rules that differ by series of the same target; each with one of several times to keep.
Step MakeRuleStep(size_t number, size_t variant);
inline constexpr size_t kRules = 3;
inline constexpr size_t kRuleVariants = 2;

}  // namespace plumb::crash
