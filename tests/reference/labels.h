// SPDX-License-Identifier: Apache-2.0
// label_replace and label_join of the reference evaluator.
#pragma once

#include <string>
#include <vector>

#include "value.h"

namespace plumb::reference {

// `arguments`: destination, replacement, source, expression.
Result<Vector> LabelReplace(Vector vector, const std::vector<std::string>& arguments);
// `arguments`: destination, separator, sources.
Result<Vector> LabelJoin(Vector vector, const std::vector<std::string>& arguments);

}  // namespace plumb::reference
