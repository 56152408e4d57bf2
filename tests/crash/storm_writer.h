// SPDX-License-Identifier: Apache-2.0
// A plumb-ingest --ack that is fed blocks, killed and started again.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "crash/ledger.h"
#include "crash/process.h"

namespace plumb::crash {

class StormWriter {
 public:
  StormWriter(const Writer& writer, std::string program, std::string store)
      : program_(std::move(program)), store_(std::move(store)), ledger_{writer, {}} {}

  void Start();
  // Hands over the next block, unless enough wait already.
  void Feed();
  // Takes what it said; true if it acknowledged something. Any other word, or its end, is a
  // problem.
  bool Hear(std::vector<std::string>& problems);

  // What becomes of blocks that were sent and not acknowledged. Sent again, a block may be there
  // already.
  enum class Unsure { kSendAgain, kForget };
  void Kill(Unsure unsure, std::vector<std::string>& problems);
  // Ends its input and expects a good end.
  void Finish(std::vector<std::string>& problems);

  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  [[nodiscard]] int output() const { return process_.output(); }
  // Whether everything that was sent is acknowledged.
  [[nodiscard]] bool idle() const { return sent_.empty(); }

 private:
  struct Sent {
    uint32_t block = 0;
    uint64_t last_line = 0;
    size_t bytes = 0;
  };
  bool TakeLines(std::vector<std::string>& problems);
  bool Acknowledge(uint64_t line);

  std::string program_;
  std::string store_;
  Ledger ledger_;
  Process process_;
  std::string heard_;
  uint64_t lines_ = 0;  // that this process was given
  std::deque<Sent> sent_;
  size_t sent_bytes_ = 0;
  std::deque<uint32_t> again_;
};

}  // namespace plumb::crash
