// SPDX-License-Identifier: Apache-2.0
// Which part of a store a verb is about: a selector and a range of time.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/declaration.h"
#include "model/matcher.h"
#include "model/sample.h"

namespace plumb::store_tool {

struct SelectionOptions {
  std::string selector;
  std::string from;
  std::string to;
  std::string zone = "local";
};

struct Selection {
  model::Matchers matchers;  // none: everything
  model::TimeRange range = {model::kMinTime, model::kMaxTime};
};

void DeclareSelection(cli::Declaration& d, SelectionOptions& options);
// What was asked for; errors have Exit::kUsage.
Result<Selection> ParseSelection(const SelectionOptions& options, Timestamp now);

}  // namespace plumb::store_tool
