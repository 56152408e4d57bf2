// Where the foreign conformance corpora lie: $PLUMB_CORPUS, else ../shared beside the source tree.
// They are read, never copied into this tree; a test that finds none says so and is skipped.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "source_dir.h"

namespace plumb::tests {

// The folder that holds conformance/, dashboards/ and data/; nullopt if there is none.
inline std::optional<std::filesystem::path> FindCorpus() {
  const char* named = std::getenv("PLUMB_CORPUS");
  const std::filesystem::path path =
      named != nullptr ? std::filesystem::path(named) : SourceDir() / ".." / "shared";
  if (std::filesystem::is_directory(path / "conformance")) return path;
  return std::nullopt;
}

}  // namespace plumb::tests

#define PLUMB_REQUIRE_CORPUS(variable)                                \
  const auto variable##_found = plumb::tests::FindCorpus();           \
  if (!variable##_found) GTEST_SKIP() << "skipped: corpus not found"; \
  const std::filesystem::path& variable = *variable##_found
