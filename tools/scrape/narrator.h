// SPDX-License-Identifier: Apache-2.0
// What plumb-scrape says on standard error of the scrapes it does.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "cli/io.h"
#include "scrape/block.h"
#include "scrape/target.h"

namespace plumb {

// A failure is data, and its reason stands in the stream; it is said on a terminal and with -v, or
// always where it changes the exit status. Without -v only what has changed is said.
class Narrator {
 public:
  // Targets are told apart by where they are: they must stay there.
  enum class Failures { kNoted, kWarned };
  Narrator(cli::Io& io, Failures failures) : io_(io), failures_(failures) {}

  void OnOutcome(const scrape::Target& target, const scrape::Outcome& outcome);
  void OnMissed(const scrape::Target& target, uint64_t ticks);
  void Summarise();

  [[nodiscard]] uint64_t failed() const { return failed_; }

 private:
  void Tell(const scrape::Target& target, const scrape::Outcome& outcome);

  cli::Io& io_;
  Failures failures_;
  uint64_t scrapes_ = 0;
  uint64_t failed_ = 0;
  uint64_t missed_ = 0;
  std::unordered_map<const scrape::Target*, std::string> errors_;   // of its last scrape
  std::unordered_map<const scrape::Target*, std::string> dropped_;  // what its last good page lost
};

}  // namespace plumb
