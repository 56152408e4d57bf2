// SPDX-License-Identifier: Apache-2.0
// The beginning of an input, read to be looked at, and then read again.
#pragma once

#include <string>
#include <string_view>

#include "base/byte_stream.h"

namespace plumb::formats {

// Some lines of anything: up to 64 KiB. `live`: what is there, without waiting for more.
Result<std::string> ReadHead(ByteInput& in, bool live);

// Bytes that were read already, and then the rest. `head` must outlive it.
class PushedBackInput : public ByteInput {
 public:
  PushedBackInput(std::string_view head, ByteInput& rest) : head_(head), rest_(rest) {}
  Result<size_t> Read(char* buffer, size_t size) override;
  bool MayWait() override { return head_.empty() && rest_.MayWait(); }

 private:
  std::string_view head_;
  ByteInput& rest_;
};

}  // namespace plumb::formats
