// SPDX-License-Identifier: Apache-2.0
// The targets that a command line names.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "scrape/target.h"

namespace plumb::scrape {

// NAME=VALUE as labels of a target. An empty value is an error: there is nothing to drop.
Result<model::Labels> ParseTargetLabels(const std::vector<std::string>& labels);

using ReadText = std::function<Result<std::string>(const std::string& path)>;

// Each argument is a target (target.h), or @FILE with one a line, where empty lines and those that
// begin with # are skipped. A target that is named again is one; two that would write the same
// series are an error. `read` gives the text of a file.
Result<std::vector<Target>> ParseTargets(const std::vector<std::string>& arguments,
                                         const std::shared_ptr<const ScrapeSpec>& spec,
                                         const model::Labels& labels, const ReadText& read);

}  // namespace plumb::scrape
