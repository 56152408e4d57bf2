// SPDX-License-Identifier: Apache-2.0
// Requests one after the other, for programs that open no sockets themselves.
#pragma once

#include <memory>

#include "base/result.h"
#include "fetch/request.h"

namespace plumb::fetch {

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // An exchange that failed is an Answer with its failure; an Error is that nothing could be asked.
  virtual Result<Answer> Fetch(const Request& request) = 0;
};

// Through the private program plumb-fetch, which is started with the first request and kept, and
// with it its connections. Not thread-safe.
std::unique_ptr<Fetcher> MakeHelperFetcher();

}  // namespace plumb::fetch
