// SPDX-License-Identifier: Apache-2.0
// A file without a name: it is gone when the process is, however that ends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb::system {

class TemporaryFile {
 public:
  // On the file system of that folder.
  static Result<TemporaryFile> Make(const std::string& folder);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  TemporaryFile& operator=(TemporaryFile&&) = delete;

  Status Append(std::string_view bytes);
  [[nodiscard]] uint64_t size() const { return size_; }
  // REQUIRES: offset + size <= size()
  Status ReadAt(uint64_t offset, char* to, size_t size) const;

 private:
  TemporaryFile(int fd, std::string folder) : fd_(fd), folder_(std::move(folder)) {}
  int fd_;
  std::string folder_;
  uint64_t size_ = 0;
};

}  // namespace plumb::system
