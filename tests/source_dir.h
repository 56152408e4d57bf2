// SPDX-License-Identifier: Apache-2.0
// Where the sources lie. Known to one file only, so that a compiler's cache can give what it made
// of all others to another clone.
#pragma once

#include <filesystem>

namespace plumb::tests {

std::filesystem::path SourceDir();

}  // namespace plumb::tests
