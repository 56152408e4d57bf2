// SPDX-License-Identifier: Apache-2.0
// plumb.lock: who writes to a store next, with a deadline, and a gate around opening it.
//
// LMDB's own writer mutex has no timeout: a stopped writer would block all others for ever. So
// writers queue here first. The locks are those of the open file (OFD): closing another descriptor
// does not drop them, and the kernel drops them when the process dies.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/duration.h"
#include "base/result.h"

namespace plumb::store {

// DO NOT CHANGE: other processes look at the same bytes of plumb.lock.
enum class LockByte : int64_t {
  kGate = 0,    // held while an environment is opened or closed, where LMDB needs it
  kWriter = 1,  // held while a write transaction runs
};

class LockFile {
 public:
  // Opens or creates the file.
  static Result<std::unique_ptr<LockFile>> Open(const std::string& path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  // Waits for the lock, at most `deadline`. The error (Exit::kStore) names the holder. Keeps
  // threads of one process apart, too.
  Status Acquire(LockByte byte, DurationMs deadline);
  void Release(LockByte byte);
  [[nodiscard]] bool created() const { return created_; }

 private:
  LockFile(int fd, std::string path, bool created)
      : fd_(fd), path_(std::move(path)), created_(created) {}
  [[nodiscard]] bool TryLock(LockByte byte);
  void SignName() const;
  [[nodiscard]] std::string HolderText() const;

  int fd_;
  std::string path_;
  bool created_;
  // The kernel tells open files apart, not threads: what is held through this one.
  std::array<std::atomic<bool>, 2> held_{};
};

// Holds a lock for a scope.
class HeldLock {
 public:
  HeldLock(LockFile& file, LockByte byte) : file_(&file), byte_(byte) {}
  HeldLock(HeldLock&& other) noexcept : file_(other.file_), byte_(other.byte_) {
    other.file_ = nullptr;
  }
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  HeldLock& operator=(HeldLock&&) = delete;
  ~HeldLock() {
    if (file_ != nullptr) file_->Release(byte_);
  }

 private:
  LockFile* file_;
  LockByte byte_;
};

}  // namespace plumb::store
