// SPDX-License-Identifier: Apache-2.0
// HTTP requests in flight: many at once in one thread. The door to libcurl (transfers), c-ares
// (names) and zlib and zstd (bodies). For net tools and plumb-fetch only.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "fetch/request.h"

namespace plumb::http {

struct ClientOptions {
  // Connections that are open at once; further requests wait for one, and their time runs.
  int max_connections = 512;
  std::string user_agent;  // "plumb-scrape/1.0.0"
};

// Connections are kept for the next request to the same place. Not thread-safe.
class Client {
 public:
  using Done = std::function<void(fetch::Answer)>;

  static Result<std::unique_ptr<Client>> Make(const ClientOptions& options);
  virtual ~Client() = default;

  // Begins an exchange. `done` is called once, from Run, whatever happens.
  virtual void Start(fetch::Request request, Done done) = 0;
  // Moves the exchanges on and waits for news, at most `wait` ms; returns at once when there was
  // any, when nothing is in flight, or when a signal came.
  virtual Status Run(DurationMs wait) = 0;
  [[nodiscard]] virtual size_t in_flight() const = 0;
};

}  // namespace plumb::http
