// Any bytes as a compressed body, with a limit and in pieces: the first byte says how long those
// are.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "http/decoder.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t piece = std::max<size_t>(data[0], 1);
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  for (const char* encoding : {"gzip", "deflate", "zstd"}) {
    const auto decoder = plumb::http::MakeDecoder(encoding);
    plumb::http::Body body{.bytes = {}, .limit = 1u << 20};
    for (size_t at = 0; at < bytes.size(); at += piece)
      if (decoder->Add(bytes.substr(at, piece), body) != plumb::http::Decoded::kOk) break;
    if (body.bytes.size() > body.limit) __builtin_trap();
    (void)decoder->complete();
  }
  return 0;
}
