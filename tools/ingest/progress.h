// SPDX-License-Identifier: Apache-2.0
// How far a long ingest is, on a terminal.
#pragma once

#include "cli/progress.h"
#include "ingest/store_sink.h"

namespace plumb {

class IngestProgress {
 public:
  explicit IngestProgress(cli::Io& io)
      : io_(io), line_(io, "plumb-ingest:"), begun_ns_(io.clock.MonotonicNs()) {}

  // What the sink is to call; empty where nobody would see it. REQUIRES: not called after this
  // object is gone
  std::function<void(const ingest::SinkProgress&)> Listener();

 private:
  void Show(const ingest::SinkProgress& at);

  cli::Io& io_;
  cli::ProgressLine line_;
  int64_t begun_ns_;
};

}  // namespace plumb
