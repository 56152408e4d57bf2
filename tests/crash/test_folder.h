// SPDX-License-Identifier: Apache-2.0
// The folder that a crash test works in.
#pragma once

#include <filesystem>
#include <string>

#include <fmt/core.h>
#include <stdlib.h>

#include "base/result.h"

namespace plumb::crash {

// Gives `run` a new folder, and the status that it returns back. Where that is not 0 the folder
// stays, to be looked at.
template <typename Run>
int RunInFolder(const Run& run) {
  std::string folder = std::filesystem::temp_directory_path() / "plumb-crash-XXXXXX";
  PLUMB_ASSERT(mkdtemp(folder.data()) != nullptr);
  const int status = run(folder);
  if (status == 0)
    std::filesystem::remove_all(folder);
  else
    fmt::print("  the store is left in {}\n", folder);
  return status;
}

}  // namespace plumb::crash
