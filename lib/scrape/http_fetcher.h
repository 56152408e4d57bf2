// SPDX-License-Identifier: Apache-2.0
// Pages over HTTP, asked for as Prometheus does.
#pragma once

#include <memory>

#include "http/client.h"
#include "scrape/fetcher.h"

namespace plumb::scrape {

// The request of one scrape: Accept with the formats in the order of our liking, and how long we
// are going to wait.
fetch::Request RequestOf(const Target& target);

class HttpFetcher : public Fetcher {
 public:
  explicit HttpFetcher(std::unique_ptr<http::Client> client) : client_(std::move(client)) {}

  void Start(const Target& target, Done done) override;
  Status Run(DurationMs wait) override { return client_->Run(wait); }
  [[nodiscard]] size_t in_flight() const override { return client_->in_flight(); }

 private:
  std::unique_ptr<http::Client> client_;
};

}  // namespace plumb::scrape
