// SPDX-License-Identifier: Apache-2.0
// Undoes the Content-Encoding of a body as it arrives, up to a limit. The door to zlib and zstd.
//
// Not left to curl, which takes a compressed body that was cut off for a whole one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace plumb::http {

// What is offered in Accept-Encoding.
inline constexpr std::string_view kOfferedEncodings = "zstd, gzip";

// A body that never holds more than its limit.
struct Body {
  std::string bytes;
  uint64_t limit = 0;  // 0: none
  // Takes what fits; false if not all did.
  bool Append(std::string_view more);
};

enum class Decoded { kOk, kTooLarge, kBroken };

class Decoder {
 public:
  virtual ~Decoder() = default;
  // Appends what `bytes` decode to. Nothing may follow anything but kOk.
  virtual Decoded Add(std::string_view bytes, Body& body) = 0;
  // Whether what was added is whole.
  [[nodiscard]] virtual bool complete() const = 0;
};

// The decoder of a Content-Encoding header's value ("" for none); null for an unknown one.
std::unique_ptr<Decoder> MakeDecoder(std::string_view encoding);

}  // namespace plumb::http
