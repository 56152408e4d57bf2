// SPDX-License-Identifier: Apache-2.0
// A descriptor that is read to its end as far as it has something to give: a file, a pipe.
#pragma once

#include <cstdint>
#include <string>

namespace plumb::scrape {

class FileReader {
 public:
  // Keeps at most `limit` bytes, 0 for no limit. Takes the descriptor over where `owned`.
  enum class Descriptor { kOwned, kBorrowed };
  FileReader(int fd, uint64_t limit, Descriptor descriptor)
      : fd_(fd), limit_(limit), owned_(descriptor == Descriptor::kOwned) {}
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  ~FileReader();

  // Reads what is there without waiting; a part of it, where that is much.
  void ReadOn();
  // Forgets all but the last bytes.
  void KeepLast(size_t size);

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool too_large() const { return limit_ > 0 && bytes_.size() >= limit_; }
  [[nodiscard]] int error() const { return error_; }  // errno of a reading that failed, or 0
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  int fd_;
  uint64_t limit_;
  bool owned_;
  bool ended_ = false;
  int error_ = 0;
  std::string bytes_;
};

}  // namespace plumb::scrape
