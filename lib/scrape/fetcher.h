// SPDX-License-Identifier: Apache-2.0
// How the text of a page comes: many at once, in one thread.
#pragma once

#include <cstddef>
#include <functional>

#include "base/duration.h"
#include "base/result.h"
#include "fetch/request.h"
#include "scrape/target.h"

namespace plumb::scrape {

class Fetcher {
 public:
  using Done = std::function<void(fetch::Answer)>;
  virtual ~Fetcher() = default;

  // Begins to read the target's page, within its spec's timeout and body_size. `done` is called
  // once, from Run, whatever happens. What is no HTTP answers with status 200 where it was read.
  // `target` must live until then.
  virtual void Start(const Target& target, Done done) = 0;
  // Moves on what was started and waits for news, at most `wait` ms; returns at once when there was
  // any, when nothing is in flight, or when a signal came.
  virtual Status Run(DurationMs wait) = 0;
  [[nodiscard]] virtual size_t in_flight() const = 0;
};

}  // namespace plumb::scrape
