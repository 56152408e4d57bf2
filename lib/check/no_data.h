// SPDX-License-Identifier: Apache-2.0
// The words for an expectation that has nothing to judge: the cause, and the cure.
#pragma once

#include <string>

#include "check/expectation.h"

namespace plumb::check {

// Why a side is empty although what it selects has samples.
std::string EmptyCause(const Side& side);

// What to write instead if having no data is fine; of absent(), if it is not.
std::string CureFor(const Comparison& comparison);

}  // namespace plumb::check
