// SPDX-License-Identifier: Apache-2.0
// Pages of files and commands.
#pragma once

#include <memory>
#include <vector>

#include "base/clock.h"
#include "scrape/fetcher.h"

namespace plumb::scrape {

// A command that fails, or takes longer than its timeout, is a failure; in the latter case it is
// killed with all that it started. A file is read whenever it is started; a pipe (`<(command)`)
// until its end.
class LocalFetcher : public Fetcher {
 public:
  explicit LocalFetcher(Clock& clock);
  ~LocalFetcher() override;

  void Start(const Target& target, Done done) override;
  Status Run(DurationMs wait) override;
  [[nodiscard]] size_t in_flight() const override { return readings_.size(); }

 private:
  class Reading;
  void WaitForNews(DurationMs wait);

  Clock& clock_;
  std::vector<std::unique_ptr<Reading>> readings_;
};

}  // namespace plumb::scrape
