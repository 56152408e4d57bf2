// SPDX-License-Identifier: Apache-2.0
// Our programs find each other: beside the one that runs, else along $PATH.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plumb::system {

// The folder of the running program; "" if the system does not say.
std::string OwnDirectory();

// The path of an executable, or nullopt.
std::optional<std::string> FindProgram(std::string_view name);

// The path of a private program of ours, which is in no $PATH: in $PLUMB_LIBEXEC, beside the
// running program, or in ../libexec/plumb from there. The error says where it was looked for.
Result<std::string> FindHelper(std::string_view name);

// Names of the executables beside the running program and along $PATH that begin with `prefix`,
// sorted, each once.
std::vector<std::string> ListPrograms(std::string_view prefix);

// Becomes that program; returns only if it could not be started. `arguments` without the program's
// name.
Error Become(const std::string& path, const std::vector<std::string>& arguments);

}  // namespace plumb::system
