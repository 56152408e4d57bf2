// SPDX-License-Identifier: Apache-2.0
// An input that may be slow: says when it has to be waited for, so that what came before can be
// committed, and ends when the process is asked to stop (system/signals.h).
#pragma once

#include <functional>

#include "base/byte_stream.h"
#include "base/duration.h"

namespace plumb::ingest {

// How long nothing may come before what is incomplete is committed too.
inline constexpr DurationMs kIdleTime = kSecond;

class LiveInput : public ByteInput {
 public:
  enum class Wait { kShort, kIdle };
  using OnWait = std::function<Status(Wait)>;

  // `fd` tells whether bytes are there; -1 if that cannot be known (never waits then). `on_wait` is
  // called with kShort before each wait and with kIdle when it took longer than kIdleTime.
  LiveInput(ByteInput& in, int fd, OnWait on_wait)
      : in_(in), fd_(fd), on_wait_(std::move(on_wait)) {}

  Result<size_t> Read(char* buffer, size_t size) override;
  bool MayWait() override { return in_.MayWait(); }
  // Whether the end came by a signal: the last line may be cut.
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  Status WaitForBytes();
  ByteInput& in_;
  int fd_;
  OnWait on_wait_;
  bool stopped_ = false;
};

}  // namespace plumb::ingest
