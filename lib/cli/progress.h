// SPDX-License-Identifier: Apache-2.0
// A line on the terminal that says how far long work is. Nothing is shown where standard error is
// no terminal, with -q, or of work that is over at once.
#pragma once

#include <cstdint>
#include <string>

#include "base/progress.h"
#include "cli/io.h"

namespace plumb::cli {

class ProgressLine {
 public:
  ProgressLine(Io& io, std::string what);
  // Takes the line away again.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // What to hand to the work. REQUIRES: not called after this object is gone
  Progress Listener();
  // The same for work that has more to say than a part of a whole. Whether anybody sees it:
  [[nodiscard]] bool visible() const;
  // Whether the line may change now; then Show.
  [[nodiscard]] bool due() const { return visible() && io_.clock.MonotonicNs() >= next_ns_; }
  void Show(std::string_view text);

 private:
  void Update(uint64_t done, uint64_t total);

  Io& io_;
  std::string what_;
  int64_t next_ns_;  // when the line may change again
  bool shown_ = false;
};

}  // namespace plumb::cli
