// SPDX-License-Identifier: Apache-2.0
// Pages of every kind of target, each by the fetcher for it.
#pragma once

#include <memory>

#include "scrape/fetcher.h"

namespace plumb::scrape {

class AnyFetcher : public Fetcher {
 public:
  // `http` may be null where no target needs it.
  AnyFetcher(std::unique_ptr<Fetcher> http, std::unique_ptr<Fetcher> local)
      : http_(std::move(http)), local_(std::move(local)) {}

  void Start(const Target& target, Done done) override;
  Status Run(DurationMs wait) override;
  [[nodiscard]] size_t in_flight() const override;

 private:
  std::unique_ptr<Fetcher> http_;
  std::unique_ptr<Fetcher> local_;
};

}  // namespace plumb::scrape
