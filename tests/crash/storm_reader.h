// SPDX-License-Identifier: Apache-2.0
// A plumb-query that asks how far each writer has come, and is asked whether that can be.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "crash/ledger.h"
#include "crash/process.h"

namespace plumb::crash {

// What is known to be in the store, by a writer's number. Nothing is ever taken out of it, so no
// later answer may be less.
struct Seen {
  std::map<int, double> newest;  // number of the newest block
  std::map<int, double> count;   // blocks
  double samples = 0;            // of the series that are new all the time

  void Raise(const Ledger& ledger);
};

class StormReader {
 public:
  StormReader(std::string program, std::string store)
      : program_(std::move(program)), store_(std::move(store)) {}

  // Asks one question. `floor`: what the answer must have at least.
  void Start(const Seen& floor);
  // When the answer is complete: compares it, and raises `seen`.
  void Hear(Seen& seen, std::vector<std::string>& problems);
  void Kill();

  [[nodiscard]] bool running() const { return process_.running(); }
  [[nodiscard]] int output() const { return process_.output(); }
  // From start to end of the processes whose answers came, in ms.
  [[nodiscard]] const std::vector<double>& latencies() const { return latencies_; }

 private:
  enum class Question { kNewest, kCount, kSamples };
  void Judge(Seen& seen, std::vector<std::string>& problems) const;

  std::string program_;
  std::string store_;
  Process process_;
  Question question_ = Question::kSamples;
  Seen floor_;
  std::string heard_;
  std::chrono::steady_clock::time_point started_;
  std::vector<double> latencies_;
};

}  // namespace plumb::crash
